package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.run.DatasetRun;
import org.bidsveil.run.SmallDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a run, on a terminal and in a file. */
class ProgressPrinterTest {
  private static final String BAR = "[#";

  @TempDir Path temp;

  /** Images too small for a head: each fails, and at once. */
  private String said(boolean terminal) {
    SmallDataset data = new SmallDataset(temp.resolve("study"));
    for (String label : List.of("01", "02", "03")) {
      data.scan("sub-" + label + "/anat/sub-" + label + "_T1w.nii.gz");
    }
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said);
    ProgressPrinter printer = new ProgressPrinter(both, both, new OutputOptions(), terminal);
    RunPlan plan = RunPlan.of(data.inPlace(false));
    printer.begin(plan);
    printer.summary(new DatasetRun(plan, printer::accept).run());
    printer.next("study");
    return said.toString();
  }

  /** The lines as a terminal shows them when all is written: carriage return and erase are done. */
  private static List<String> screen(String said) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int column = 0;
    for (int n = 0; n < said.length(); n++) {
      char c = said.charAt(n);
      if (c == '\r') {
        column = 0;
      } else if (said.startsWith("\u001b[K", n)) {
        line.setLength(column);
        n += 2;
      } else if (c == '\n') {
        lines.add(line.toString());
        line.setLength(0);
        column = 0;
      } else {
        line.setLength(Math.max(line.length(), column));
        line.replace(column, Math.min(line.length(), column + 1), String.valueOf(c));
        column++;
      }
    }
    lines.add(line.toString());
    return lines;
  }

  @Test
  void theBarIsNeverGluedToAResult() {
    String said = said(true);
    assertTrue(said.contains("] 1/3  "), "done, of how many, and the rate: " + said);
    assertTrue(said.contains(" left"), said);
    List<String> screen = screen(said);
    assertTrue(screen.stream().noneMatch(line -> line.contains(BAR)), screen.toString());
    assertEquals(
        3, screen.stream().filter(line -> line.matches("sub-0\\d/anat/\\S+ +FAIL .*")).count());
  }

  @Test
  void theFirstLineSaysWhatWillBeDoneAndTheLastWhatIsNext() {
    List<String> lines = screen(said(false));
    assertTrue(
        lines.getFirst().contains("3 scans of 3 participants: 3 to deface; about"),
        lines.getFirst());
    String end = String.join("\n", lines.subList(lines.indexOf("next"), lines.size()));
    for (String command : List.of("group", "review", "check", "export")) {
      assertTrue(end.contains(command), end);
    }
  }

  @Test
  void everyFailureHasItsRemedy() {
    List<String> lines = screen(said(false));
    for (int n = 0; n < lines.size(); n++) {
      if (lines.get(n).contains("FAIL")) {
        assertTrue(lines.get(n + 1).startsWith("    what to do: "), lines.get(n + 1));
      }
    }
  }

  @Test
  void aFileGetsNoControlCharacters() {
    String said = said(false);
    assertFalse(said.contains("\u001b") || said.contains("\r"), said);
    assertFalse(said.contains(BAR), said);
  }
}
