package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.browser.Chromium;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.review.ReviewServer;
import org.bidsveil.run.DatasetRun;
import org.bidsveil.run.HandEdit;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Both pages in a real browser, on a head that nobody has. */
class ReviewPageTest {
  private static final String SCAN = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path temp;

  private static Path root;
  private static RunConfiguration configuration;

  /** One for all tests: each leaves the scan defaced, by a mask that it reads anew. */
  @BeforeAll
  static void dataset() throws IOException {
    root = temp.resolve("study");
    Files.createDirectories(root.resolve(SCAN).getParent());
    Files.writeString(
        root.resolve("dataset_description.json"),
        "{\"Name\": \"one head\", \"BIDSVersion\": \"1.10.0\"}\n");
    // Axes A, S, L: what the page shows must be turned back before it is written.
    Grid grid = new Grid(70, 70, 52, new Affine(0, 0, -4, 102, 4, 0, 0, -130, 0, 4, 0, -150));
    byte[] plain = NiftiWriter.encode(AverageHead.scan(Affine.IDENTITY, grid), NiftiDatatype.INT16);
    Files.write(root.resolve(SCAN), ParallelGzip.compress(plain, 6, 1));
    configuration =
        new RunConfiguration(
            root,
            Target.of(root, Optional.empty(), Optional.empty(), false),
            Selection.EVERYTHING,
            Defacing.DEFAULT,
            Scrubbing.DEFAULT,
            new Resources(2, 1000),
            false,
            false);
    assertTrue(new DatasetRun(RunPlan.of(configuration), progress -> {}).run().succeeded());
  }

  private static Chromium browser(String name) throws IOException {
    return Chromium.start(Files.createDirectory(temp.resolve(name)), 1400, 900);
  }

  @Test
  void whatIsPaintedAndAppliedIsGoneFromTheFile() throws IOException {
    byte[] original = Files.readAllBytes(root.resolve("sourcedata/bidsveil").resolve(SCAN));
    HandEdit edit = new HandEdit(configuration);
    Path maskFile = edit.mask(edit.scans().getFirst());
    Mask before = mask(maskFile);
    try (ReviewServer server =
            ReviewServer.start(new ReviewBench(root, root, edit), 0, Clock.systemUTC());
        Chromium page = browser("reviewer")) {
      page.open(server.address());
      page.until("document.documentElement.dataset.loaded === '0'");

      // One axial slice fills the view; its middle is the middle of the image, in the brain.
      page.key("2");
      page.key("b");
      List<Double> middle = middleOfTheCanvas(page);
      page.drag(middle.get(0), middle.get(1), middle.get(0) + 60, middle.get(1));
      page.until("document.getElementById('status').textContent.startsWith('Draft saved')");
      Mask draft = mask(edit.draft(edit.scans().getFirst()));
      assertTrue(draft.andNot(before).count() > 3, "painted " + draft.andNot(before).count());
      assertEquals(0, before.andNot(draft).count(), "what was in the mask is still in it");
      assertMiddle(draft.andNot(before));

      page.reload();
      page.until("document.documentElement.dataset.loaded === '0'");
      assertTrue(
          page.value("document.getElementById('status').textContent")
              .asText()
              .contains("saved draft"),
          "the draft survives a reload");

      page.key("g");
      page.until("document.getElementById('ask').open");
      page.value("document.getElementById('askYes').click()");
      page.until("document.getElementById('status').textContent.startsWith('Applied')");
      assertApplied(NiftiReader.parse(original), draft);
      assertArrayEquals(
          original, Files.readAllBytes(root.resolve("sourcedata/bidsveil").resolve(SCAN)));
      assertEquals(draft, mask(maskFile));
      assertFalse(Files.exists(edit.draft(edit.scans().getFirst())));

      page.value("document.getElementById('note').value = 'looks right'");
      page.key("a");
      page.until("document.getElementById('status').textContent.startsWith('Accepted.')");
      String reviews = Files.readString(edit.reviews());
      assertTrue(reviews.contains(SCAN + "\taccept\tlooks right\t"), reviews);
      assertEquals(List.of(), page.complaints());
    }
  }

  @Test
  void aDamagedOriginalIsTold() throws IOException {
    Path copy = root.resolve("sourcedata/bidsveil").resolve(SCAN);
    byte[] original = Files.readAllBytes(copy);
    HandEdit edit = new HandEdit(configuration);
    try (ReviewServer server =
            ReviewServer.start(new ReviewBench(root, root, edit), 0, Clock.systemUTC());
        Chromium page = browser("damaged")) {
      Files.write(copy, new byte[] {1});
      page.open(server.address());
      page.until(
          "document.getElementById('status').textContent.startsWith('The brain cannot be"
              + " outlined')");
      String told = page.value("document.getElementById('status').textContent").asText();
      assertTrue(told.contains("is not the original that originals.tsv describes"), told);
    } finally {
      Files.write(copy, original);
    }
  }

  private static final String LOADED = "document.documentElement.dataset.loaded === '0'";

  /** Voxels of the mask as the page has it. */
  private static final String COUNT =
      "Array.from(bidsveilMask()).reduce((sum, v) => sum + (v ? 1 : 0), 0)";

  @Test
  void undoHasABottomAndATop() throws IOException {
    HandEdit edit = new HandEdit(configuration);
    int before = mask(edit.mask(edit.scans().getFirst())).count();
    Path draft = edit.draft(edit.scans().getFirst());
    try (ReviewServer server =
            ReviewServer.start(new ReviewBench(root, root, edit), 0, Clock.systemUTC());
        Chromium page = browser("undo")) {
      page.open(server.address());
      page.until(LOADED);
      page.value("document.getElementById('canvas').focus()");
      assertEquals(before, page.value(COUNT).asInt());
      // From the middle of the image into the brain.
      for (int n = 0; n < 12; n++) {
        page.key("ArrowUp");
      }
      page.key("b");
      page.key(" ");
      int one = page.value(COUNT).asInt();
      // The pen of 6 mm at voxels of 4 mm: the voxel at the cross and no other within 3 mm.
      assertEquals(before + 1, one);
      for (int n = 0; n < 20; n++) {
        page.key("z");
      }
      assertEquals(before, page.value(COUNT).asInt(), "undone to the bottom and not beyond");
      page.key("s");
      page.until("!document.getElementById('status').textContent.startsWith('Not saved')");
      assertFalse(Files.exists(draft), "nothing painted is no draft");
      for (int n = 0; n < 20; n++) {
        page.key("y");
      }
      assertEquals(one, page.value(COUNT).asInt(), "redone to the top and not beyond");
      page.key("ArrowUp");
      page.key(" ");
      page.key("e");
      page.key(" ");
      assertEquals(one, page.value(COUNT).asInt(), "erased what was painted");
      page.key("s");
      page.until("document.getElementById('status').textContent.startsWith('Draft saved')");
      assertEquals(one, mask(draft).count());
      page.value("document.getElementById('discard').click()");
      page.until("document.getElementById('discard').disabled && " + LOADED);
      assertFalse(Files.exists(draft));
      assertEquals(before, page.value(COUNT).asInt());
      assertEquals(List.of(), page.complaints());
    }
  }

  @Test
  void comparingKeepsWhatIsPainted() throws IOException {
    HandEdit edit = new HandEdit(configuration);
    try (ReviewServer server =
            ReviewServer.start(new ReviewBench(root, root, edit), 0, Clock.systemUTC());
        Chromium page = browser("compare")) {
      page.open(server.address());
      page.until(LOADED);
      page.value("document.getElementById('canvas').focus()");
      int before = page.value(COUNT).asInt();
      for (int n = 0; n < 12; n++) {
        page.key("ArrowUp");
      }
      page.key("b");
      page.key(" ");
      page.key("o");
      page.until("document.documentElement.dataset.image === 'original'");
      assertEquals(before + 1, page.value(COUNT).asInt());
      page.key("z");
      assertEquals(before, page.value(COUNT).asInt());
      // No draft is left for the other tests.
      page.key("s");
      page.until("!document.getElementById('status').textContent.startsWith('Not saved')");
      assertFalse(Files.exists(edit.draft(edit.scans().getFirst())));
    }
  }

  @Test
  void thePageOfAllScansByKeyboardAlone() throws IOException {
    Path index = GroupSummary.gather(root, 2).page();
    try (Chromium page = browser("reader")) {
      page.open(index.toUri().toString());
      page.until("document.querySelectorAll('#tiles .tile').length === 1");
      page.until("Array.from(document.images).every(i => i.complete && i.naturalWidth > 0)");
      page.key("j");
      page.until("document.activeElement.classList.contains('tile')");
      page.key("Enter");
      page.until("document.getElementById('large').open");
      // Tile, the pair side by side, mosaic, the strips of after and before.
      page.until("document.images.length === 6");
      page.until("Array.from(document.images).every(i => i.complete && i.naturalWidth > 0)");
      page.reload();
      page.until("document.getElementById('large').open");
      page.key("Escape");
      page.until("!document.getElementById('large').open");
      page.until("document.activeElement.classList.contains('tile')");
      page.key("t");
      page.until("document.querySelectorAll('#rows .row').length === 1");
      page.key("p");
      page.until("document.querySelectorAll('#plots canvas').length > 5");
      assertEquals(List.of(), page.complaints());
    }
  }

  private static List<Double> middleOfTheCanvas(Chromium page) {
    return List.of(
        page.value(
                "(b => b.left + b.width /"
                    + " 2)(document.getElementById('canvas').getBoundingClientRect())")
            .asDouble(),
        page.value(
                "(b => b.top + b.height /"
                    + " 2)(document.getElementById('canvas').getBoundingClientRect())")
            .asDouble());
  }

  /** The stroke began in the middle of the image and went to the head's right. */
  private static void assertMiddle(Mask painted) {
    Grid grid = painted.grid();
    Vec3 centre = grid.centreMm();
    double left = Double.POSITIVE_INFINITY;
    for (int v = painted.nextSet(0); v >= 0; v = painted.nextSet(v + 1)) {
      Vec3 p =
          grid.worldFromVoxel()
              .apply(v % grid.nx(), v / grid.nx() % grid.ny(), v / grid.nx() / (double) grid.ny());
      left = Math.min(left, p.x());
    }
    assertEquals(centre.x(), left, 8, "mm where the stroke begins");
  }

  private static void assertApplied(NiftiImage original, Mask removed) {
    NiftiImage now = NiftiReader.read(root.resolve(SCAN));
    assertEquals(0, original.voxelsChangedOutside(removed, now));
    float[] values = now.volume(0).values();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      assertEquals(0, values[v], "voxel " + v);
    }
  }

  private static Mask mask(Path file) {
    return NiftiReader.read(file).volume(0).atLeast(0.5);
  }
}
