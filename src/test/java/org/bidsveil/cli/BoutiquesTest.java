package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bidsveil.bids.Software;
import org.bidsveil.cli.options.OptionSpelling;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The Boutiques descriptor against the options that there really are, the image's entry point, and
 * the rules of schema 0.5 (boutiques.schema.json) that it uses.
 */
class BoutiquesTest {
  /** Of the program, not of the tool: a workflow never gives them. The image has no other tool. */
  private static final Set<String> NOT_DESCRIBED =
      Set.of("--help", "--version", "--work-dir", "--external-command", "--external-timeout");

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "description",
          "tool-version",
          "schema-version",
          "author",
          "command-line",
          "container-image",
          "inputs",
          "groups",
          "output-files",
          "error-codes",
          "suggested-resources",
          "tags",
          "custom");
  private static final Set<String> INPUT_KEYS =
      Set.of(
          "id",
          "name",
          "description",
          "type",
          "optional",
          "value-key",
          "command-line-flag",
          "list",
          "value-choices",
          "minimum",
          "maximum",
          "integer");

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(Path.of("boutiques", name)));
  }

  private static Map<String, OptionSpec> options() {
    Map<String, OptionSpec> options = new TreeMap<>();
    for (OptionSpec option :
        new CommandLine(new BidsApp(new SearchPath(""))).getCommandSpec().options()) {
      if (!option.hidden()) {
        for (String name : option.names()) {
          options.put(name, option);
        }
      }
    }
    return options;
  }

  private static String folded(String flag) {
    return OptionSpelling.fold(new String[] {flag})[0];
  }

  @Test
  void everyFlagIsAnOptionOfItsKind() throws IOException {
    Map<String, OptionSpec> options = options();
    for (JsonNode input : json("bidsveil.json").path("inputs")) {
      if (!input.has("command-line-flag")) {
        continue;
      }
      String flag = input.path("command-line-flag").asText();
      OptionSpec option =
          Optional.ofNullable(options.get(folded(flag)))
              .orElseThrow(() -> new AssertionError("no option " + flag));
      assertEquals(option.arity().max() == 0, input.path("type").asText().equals("Flag"), flag);
      assertEquals(option.arity().max() > 1, input.path("list").asBoolean(), flag);
    }
  }

  @Test
  void everyOptionIsDescribed() throws IOException {
    Set<String> flags = new HashSet<>();
    json("bidsveil.json")
        .path("inputs")
        .forEach(input -> flags.add(folded(input.path("command-line-flag").asText(""))));
    List<String> missing =
        new HashSet<>(options().values())
            .stream()
                .filter(option -> !NOT_DESCRIBED.contains(option.longestName()))
                .filter(option -> List.of(option.names()).stream().noneMatch(flags::contains))
                .map(OptionSpec::longestName)
                .sorted()
                .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void everyErrorCodeIsOneOfOurs() throws IOException {
    Set<Integer> described = new TreeSet<>();
    json("bidsveil.json").path("error-codes").forEach(e -> described.add(e.path("code").asInt()));
    Set<Integer> ours = new TreeSet<>(Set.of(ExitCode.SOME_SCAN_FAILED, ExitCode.SOFTWARE));
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      ours.add(kind.exitCode());
    }
    assertEquals(ours, described);
  }

  @Test
  void itKeepsTheRulesOfTheSchema() throws IOException {
    JsonNode tool = json("bidsveil.json");
    tool.fieldNames().forEachRemaining(key -> assertTrue(KEYS.contains(key), key));
    for (String key :
        List.of("name", "description", "tool-version", "schema-version", "command-line")) {
      assertTrue(tool.path(key).isTextual(), key);
    }
    assertEquals("0.5", tool.path("schema-version").asText());
    assertEquals(Software.version(), tool.path("tool-version").asText());
    assertEquals(
        "bidsveil:" + Software.version(), tool.path("container-image").path("image").asText());
    Set<String> ids = new HashSet<>();
    String line = tool.path("command-line").asText();
    for (JsonNode input : tool.path("inputs")) {
      String id = input.path("id").asText();
      input.fieldNames().forEachRemaining(key -> assertTrue(INPUT_KEYS.contains(key), id + key));
      assertTrue(ids.add(id), id + " twice");
      assertTrue(id.matches("[0-9a-z_]+"), id);
      assertTrue(
          Set.of("String", "File", "Flag", "Number").contains(input.path("type").asText()), id);
      String key = input.path("value-key").asText();
      assertEquals("[" + id.toUpperCase(Locale.ROOT) + "]", key);
      assertEquals(line.indexOf(key), line.lastIndexOf(key), key);
      assertTrue(line.contains(key), key);
      assertEquals(
          input.path("type").asText().equals("Flag"),
          input.path("type").asText().equals("Flag") && input.path("optional").asBoolean(),
          "a flag is optional: " + id);
    }
    for (JsonNode group : tool.path("groups")) {
      group.path("members").forEach(member -> assertTrue(ids.contains(member.asText())));
    }
    for (JsonNode output : tool.path("output-files")) {
      assertTrue(output.path("path-template").isTextual());
      assertFalse(ids.contains(output.path("id").asText()));
    }
    // What comes before the arguments is what the image runs.
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    String entry = dockerfile.substring(dockerfile.indexOf("ENTRYPOINT [") + 11);
    List<String> entryPoint = new ArrayList<>();
    new ObjectMapper().readTree(entry).forEach(word -> entryPoint.add(word.asText()));
    String words = String.join(" ", entryPoint);
    assertTrue(line.startsWith(words + " ["), words);
  }

  /** The example becomes the command line that it stands for, and bidsveil understands it. */
  @Test
  void theExampleRuns(@TempDir Path temp) throws IOException {
    JsonNode tool = json("bidsveil.json");
    JsonNode invocation = json("invocation.json");
    List<String> words = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (JsonNode input : tool.path("inputs")) {
      JsonNode value = invocation.path(input.path("id").asText());
      assertTrue(!value.isMissingNode() || input.path("optional").asBoolean(), input.toString());
      if (value.isMissingNode()) {
        continue;
      }
      used.add(input.path("id").asText());
      if (input.has("command-line-flag")) {
        words.add(input.path("command-line-flag").asText());
      }
      if (value.isArray()) {
        value.forEach(word -> words.add(word.asText()));
      } else if (!value.isBoolean()) {
        words.add(value.asText());
      }
    }
    invocation.fieldNames().forEachRemaining(key -> assertTrue(used.contains(key), key));
    assertEquals(
        "/data/study participant --participant_label 001 002 --deid template,quickshear"
            + " --keep-ears --nprocs 2",
        words.stream().collect(Collectors.joining(" ")));
    words.set(0, temp.toString());
    StringWriter err = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            words.toArray(new String[0]));
    assertEquals(Refusal.Kind.INVALID_BIDS.exitCode(), code, err.toString());
  }
}
