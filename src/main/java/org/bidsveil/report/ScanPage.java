package org.bidsveil.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;

/**
 * The page of scans: {@code index.html} of a dataset, {@code sub-XXX.html} of a participant. The
 * page holds its style, its script and the first {@link #SHARD} scans; further ones are in files
 * beside it ({@link #shard}) and are loaded after the first screen is drawn.
 *
 * @param title the title of the page
 * @param first the first scans, worst first
 * @param counts how many scans there are of each status, in all
 * @param further addresses of the further shards, relative to the page
 * @param thresholds the bounds, for the list of what is checked
 * @param methods sentences for a paper's methods section
 * @param remarks what must be said before anything else
 * @param version of bidsveil
 */
public record ScanPage(
    String title,
    List<ScanCard> first,
    Map<ScanStatus, Integer> counts,
    List<String> further,
    Thresholds thresholds,
    String methods,
    List<String> remarks,
    String version) {

  /** Scans in one file: some 0.6 MB, which a browser reads in some 20 ms. */
  public static final int SHARD = 1000;

  /** Compiled at build time into the jar, so that nothing is compiled at the user's. */
  private static final TemplateEngine TEMPLATES =
      // From the jar of this class, whatever loader the thread that comes first goes by.
      TemplateEngine.createPrecompiled(null, ContentType.Html, ScanPage.class.getClassLoader());

  public ScanPage {
    first = List.copyOf(first);
    counts = Map.copyOf(counts);
    further = List.copyOf(further);
    remarks = List.copyOf(remarks);
  }

  /** The page as HTML. */
  public String html() {
    StringOutput html = new StringOutput(1000 * (first.size() + 100));
    TEMPLATES.render("dataset.jte", Map.of("page", this), html);
    return html.toString();
  }

  /**
   * One further file of scans (a shard).
   *
   * @param from how many scans come before its first
   */
  public static byte[] shard(int from, List<ScanCard> cards) {
    return ScanRecords.shard(from, cards).getBytes(StandardCharsets.UTF_8);
  }

  /** The number of scans with this status. */
  public int count(ScanStatus status) {
    return counts.getOrDefault(status, 0);
  }

  /** The statuses that occur, and always the three of a run. */
  public List<ScanStatus> statuses() {
    return Arrays.stream(ScanStatus.values())
        .filter(status ->
            count(status) > 0
                || status == ScanStatus.FAIL
                || status == ScanStatus.REVIEW
                || status == ScanStatus.PASS)
        .toList();
  }

  /** The number of scans in words: "40 scans". */
  public String scanCount() {
    int total = total();
    return total + (total == 1 ? " scan" : " scans");
  }

  /** What to do, in one sentence. */
  public String lead() {
    long bad = statuses().stream().filter(ScanStatus::isBad).mapToInt(this::count).sum();
    long look = count(ScanStatus.REVIEW);
    String first =
        bad > 0
            ? bad + (bad == 1 ? " is" : " are") + " not fit to be shared"
            : look > 0 ? "None is known to be unfit to be shared" : "All are as they should be";
    return first
        + (look > 0 ? ", " + look + " to look at" : "")
        + ". The worst come first. Numbers cannot see everything: look at every picture.";
  }

  private int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The checks that are made. */
  public List<Check> checks() {
    return List.of(Check.values());
  }

  /**
   * The name, title, description, unit and usual bound of each column with numbers, for other
   * pages.
   */
  public static ArrayNode columns() {
    return ScanRecords.columns(Thresholds.withBrainLoss(Thresholds.USUAL_BRAIN_LOSS));
  }

  /** The data that the script needs besides the scans. */
  public String shell() {
    ObjectNode shell = JsonNodeFactory.instance.objectNode();
    shell.put("total", total());
    ArrayNode addresses = shell.putArray("further");
    further.forEach(addresses::add);
    shell.set("columns", ScanRecords.columns(thresholds));
    return ScanRecords.text(shell);
  }

  /** The scans that come with the page. */
  public String firstScans() {
    return ScanRecords.shard(0, first);
  }

  /** The page's style. */
  public String style() {
    return resource("dataset.css");
  }

  /** The page's script. */
  public String script() {
    return resource("dataset.js");
  }

  private static String resource(String name) {
    try (InputStream in = ScanPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " of the jar", e);
    }
  }
}
