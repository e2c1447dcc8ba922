package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bidsveil.files.MemoryFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole campaign; puts its table into docs/reliability.md. Run by {@code mvn -Preliability
 * verify}, some minutes on two idle cores.
 */
@Tag("reliability")
class ReliabilityCampaignTest {
  private static final Path PAGE = Path.of("docs", "reliability.md");
  private static final String BEGIN = "<!-- written by the campaign: begin -->\n";
  private static final String END = "<!-- written by the campaign: end -->\n";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @Test
  void nothingIsLost() throws IOException, InterruptedException {
    ReliabilityCampaign campaign = new ReliabilityCampaign(folder);
    int run = campaign.reference().runSteps().size();
    int restore = campaign.reference().restoreSteps().size();
    ReliabilityScarcity scarcity =
        new ReliabilityScarcity(folder, campaign.reference(), campaign.java());
    List<ReliabilityTally> parts = new ArrayList<>();
    parts.add(said(campaign.killedAt(ReliabilityCampaign.every(2, run))));
    parts.add(said(campaign.killedAtRandom(60)));
    parts.add(said(new ReliabilityCommandLine(folder, campaign.java()).killed(6)));
    parts.add(said(campaign.restoreKilledAt(ReliabilityCampaign.every(4, restore))));
    parts.add(said(campaign.failedOnce(ReliabilityCampaign.every(1, run))));
    parts.add(said(campaign.failedFrom(ReliabilityCampaign.every(7, run))));
    scarcity
        .fullDisk(IntStream.range(0, 48).map(i -> i * 24_000).boxed().toList())
        .ifPresent(tally -> parts.add(said(tally)));
    parts.add(said(scarcity.littleHeap(IntStream.range(4, 34).boxed().toList())));
    parts.add(
        said(
            scarcity.littleAddressSpace(
                IntStream.range(0, 12).map(i -> 1_000 + i * 150).boxed().toList())));
    assertEquals(List.of(), parts.stream().flatMap(part -> part.losses().stream()).toList());
    int kills = parts.stream().limit(4).mapToInt(ReliabilityTally::faults).sum();
    assertTrue(kills >= 300, kills + " kills");
    write(parts, campaign.reference().runSteps());
  }

  private static ReliabilityTally said(ReliabilityTally tally) {
    System.out.println(tally);
    return tally;
  }

  private static void write(List<ReliabilityTally> parts, List<String> steps) throws IOException {
    StringBuilder table = new StringBuilder();
    table.append(
        """
        | fault | points | faults injected | how it ended | recovered | restored | losses |
        |---|---|---|---|---|---|---|
        """);
    parts.forEach(part -> table.append(part.row()));
    table.append(
        "| **all** | | **%d** | | **%d** | **%d** | **%d** |%n"
            .formatted(
                parts.stream().mapToInt(ReliabilityTally::faults).sum(),
                parts.stream().mapToInt(ReliabilityTally::recoveries).sum(),
                parts.stream().mapToInt(ReliabilityTally::restores).sum(),
                parts.stream().mapToInt(part -> part.losses().size()).sum()));
    table.append("\nThe write steps of one run: ").append(kinds(steps)).append(".\n");
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "the marks in " + PAGE);
    Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
  }

  /** "12 CREATE_FILE, ...", most first. */
  private static String kinds(List<String> steps) {
    Map<String, Integer> count = new LinkedHashMap<>();
    for (String step : steps) {
      String[] words = step.split(" ", 3);
      if (words[0].equals("before")) {
        count.merge(words[1].toLowerCase(Locale.ROOT).replace('_', ' '), 1, Integer::sum);
      }
    }
    return count.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }
}
