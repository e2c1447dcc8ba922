package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bidsveil.browser.Chromium;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Thresholds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page of all scans in a real browser, of scans that nobody made. */
class ScanPageInBrowserTest {
  private static final String SHOWN = "document.getElementById('shown').textContent";

  /** Tiles that are whole on the screen. */
  private static final String WHOLE_TILES =
      "Array.from(document.querySelectorAll('#tiles .tile')).filter(t => (b => b.top >= 0 &&"
          + " b.bottom <= innerHeight)(t.getBoundingClientRect()))";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  /** The scans with these numbers are spoiled: too much brain, face left, and restored. */
  private static ScanCard card(int n, List<Integer> spoiled) {
    int kind = spoiled.indexOf(n);
    DefaceMetrics metrics =
        DefaceMetrics.builder()
            .brain(1000 + n % 97, 8000 + n % 89)
            .removed(500, 4000)
            .overlapProposed(0.001 * (n % 7))
            .overlap(kind == 0 ? 0.2 : 0)
            .faceLeft(kind == 1 ? 0.3 : 0.001 * (n % 5))
            .faceLikeness(0.01 * (n % 11))
            .earsLeft(0)
            .registrationConfidence(1)
            .build();
    String label = String.format("%05d", n);
    DefaceRow row =
        DefaceRow.of(
            label,
            Optional.empty(),
            "sub-" + label + "/anat/sub-" + label + "_T1w.nii.gz",
            "T1w",
            Optional.of("template"),
            Optional.of(metrics),
            kind == 0 || kind == 1 ? "fail" : "pass",
            kind == 0
                ? "template: brain-loss 0.2000 (bound 0.0500)"
                : kind == 1 ? "template: face-left 0.3000 (bound 0.0500)" : "n/a",
            1);
    return new ScanCard(
        row,
        kind == 2 ? Standing.RESTORED : Standing.AS_RECORDED,
        new ScanPictures(
            Optional.of("tile.png"),
            Optional.of("mosaic.png"),
            Optional.of("strip.png"),
            Optional.of("strip.png")),
        Optional.of("log/report.json"),
        Thresholds.withBrainLoss(0.05),
        Optional.empty());
  }

  /** Pages as the group level writes them. */
  private String page(int scans, List<Integer> spoiled) throws IOException {
    List<ScanCard> cards =
        new ArrayList<>(IntStream.range(0, scans).mapToObj(n -> card(n, spoiled)).toList());
    cards.sort(ScanCard.WORST_FIRST);
    Map<ScanStatus, Integer> counts = new EnumMap<>(ScanStatus.class);
    cards.forEach(card -> counts.merge(card.status(), 1, Integer::sum));
    List<String> further = new ArrayList<>();
    for (int from = ScanPage.SHARD; from < scans; from += ScanPage.SHARD) {
      String name = "scans-" + from + ".js";
      List<ScanCard> some = cards.subList(from, Math.min(scans, from + ScanPage.SHARD));
      Files.write(temp.resolve(name), ScanPage.shard(from, some));
      further.add(name);
    }
    ScanPage page =
        new ScanPage(
            "made-up heads",
            cards.subList(0, Math.min(scans, ScanPage.SHARD)),
            counts,
            further,
            Thresholds.withBrainLoss(0.05),
            MethodsText.of(cards, "9.9"),
            List.of(),
            "9.9");
    picture("tile.png", 384, 192);
    picture("mosaic.png", 1000, 300);
    picture("strip.png", 7 * 64, 64);
    Path file = temp.resolve("index.html");
    Files.write(file, page.html().getBytes(StandardCharsets.UTF_8));
    return file.toUri().toString();
  }

  private void picture(String name, int width, int height) throws IOException {
    Files.write(temp.resolve(name), Picture.black(width, height, Picture.Samples.GREY).png());
  }

  private Chromium browser() throws IOException {
    return Chromium.start(Files.createDirectory(temp.resolve("browser")), 1400, 900);
  }

  private static String text(Chromium page, String expression) {
    return page.value(expression).asText();
  }

  @Test
  void threeSpoiledOfFortyAreOnTheFirstScreen() throws IOException {
    List<Integer> spoiled = List.of(7, 21, 33);
    try (Chromium page = browser()) {
      page.open(page(40, spoiled));
      page.until("document.querySelectorAll('#tiles .tile').length > 12");
      assertEquals(
          "sub-00033 restored, sub-00007 fail, sub-00021 fail",
          text(
              page,
              WHOLE_TILES
                  + ".slice(0, 3).map(t => t.querySelector('.name').innerText.split(' ')[0] + ' ' +"
                  + " t.querySelector('.badge').innerText).join(', ')"));
      assertTrue(page.value(WHOLE_TILES + ".length >= 12").asBoolean());
      String lead = text(page, "document.querySelector('.lead').innerText");
      assertTrue(lead.contains("3 are not fit to be shared"), lead);
      assertEquals(List.of(), page.complaints());
    }
  }

  @Test
  void oneScanLargeByKeysAndBackToTheSamePlace() throws IOException {
    try (Chromium page = browser()) {
      page.open(page(200, List.of(7, 21, 33)));
      page.until("document.querySelectorAll('#tiles .tile').length > 12");
      for (int n = 0; n < 12; n++) {
        page.key("ArrowDown");
      }
      page.until("document.activeElement.classList.contains('tile')");
      int place = page.value("scrollY").asInt();
      assertTrue(place > 300, "scrolled to " + place);
      String name = text(page, "document.activeElement.getAttribute('aria-label')");
      page.key("Enter");
      page.until("document.getElementById('large').open");
      page.until("Array.from(document.images).every(i => i.complete && i.naturalWidth > 0)");
      // Beside the pictures, each number is marked among those of all scans.
      int numbers = page.value("document.querySelectorAll('#facts tbody tr').length").asInt();
      assertTrue(numbers > 10, numbers + " numbers");
      assertEquals(
          numbers,
          page.value("document.querySelectorAll('#facts svg[aria-label]').length").asInt());
      assertTrue(
          text(page, "document.querySelector('#facts tbody tr svg').getAttribute('aria-label')")
              .endsWith("of 200 scans are lower"));
      // Before and after are side by side, and turn together.
      assertTrue(
          page.value(
                  "(([a, b]) => a.top === b.top && a.right <= b.left)(Array.from("
                      + "document.querySelectorAll('.pair img'), i => i.getBoundingClientRect()))")
              .asBoolean());
      page.key(">");
      assertEquals(
          "66.6667% 50%",
          text(page, "document.querySelectorAll('.pair img')[1].style.objectPosition"));
      page.key("ArrowRight");
      page.until("document.getElementById('place').textContent.startsWith('62 ')");
      page.key("ArrowLeft");
      page.key("Escape");
      page.until("document.activeElement.classList.contains('tile')");
      assertEquals(name, text(page, "document.activeElement.getAttribute('aria-label')"));
      assertEquals(place, page.value("scrollY").asInt());
      assertEquals(List.of(), page.complaints());
    }
  }

  @Test
  void noWidthScrollsSidewaysAndPaperHasEveryScan() throws IOException {
    try (Chromium page = browser()) {
      page.open(page(40, List.of(7, 21, 33)));
      for (int width : List.of(400, 800, 1400, 3840)) {
        page.resize(width, 900);
        for (String view : List.of("g", "t", "p")) {
          page.key(view);
          page.assertFits(width + " pixels, view " + view);
        }
        page.key("g");
        page.key("Enter");
        page.until("document.getElementById('large').open");
        assertTrue(
            page.value("(d => d.scrollWidth <= innerWidth)(document.getElementById('large'))")
                .asBoolean(),
            width + " pixels, one scan large");
        page.key("Escape");
        page.until("!document.getElementById('large').open");
      }
      page.resize(800, 900);
      page.send(
          "Emulation.setEmulatedMedia",
          new ObjectMapper().createObjectNode().put("media", "print"));
      page.value("dispatchEvent(new Event('beforeprint')), 0");
      assertEquals(40, page.value("document.querySelectorAll('#tiles li').length").asInt());
      assertEquals("none", text(page, "getComputedStyle(document.getElementById('bar')).display"));
      assertEquals(
          "static", text(page, "getComputedStyle(document.querySelector('#tiles li')).position"));
    }
  }

  @Test
  void whatCanBeUsedHasANameForAScreenReader() throws IOException {
    try (Chromium page = browser()) {
      page.open(page(40, List.of(7, 21, 33)));
      page.until("document.querySelectorAll('#tiles .tile').length > 12");
      assertEquals(List.of(), page.nameless());
      page.key("t");
      assertEquals(List.of(), page.nameless());
      page.key("p");
      assertEquals(List.of(), page.nameless());
      page.key("g");
      page.key("Enter");
      page.until("document.getElementById('large').open");
      assertEquals(List.of(), page.nameless());
      assertTrue(page.roles().contains("dialog sub-00033/anat/sub-00033_T1w.nii.gz"));
    }
  }

  @Test
  void beyondTenThousandOnlyWhatIsAskedForIsLoaded() throws IOException {
    try (Chromium page = browser()) {
      page.open(page(12_500, List.of()));
      page.until(SHOWN + ".includes('the worst 10000 loaded')");
      assertEquals(9, page.value("document.querySelectorAll('script[src]').length").asInt());
      assertTrue(page.value("document.querySelectorAll('#tiles li').length < 100").asBoolean());
      // The last of all, in the last file.
      page.value(
          "(words => { words.value = 'sub-12499'; words.dispatchEvent(new Event('input', { bubbles:"
              + " true })); })(document.querySelector('[name=words]'))");
      page.until(SHOWN + " === '1 of 12500 scans'");
      page.until("document.querySelectorAll('#tiles .tile').length === 1");
      assertEquals(12, page.value("document.querySelectorAll('script[src]').length").asInt());
      assertEquals(List.of(), page.complaints());
    }
  }

  @Test
  void scrollingToTheEndLoadsTheRest() throws IOException {
    try (Chromium page = browser()) {
      page.open(page(12_500, List.of()));
      page.until(SHOWN + ".includes('the worst 10000 loaded')");
      page.until("scrollTo(0, document.body.scrollHeight), " + SHOWN + " === '12500 scans'");
      page.until(
          "scrollTo(0, document.body.scrollHeight), Array.from(document.querySelectorAll('#tiles"
              + " .name')).some(n => n.innerText.startsWith('sub-12499'))");
      assertTrue(page.value("document.querySelectorAll('#tiles li').length < 100").asBoolean());
    }
  }
}
