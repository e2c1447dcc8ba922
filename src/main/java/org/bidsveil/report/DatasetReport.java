package org.bidsveil.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;

/**
 * The page of all scans of a dataset, {@code index.html}: one HTML file with its style and script
 * inside, which refers to nothing but the pictures beside it.
 *
 * @param title the dataset's name
 * @param cards the scans, worst first
 * @param histogram the chart of the brain loss, SVG
 * @param thresholds the bounds, for the list of what is checked
 * @param version of bidsveil
 */
public record DatasetReport(
    String title, List<ScanCard> cards, String histogram, Thresholds thresholds, String version) {

  /** Compiled at build time into the jar, so that nothing is compiled at the user's. */
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(ContentType.Html);

  public DatasetReport {
    List<ScanCard> sorted = new ArrayList<>(cards);
    sorted.sort(ScanCard.WORST_FIRST);
    cards = List.copyOf(sorted);
  }

  /** The page. */
  public String html() {
    StringOutput html = new StringOutput(2000 * (cards.size() + 10));
    TEMPLATES.render("dataset.jte", Map.of("report", this), html);
    return html.toString();
  }

  /** How many scans have this verdict. */
  public long count(String verdict) {
    return cards.stream().filter(card -> card.verdict().equals(verdict)).count();
  }

  /** The values of a column, each once, with how often it occurs. */
  public Map<String, Integer> occurrences(DefaceColumn column) {
    Map<String, Integer> counts = new TreeMap<>();
    cards.forEach(card -> counts.merge(card.text(column), 1, Integer::sum));
    return counts;
  }

  /** What is checked. */
  public List<Check> checks() {
    return List.of(Check.values());
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
    try (InputStream in = DatasetReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " of the jar", e);
    }
  }
}
