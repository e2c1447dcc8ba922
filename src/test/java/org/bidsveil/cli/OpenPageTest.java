package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.browser.Chromium;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.review.OpenImage;
import org.bidsveil.review.ReviewServer;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page of one image in a real browser, on a head that nobody has. */
class OpenPageTest {
  private static final OpenBench BENCH = new OpenBench(Defacing.DEFAULT, new Resources(2, 1000));
  private static final String STATUS = "document.getElementById('status').textContent";
  private static final String COUNT =
      "Array.from(bidsveilMask()).reduce((sum, v) => sum + (v ? 1 : 0), 0)";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  /** Axes A, S, L: what the page shows must be turned back before it is saved. */
  private static byte[] head() {
    Grid grid = new Grid(70, 70, 52, new Affine(0, 0, -4, 102, 4, 0, 0, -130, 0, 4, 0, -150));
    byte[] plain = NiftiWriter.encode(AverageHead.scan(Affine.IDENTITY, grid), NiftiDatatype.INT16);
    return ParallelGzip.compress(plain, 6, 1);
  }

  private Chromium browser() throws IOException {
    return Chromium.start(Files.createDirectory(temp.resolve("browser")), 1400, 900);
  }

  private static Mask mask(Path file) {
    return NiftiReader.read(file).volume(0).atLeast(0.5);
  }

  private static void click(Chromium page, String id) {
    page.value("document.getElementById('" + id + "').click()");
  }

  /** A voxel in the brain, above the middle of the image, painted by keys. */
  private static void paintAbove(Chromium page) {
    page.value("document.getElementById('canvas').focus()");
    for (int n = 0; n < 12; n++) {
      page.key("ArrowUp");
    }
    page.key("b");
    page.key(" ");
  }

  @Test
  void droppedDefacedPaintedUndoneAppliedSaved() throws IOException {
    byte[] file = head();
    Path downloads = Files.createDirectory(temp.resolve("downloads"));
    try (ReviewServer server = ReviewServer.start(BENCH, List.of(), 0);
        Chromium page = browser()) {
      page.downloadsInto(downloads);
      page.open(server.address());
      page.until(STATUS + ".startsWith('Drop a NIfTI image')");
      page.drop("my head.nii.gz", file);
      page.until("document.documentElement.dataset.loaded === '0'");
      assertEquals(
          "pass",
          page.value("document.querySelector('#verdict span').textContent").asText(),
          () -> page.value("document.getElementById('reason').textContent").asText());
      assertTrue(page.value("document.querySelectorAll('#numbers tr').length > 5").asBoolean());

      int before = page.value(COUNT).asInt();
      assertTrue(before > 1000, before + " voxels of the face");
      paintAbove(page);
      assertEquals(before + 1, page.value(COUNT).asInt());
      for (int n = 0; n < 20; n++) {
        page.key("z");
      }
      assertEquals(before, page.value(COUNT).asInt(), "undone to the bottom and not beyond");
      page.key("y");
      page.key("s");
      page.until(STATUS + ".startsWith('Draft saved')");
      click(page, "saveDefaced");
      page.until(STATUS + ".includes('apply it first')");
      page.key("g");
      page.until("document.getElementById('ask').open");
      click(page, "askYes");
      page.until(STATUS + ".startsWith('Applied')");

      page.reload();
      page.until("document.documentElement.dataset.loaded === '0'");
      assertEquals(before + 1, page.value(COUNT).asInt(), "a reload loses nothing");
      click(page, "saveDefaced");
      Path image = downloaded(downloads, "my head_defaced.nii.gz");
      click(page, "saveRemoved");
      Mask removed = mask(downloaded(downloads, "my head_defacemask.nii.gz"));
      assertEquals(before + 1, removed.count());
      NiftiImage original = NiftiReader.parse(file);
      NiftiImage saved = NiftiReader.read(image);
      assertEquals(0, original.voxelsChangedOutside(removed, saved));
      float[] values = saved.volume(0).values();
      for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
        assertEquals(0, values[v], "voxel " + v);
      }
      assertEquals(List.of(), page.complaints());
    }
  }

  private static Path downloaded(Path folder, String name) throws IOException {
    for (int n = 0; n < 200 && !Files.exists(folder.resolve(name)); n++) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(Files.exists(folder.resolve(name)), files.toList().toString());
    }
    return folder.resolve(name);
  }

  @Test
  void savedBesideTheImageAndNothingOverwritten() throws IOException {
    byte[] file = head();
    Path image = Files.write(temp.resolve("T1w.nii.gz"), file);
    List<OpenImage> opened = List.of(BENCH.open(image, file));
    try (ReviewServer server = ReviewServer.start(BENCH, opened, 0);
        Chromium page = browser()) {
      page.open(server.address());
      page.until("document.documentElement.dataset.loaded === '0'");
      click(page, "saveBeside");
      page.until(STATUS + ".startsWith('Saved: ')");
      Path defaced = temp.resolve("T1w_defaced.nii.gz");
      Mask removed = mask(temp.resolve("T1w_defacemask.nii.gz"));
      byte[] saved = Files.readAllBytes(defaced);
      assertEquals(
          0, NiftiReader.parse(file).voxelsChangedOutside(removed, NiftiReader.parse(saved)));
      click(page, "saveBeside");
      page.until(STATUS + ".includes('nothing is ever overwritten')");
      assertArrayEquals(saved, Files.readAllBytes(defaced));
      assertArrayEquals(file, Files.readAllBytes(image));
    }
  }

  @Test
  void whatCannotBeDefacedSaysWhatToDo() throws IOException {
    Random random = new Random(1);
    Grid grid = new Grid(40, 40, 40, Affine.scaling(4, 4, 4));
    float[] noise = new float[grid.voxelCount()];
    for (int v = 0; v < noise.length; v++) {
      noise[v] = random.nextInt(100);
    }
    try (ReviewServer server = ReviewServer.start(BENCH, List.of(), 0);
        Chromium page = browser()) {
      page.open(server.address());
      page.until(STATUS + ".startsWith('Drop a NIfTI image')");
      page.drop("IM0001.dcm", new byte[] {1});
      page.until(STATUS + ".includes('dcm2niix')");
      page.drop("text.nii", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      page.until(
          "document.getElementById('status').classList.contains('bad') && !"
              + STATUS
              + ".includes('dcm2niix')");
      assertEquals(0, page.value("document.querySelectorAll('#list li').length").asInt());
      page.drop("noise.nii", NiftiWriter.encode(new Volume(grid, noise), NiftiDatatype.INT16));
      page.until("document.documentElement.dataset.loaded === '0'");
      assertEquals("fail", page.value("document.querySelector('#verdict').innerText").asText());
      click(page, "saveDefaced");
      page.until(STATUS + ".startsWith('Not defaced')");
    }
  }

  @Test
  void aUsedAddressSaysWhatToDoAndEveryWidthHolds() throws IOException {
    byte[] file = head();
    Path image = Files.write(temp.resolve("T1w.nii.gz"), file);
    List<OpenImage> opened = List.of(BENCH.open(image, file));
    try (ReviewServer server = ReviewServer.start(BENCH, opened, 0);
        Chromium page = browser()) {
      page.open(server.address());
      page.until("document.documentElement.dataset.loaded === '0'");
      for (int width : List.of(800, 1400)) {
        page.assertFits(
            List.of(width),
            "document.getElementById('canvas').getBoundingClientRect().width > 300");
        picture(page, "open-" + width);
      }
      page.resize(400, 800);
      page.until("getComputedStyle(document.getElementById('narrow')).display === 'block'");
      picture(page, "open-400");
      // Another browser, or the same without its cookie.
      page.send(
          "Network.clearBrowserCookies",
          new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode());
      page.open(server.address());
      assertTrue(
          page.value("document.body.innerText").asText().contains("end bidsveil open with Ctrl-C"));
      assertFalse(page.value("document.body.innerText").asText().contains("T1w"));
    }
  }

  /** Kept where a person asked for pictures: BIDSVEIL_PICTURES names a folder. */
  private static void picture(Chromium page, String name) throws IOException {
    String folder = System.getenv("BIDSVEIL_PICTURES");
    if (folder != null) {
      Files.write(Path.of(folder, name + ".png"), page.screenshot());
    }
  }
}
