package org.bidsveil.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bidsveil.browser.Chromium;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The review in a real browser, on three balls: one failed, one doubtful, one passed. */
class ReviewInBrowserTest {
  private static final int SIDE = 24;
  private static final double MM = 4;
  private static final Grid GRID =
      new Grid(SIDE, SIDE, SIDE, new Affine(MM, 0, 0, -48, 0, MM, 0, -48, 0, 0, MM, -48));

  private static final String STATUS = "document.getElementById('status').textContent";
  private static final String COUNT =
      "Array.from(bidsveilMask()).reduce((sum, v) => sum + (v ? 1 : 0), 0)";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private ReviewServerTest.FakeBench bench;

  /**
   * The failed one has a proposal, the front of the image; the others a mask of its lowest slices.
   */
  @BeforeEach
  void dataset() throws IOException {
    Path root = temp.resolve("study");
    for (String label : List.of("01", "02", "03")) {
      String scan = scan(label);
      Files.createDirectories(root.resolve(scan).getParent());
      Files.write(root.resolve(scan), ball());
    }
    Files.writeString(
        root.resolve("dataset_description.json"),
        "{\"Name\": \"three\", \"BIDSVersion\": \"1.10.0\"}");
    bench = new ReviewServerTest.FakeBench(root);
    bench
        .scans()
        .forEach(scan -> {
          boolean failed = scan.subject().equals("02");
          write(failed ? bench.proposal(scan) : bench.mask(scan), mask(failed));
        });
    List<DefaceRow> rows =
        new ArrayList<>(List.of(row("01", "review"), row("02", "fail"), row("03", "pass")));
    Files.write(bench.table(bench.scans().getFirst()), new DefaceTable(rows).toBytes());
  }

  private static String scan(String label) {
    return "sub-" + label + "/anat/sub-" + label + "_T1w.nii.gz";
  }

  private static DefaceRow row(String label, String verdict) {
    return DefaceRow.of(
        label,
        Optional.empty(),
        scan(label),
        "T1w",
        Optional.of("template"),
        Optional.empty(),
        verdict,
        verdict.equals("fail") ? "template: face-left 0.3000 (bound 0.0500)" : "n/a",
        1);
  }

  private static byte[] ball() {
    float[] values = new float[GRID.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      double x = v % SIDE - 11.5;
      double y = v / SIDE % SIDE - 11.5;
      double z = v / (SIDE * SIDE) - 11.5;
      values[v] = Math.sqrt(x * x + y * y + z * z) < 10 ? 100 : 0;
    }
    return ParallelGzip.compress(
        NiftiWriter.encode(new Volume(GRID, values), NiftiDatatype.INT16), 6, 1);
  }

  private static Mask mask(boolean front) {
    Mask mask = new Mask(GRID);
    for (int n = 0; n < SIDE * SIDE * 4; n++) {
      if (front) {
        mask.set(n % SIDE, SIDE - 1 - n / SIDE % 4, n / SIDE / 4);
      } else {
        mask.set(n);
      }
    }
    return mask;
  }

  private static void write(Path file, Mask mask) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, ParallelGzip.compress(NiftiWriter.encode(mask), 6, 1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What a person does on the page once the worst scan, number 1, is open. */
  private interface Visit {
    void to(Chromium page) throws IOException;
  }

  private void visit(Visit visit) throws IOException {
    try (ReviewServer server = ReviewServer.start(bench, 0, Clock.systemUTC());
        Chromium page = Chromium.start(Files.createDirectory(temp.resolve("browser")), 1400, 900)) {
      page.open(server.address());
      loaded(page, 1);
      visit.to(page);
      assertEquals(List.of(), page.complaints());
    }
  }

  private static void loaded(Chromium page, int number) {
    page.until("document.documentElement.dataset.loaded === '" + number + "'");
  }

  private static String text(Chromium page, String expression) {
    return page.value(expression).asText();
  }

  private static Mask read(Path file) {
    return NiftiReader.read(file).volume(0).atLeast(0.5);
  }

  @Test
  void everythingByKeysAlone() throws IOException {
    int all = SIDE * SIDE * 4;
    Path draftOfFailed = bench.draft(bench.scans().get(1));
    visit(page -> {
      // The mask that was refused is shown.
      assertTrue(text(page, STATUS).contains("proposal that was rejected"));
      assertEquals(all, page.value(COUNT).asInt());
      page.key("a");
      page.until(STATUS + ".startsWith('It cannot be accepted')");
      focus(page, "canvas");
      page.key("b");
      page.key(" ");
      int painted = page.value(COUNT).asInt();
      assertTrue(painted > all, painted + " voxels");

      // Another scan: the pen is off there, and what was painted here is kept.
      page.key("n");
      loaded(page, 0);
      assertEquals("look", text(page, "document.documentElement.dataset.pen"));
      assertEquals(painted, read(draftOfFailed).count());
      page.key("p");
      loaded(page, 1);
      assertEquals(painted, page.value(COUNT).asInt());
      page.key("z");
      assertEquals(painted, page.value(COUNT).asInt(), "a draft is a bottom of its own");

      // A note, a rejection; then the next one is accepted, and the one after it is open.
      page.key("n");
      loaded(page, 0);
      page.key("t");
      page.until("document.activeElement.id === 'note'");
      page.type("an ear is left");
      page.key("Escape");
      page.until("document.activeElement.id !== 'note'");
      page.key("r");
      page.until(STATUS + ".startsWith('Rejected')");
      page.key("n");
      loaded(page, 2);
      page.key("a");
      page.until(STATUS + ".startsWith('Accepted')");
      loaded(page, 1);
      String reviews = Files.readString(bench.reviews());
      assertTrue(reviews.contains(scan("01") + "\treject\tan ear is left\t"), reviews);
      assertTrue(reviews.contains(scan("03") + "\taccept\t"), reviews);
    });
  }

  private static void focus(Chromium page, String id) {
    for (int n = 0; n < 60; n++) {
      if (text(page, "document.activeElement.id").equals(id)) {
        return;
      }
      page.tab();
    }
    throw new AssertionError("the Tab key does not come to " + id);
  }

  @Test
  void outlinesOfMaskAndBrainAndTheMaskOnTheHead() throws IOException {
    visit(page -> {
      page.until("document.documentElement.dataset.brain === '1'");
      assertEquals("3", text(page, "document.documentElement.dataset.outlined"));
      assertTrue(inked(page, 255, 122, 26), "the mask is outlined");
      assertTrue(inked(page, 86, 180, 233), "the brain is outlined");
      page.key("u");
      assertEquals("0", text(page, "document.documentElement.dataset.outlined"));
      assertFalse(inked(page, 255, 122, 26));
      page.key("u");
      page.key("2");
      page.until("document.documentElement.dataset.outlined === '1'");
      page.key("h");
      assertTrue(page.value("document.getElementById('onHead').checked").asBoolean());
      page.key("5");
      page.until("document.documentElement.dataset.outlined === '0'");
    });
  }

  /** Whether a line of nearly this colour is drawn over the slices. */
  private static boolean inked(Chromium page, int red, int green, int blue) {
    return page.value(
            """
            (sheet => {
              const p = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
              for (let n = 0; n < p.length; n += 4) {
                if (p[n + 3] > 200 && Math.abs(p[n] - %d) + Math.abs(p[n + 1] - %d)
                    + Math.abs(p[n + 2] - %d) < 30) { return true; }
              }
              return false;
            })(document.getElementById("outlines"))
            """
                .formatted(red, green, blue))
        .asBoolean();
  }

  @Test
  void filledCutAndPaintedOnlyWhereItIsBright() throws IOException {
    visit(page -> {
      int all = page.value(COUNT).asInt();
      // In the sagittal slice in the middle, front to the right: right of the line goes.
      page.key("4");
      page.key("c");
      List<Double> middle = middle(page);
      page.drag(middle.get(0), middle.get(1) - 100, middle.get(0), middle.get(1) + 100);
      page.until(STATUS + ".startsWith('Draft saved')");
      int cut = page.value(COUNT).asInt();
      assertEquals(SIDE * SIDE * SIDE / 2.0, cut, SIDE * SIDE * 1.5, "half of the image");
      assertTrue(cut > all);
      page.key("z");
      assertEquals(all, page.value(COUNT).asInt(), "a cut is one stroke");
      // The corner of the image is air, which the pen spares when it is told to.
      focus(page, "canvas");
      for (int n = 0; n < SIDE; n++) {
        page.key("ArrowUp");
        page.key("ArrowLeft");
        page.key("PageDown");
      }
      page.key("b");
      page.value("document.getElementById('limit').click()");
      page.key(" ");
      assertEquals(all, page.value(COUNT).asInt(), "no air is painted");
      page.value("document.getElementById('limit').click()");
      page.key(" ");
      assertTrue(page.value(COUNT).asInt() > all);
      // What is not enclosed is not filled.
      page.key("f");
      page.key("ArrowDown");
      page.key("ArrowDown");
      page.key("ArrowDown");
      page.key(" ");
      page.until(STATUS + ".startsWith('Not filled')");
    });
  }

  @Test
  void whatIsEnclosedIsFilledWrittenAndUndone() throws IOException {
    Path draft = bench.draft(bench.scans().get(1));
    visit(page -> {
      int all = page.value(COUNT).asInt();
      page.key("2");
      focus(page, "canvas");
      page.key("b");
      // In an axial slice, around the voxel at the cross and the one on its left.
      for (String key :
          List.of(
              "ArrowRight",
              " ",
              "ArrowLeft",
              "PageUp",
              " ",
              "ArrowLeft",
              " ",
              "PageDown",
              "ArrowLeft",
              " ",
              "ArrowRight",
              "PageDown",
              " ",
              "ArrowRight",
              " ",
              "PageUp")) {
        page.key(key);
      }
      page.key("s");
      page.until(STATUS + ".startsWith('Draft saved')");
      Mask outline = read(draft);
      assertEquals(all + 6, outline.count());
      page.key("f");
      page.key(" ");
      assertEquals(all + 8, page.value(COUNT).asInt(), text(page, STATUS));
      page.until(STATUS + ".startsWith('Draft saved')");
      page.key("s");
      page.until("!" + STATUS + ".startsWith('Not saved')");
      Mask filled = read(draft);
      assertEquals(0, outline.andNot(filled).count());
      Mask inside = filled.andNot(outline);
      int one = inside.nextSet(0);
      assertEquals(one + 1, inside.nextSet(one + 1), "two voxels beside each other");
      assertEquals(2, inside.count());
      page.key("z");
      assertEquals(all + 6, page.value(COUNT).asInt(), "a fill is one stroke");
      page.key("y");
      assertEquals(all + 8, page.value(COUNT).asInt());
    });
  }

  @Test
  void darkAndBrightSpreadTheGreyValues() throws IOException {
    visit(page -> {
      page.key("2");
      page.key("u");
      // Beside the cross, in the ball of 100.
      List<Double> middle = middle(page);
      int x = middle.get(0).intValue() + 40;
      int y = middle.get(1).intValue() + 40;
      slide(page, "dark", "0");
      slide(page, "bright", "100");
      assertEquals(255, brightness(page, x, y), 3);
      slide(page, "bright", "150");
      assertEquals(170, brightness(page, x, y), 6);
      slide(page, "dark", "50");
      assertEquals(128, brightness(page, x, y), 6);
    });
  }

  @Test
  void theHeadIsCutOpenAndWholeAgain() throws IOException {
    visit(page -> {
      page.key("5");
      slide(page, "clip", "0.5");
      int whole = lit(page);
      // Cut behind its middle the ball is a smaller disc.
      slide(page, "clip", "-0.3");
      int cut = lit(page);
      assertTrue(cut > 0 && cut < 0.9 * whole, cut + " of " + whole + " pixels");
      slide(page, "clip", "0.5");
      assertEquals(whole, lit(page), 0.01 * whole);
    });
  }

  private static void slide(Chromium page, String id, String value) {
    page.value(
        "(e => { e.value = '%s'; e.dispatchEvent(new Event('input', { bubbles: true })); })(document.getElementById('%s'))"
            .formatted(value, id));
    page.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  private static BufferedImage seen(Chromium page) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(page.screenshot()));
  }

  private static int brightness(Chromium page, int x, int y) throws IOException {
    return seen(page).getRGB(x, y) & 0xff;
  }

  /** Pixels of the stage that are not black. */
  private static int lit(Chromium page) throws IOException {
    BufferedImage seen = seen(page);
    String box = "document.getElementById('canvas').getBoundingClientRect()";
    int left = page.value(box + ".left").asInt();
    int top = page.value(box + ".top").asInt();
    int right = Math.min(seen.getWidth(), page.value(box + ".right").asInt());
    int bottom = Math.min(seen.getHeight(), page.value(box + ".bottom").asInt());
    int lit = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        lit += (seen.getRGB(x, y) & 0xffffff) == 0 ? 0 : 1;
      }
    }
    return lit;
  }

  private static List<Double> middle(Chromium page) {
    String box = "document.getElementById('canvas').getBoundingClientRect()";
    return List.of(
        page.value("(b => b.left + b.width / 2)(" + box + ")").asDouble(),
        page.value("(b => b.top + b.height / 2)(" + box + ")").asDouble());
  }

  @Test
  void everyWidthHoldsAndEverythingHasAName() throws IOException {
    visit(page -> {
      assertEquals(List.of(), page.nameless());
      page.assertFits(
          List.of(800, 1400, 3840),
          "document.getElementById('canvas').getBoundingClientRect().width > 300");
      page.assertFits(
          List.of(400), "getComputedStyle(document.getElementById('narrow')).display === 'block'");
      assertTrue(
          text(page, "document.body.innerText").contains("Nothing is lost meanwhile"),
          "it is told kindly");
    });
  }
}
