package org.bidsveil.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report of what a check found.
 *
 * @param findings by class, then path, then place; including the accepted ones
 * @param files how many files were looked at
 * @param scans how many of them are anatomical images
 * @param accepted what the user accepts
 */
public record CheckReport(List<Finding> findings, int files, int scans, Acceptance accepted) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public CheckReport {
    findings = findings.stream().sorted().toList();
  }

  /** Whether every finding is accepted by the user. */
  public boolean isClean() {
    return open().isEmpty();
  }

  /** The findings that the user has not accepted. */
  public List<Finding> open() {
    return findings.stream().filter(finding -> !accepted.covers(finding)).toList();
  }

  /** The acceptances for which nothing of the kind was found. */
  public List<String> unusedAcceptances() {
    return accepted.unused(findings).stream().sorted().toList();
  }

  /** The report as text for people, grouped by class and by what to do. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Map<FindingClass, Map<String, List<Finding>>> groups = new TreeMap<>();
    for (Finding finding : findings) {
      groups
          .computeIfAbsent(finding.kind(), kind -> new TreeMap<>(Comparator.naturalOrder()))
          .computeIfAbsent(finding.remedy(), remedy -> new ArrayList<>())
          .add(finding);
    }
    groups.forEach((kind, byRemedy) -> {
      int count = byRemedy.values().stream().mapToInt(List::size).sum();
      String note = accepted.classes().contains(kind) ? ", accepted" : "";
      lines.add(kind.label() + ": " + kind.heading() + " (" + count + note + ")");
      byRemedy.forEach((remedy, group) -> {
        group.forEach(finding -> lines.add("  " + line(finding)));
        lines.add("  -> " + remedy);
      });
      lines.add("");
    });
    lines.add(summary());
    return List.copyOf(lines);
  }

  private String line(Finding finding) {
    String note =
        accepted.covers(finding) && !accepted.classes().contains(finding.kind())
            ? ", accepted"
            : "";
    String place = finding.place().isEmpty() ? "" : "  " + finding.place();
    return finding.path() + place + "  (" + finding.reason() + note + ")";
  }

  /** A summary in one line: how much was looked at and what was found. */
  public String summary() {
    int open = open().size();
    int others = findings.size() - open;
    return files
        + " files, "
        + scans
        + " anatomical images: "
        + (open == 0 ? "nothing found" : open == 1 ? "1 finding" : open + " findings")
        + (others == 0 ? "" : ", " + others + " accepted");
  }

  /** The report as one JSON object, described in docs/check.md. */
  public String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("clean", isClean());
    node.put("files", files);
    node.put("scans", scans);
    ArrayNode list = node.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode item = list.addObject();
      item.put("path", finding.path());
      item.put("class", finding.kind().label());
      item.put("category", finding.category());
      item.put("place", finding.place());
      item.put("reason", finding.reason());
      item.put("remedy", finding.remedy());
      item.put("accepted", accepted.covers(finding));
    }
    try {
      DefaultIndenter indent = new DefaultIndenter("  ", "\n");
      return JSON.writer(
              new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent))
          .writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }
}
