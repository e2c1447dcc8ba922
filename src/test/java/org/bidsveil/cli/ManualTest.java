package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bidsveil.cli.options.SearchPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Help, man pages, completions and docs/commands.md, all from what the commands say of themselves.
 */
class ManualTest {
  @TempDir Path temp;

  private record Ended(int code, String out, String err) {}

  private static Ended bidsveil(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private static Ended run(Path input, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectInput(input.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), out, "");
  }

  private static boolean installed(String program) {
    boolean found = new SearchPath(System.getenv("PATH")).find(program).isPresent();
    if (!found) {
      System.out.println(program + " is not installed: its reading of the manual is not tried");
    }
    return found;
  }

  @Test
  void helpOfACommandIsItsOwn() {
    Ended help = bidsveil("help", "deface");
    assertEquals(0, help.code());
    assertTrue(help.out().startsWith("Usage: bidsveil deface"), help.out());
    assertEquals(bidsveil("deface", "--help").out(), help.out());
  }

  @Test
  void helpOfNoSuchCommandIsRefused() {
    Ended help = bidsveil("help", "reface");
    assertEquals(64, help.code());
    assertTrue(help.err().contains("reface"), help.err());
  }

  @Test
  void theReferenceSaysWhatTheProgramSays() throws IOException {
    assertEquals(0, bidsveil("manual", temp.toString()).code());
    assertEquals(
        Files.readString(temp.resolve("commands.md")),
        Files.readString(Path.of("docs/commands.md")),
        "write it again: ./bidsveil manual target/manual && cp target/manual/commands.md docs/");
  }

  @Test
  void everyShownCommandHasAManPage() throws IOException {
    bidsveil("manual", temp.toString(), "--date", "2026-11-01");
    try (Stream<Path> pages = Files.list(temp.resolve("man"))) {
      List<String> names = pages.map(p -> p.getFileName().toString()).sorted().toList();
      assertTrue(names.contains("bidsveil.1") && names.contains("bidsveil-atlas-build.1"));
      assertFalse(names.contains("bidsveil-manual.1"), "a hidden command is shown");
    }
    String page = Files.readString(temp.resolve("man/bidsveil-deface.1"));
    assertTrue(page.startsWith(".TH \"BIDSVEIL-DEFACE\" 1 \"2026-11-01\""), page);
    assertTrue(page.contains("\\fB\\-\\-applyto\\fR \\fIFILE...\\fR"), page);
  }

  @Test
  void groffReadsEveryManPageWithoutAWarning() throws Exception {
    if (!installed("groff")) {
      return;
    }
    bidsveil("manual", temp.toString());
    try (Stream<Path> pages = Files.list(temp.resolve("man"))) {
      for (Path page : pages.toList()) {
        Ended read = run(page, "groff", "-man", "-ww", "-z", "-Tutf8", "-K", "utf8");
        assertEquals("", read.out(), page.toString());
      }
    }
    Path broken = Files.writeString(temp.resolve("broken.1"), ".SH\n.nosuchmacro\n");
    assertFalse(run(broken, "groff", "-man", "-ww", "-z", "-Tutf8").out().isEmpty());
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    if (!installed("bash")) {
      return;
    }
    Path script = Files.writeString(temp.resolve("it.bash"), bidsveil("completion", "bash").out());
    assertEquals("restore review ", completed(script, "bidsveil re"));
    assertEquals("--applyto ", completed(script, "bidsveil deface --app"));
    assertEquals("", completed(script, "bidsveil check --app"));
  }

  /** What bash proposes for the last word of a line. */
  private String completed(Path script, String line) throws Exception {
    String words = line.replace(" ", "' '");
    int last = line.split(" ").length - 1;
    Path ask =
        Files.writeString(
            temp.resolve("ask.bash"),
            ("compopt() { :; }; source '%s'\nCOMP_WORDS=('%s') COMP_CWORD=%d\n"
                        + "COMP_LINE='%s' COMP_POINT=%d\n")
                    .formatted(script, words, last, line, line.length())
                + "_complete_bidsveil\nprintf '%s\\n' \"${COMPREPLY[@]}\" | sort | tr '\\n' ' '\n");
    Ended ended = run(ask, "bash", "--norc");
    return ended.out().strip().isEmpty() ? "" : ended.out();
  }

  @Test
  void fishGetsEveryCommandAndItsOptions() {
    Ended fish = bidsveil("completion", "fish");
    assertEquals(0, fish.code());
    assertTrue(fish.out().contains("-n __fish_use_subcommand -a restore -d '"), fish.out());
    assertTrue(
        fish.out().contains("-n '__fish_seen_subcommand_from deface' -s o -l outfile -l out -r"),
        fish.out());
    assertFalse(fish.out().contains("-a manual"), "a hidden command is shown");
  }

  @Test
  void aShellThatIsNotKnownIsRefused() {
    Ended ended = bidsveil("completion", "tcsh");
    assertEquals(64, ended.code());
    assertEquals("", ended.out());
  }
}
