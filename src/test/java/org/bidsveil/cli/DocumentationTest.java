package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.cli.options.OptionSpelling;
import org.bidsveil.cli.options.SearchPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** README and docs: every link leads somewhere, every command line is one the program takes. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  /** A call in a fenced block; two spaces or more begin a remark. */
  private static final Pattern CALL =
      Pattern.compile("^(?:\\./|[\\w./-]*/)?bidsveil (?!\\.\\.\\.)(.*?)(?:\\s{2,}.*)?$");

  /** A head with a face that is nobody's: the average of the atlas. */
  private static final Path HEAD = Path.of("templates", "tpl-Bidsveil_res-02_T1w.nii.gz");

  @TempDir Path temp;

  private record Ended(int code, String err) {}

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    for (Path folder : List.of(Path.of("docs"), Path.of("packaging"), Path.of("templates"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** Links of a page that lead to no file, or to no heading of one. */
  private static List<String> dead(Path page) throws IOException {
    List<String> dead = new ArrayList<>();
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String target = link.group(1);
      if (target.matches("[a-z]+:.*")) {
        continue;
      }
      String[] parts = target.split("#", 2);
      Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      if (!Files.exists(file) || (parts.length == 2 && !headings(file).contains(parts[1]))) {
        dead.add(page + ": " + target);
      }
    }
    return dead;
  }

  private static Set<String> headings(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The calls in the fenced blocks of a page, without the name of the program. */
  private static List<String> calls(Path page) throws IOException {
    List<String> calls = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(page)) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else if (fenced) {
        Matcher call = CALL.matcher(line.strip());
        if (call.matches()) {
          calls.add(call.group(1).replaceFirst("\\s*[|;&<].*$", "").strip());
        }
      }
    }
    return calls;
  }

  private static String[] words(String call) {
    return Arrays.stream(call.split("\\s+"))
        .map(word -> word.replaceAll("^['\"\\[]|['\"\\]]$", ""))
        .toArray(String[]::new);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      dead.addAll(dead(page));
    }
    assertEquals(List.of(), dead);
  }

  @Test
  void aDeadLinkIsSeen() throws IOException {
    Path page =
        Files.writeString(
            temp.resolve("a.md"), "# Here\n[a](b.md) [c](#here) [d](#there) [e](a.md#here)\n");
    assertEquals(2, dead(page).size());
  }

  @Test
  void everyPageIsInTheIndex() throws IOException {
    String index = Files.readString(Path.of("docs/index.md"));
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).toList()) {
        String name = page.getFileName().toString();
        assertTrue(name.equals("index.md") || index.contains("(" + name + ")"), name);
      }
    }
  }

  @Test
  void everyCallIsOneThatTheProgramTakes() throws IOException {
    List<String> wrong = new ArrayList<>();
    int calls = 0;
    for (Path page : pages()) {
      if (page.endsWith("docs/commands.md")) {
        continue; // synopses, made from the program itself
      }
      for (String call : calls(page)) {
        calls++;
        try {
          commandLine().parseArgs(OptionSpelling.fold(words(call)));
        } catch (ParameterException e) {
          wrong.add(page + ": bidsveil " + call + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(calls > 40, calls + " calls found");
  }

  @Test
  void aCallThatTheProgramDoesNotTakeIsSeen() throws IOException {
    Path page =
        Files.writeString(temp.resolve("a.md"), "```\n./bidsveil check D --reface  x\n```\n");
    String call = calls(page).getFirst();
    assertEquals("check D --reface", call);
    assertFalse(takes(call));
    assertTrue(takes("check D"));
  }

  private static boolean takes(String call) {
    try {
      commandLine().parseArgs(words(call));
      return true;
    } catch (ParameterException e) {
      return false;
    }
  }

  private static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Bidsveil.commandLine(Optional.empty(), new SearchPath(""), nowhere, nowhere);
  }

  /** Every line of docs/migrate.md, in its order; all but the first run in place only plan. */
  @Test
  void everyLineOfTheMigrationPageRuns() throws IOException {
    Path data = Files.createDirectories(temp.resolve("data"));
    Path study = Files.createDirectories(data.resolve("study"));
    Files.writeString(
        study.resolve("dataset_description.json"),
        "{\"Name\": \"study\", \"BIDSVersion\": \"1.10.0\"}");
    for (String label : List.of("01", "02")) {
      Path anat = Files.createDirectories(study.resolve("sub-" + label + "/ses-pre/anat"));
      Files.copy(HEAD, anat.resolve("sub-" + label + "_ses-pre_T1w.nii.gz"));
    }
    Files.copy(HEAD, data.resolve("T1w.nii.gz"));
    Files.copy(HEAD, data.resolve("T2w.nii.gz"));
    List<String> calls = calls(Path.of("docs/migrate.md"));
    assertTrue(calls.size() >= 10, calls.toString());
    boolean defaced = false;
    for (String call : calls) {
      boolean inPlace = call.startsWith("/data/study participant");
      String plan = inPlace && defaced ? " --dry-run" : "";
      defaced |= inPlace;
      Ended ended = run(call.replace("/data/", data + "/") + plan);
      assertEquals(0, ended.code(), "bidsveil " + call + plan + ": " + ended.err());
    }
    Path scan = study.resolve("sub-01/ses-pre/anat/sub-01_ses-pre_T1w.nii.gz");
    byte[] restored = Files.readAllBytes(scan);
    assertTrue(Arrays.equals(Files.readAllBytes(HEAD), restored), "restore did not restore");
    for (String made : List.of("T1w_defaced.nii.gz", "T2w_defaced.nii.gz", "out.nii.gz")) {
      assertTrue(Files.exists(data.resolve(made)), made);
    }
  }

  private static Ended run(String call) {
    StringWriter err = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            words(call));
    return new Ended(code, err.toString());
  }
}
