package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What packaging/make-release fills in, by the scripts that it calls, in a copy of the checkout.
 */
class ReleaseFilesTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("@[A-Z][A-Z0-9]+@");

  @TempDir Path temp;
  private Path checkout = Path.of("");

  @BeforeEach
  void copy() throws IOException, InterruptedException {
    checkout = Files.createDirectory(temp.resolve("checkout"));
    try (Stream<Path> files = Files.walk(Path.of("packaging"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, checkout.resolve(file.toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.copy(Path.of("CITATION.cff"), checkout.resolve("CITATION.cff"));
    run("git", "init", "-q");
  }

  private String run(String... command) throws IOException, InterruptedException {
    return run(Map.of(), command);
  }

  /** What it prints, without the last line end; it must succeed. */
  private String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GI"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.stripTrailing();
  }

  @ParameterizedTest
  @CsvSource({
    "https://host.example/lab/tool.git, https://host.example/lab/tool",
    "https://me:secret@host.example/lab/tool, https://host.example/lab/tool",
    "git@host.example:lab/tool.git, https://host.example/lab/tool",
    "ssh://git@host.example:2222/lab/tool.git, https://host.example/lab/tool",
    "/srv/git/tool, ''",
    "file:///srv/git/tool.git, ''",
  })
  void theRemoteTellsTheAddress(String remote, String address)
      throws IOException, InterruptedException {
    run("git", "remote", "add", "origin", remote);
    assertEquals(address, run("packaging/address"));
  }

  @Test
  void theCitationComesFirstThenTheWorkflow() throws IOException, InterruptedException {
    run("git", "remote", "add", "origin", "https://host.example/fork/tool");
    Map<String, String> workflow =
        Map.of("GITHUB_SERVER_URL", "https://host.example", "GITHUB_REPOSITORY", "lab/tool");
    assertEquals("https://host.example/lab/tool", run(workflow, "packaging/address"));
    Files.writeString(
        checkout.resolve("CITATION.cff"),
        Files.readString(checkout.resolve("CITATION.cff"))
            + "repository-code: \"https://home.example/tool\"\n");
    assertEquals("https://home.example/tool", run(workflow, "packaging/address"));
  }

  private String recipes(String folder) throws IOException, InterruptedException {
    return run("packaging/recipes", folder, "1.2.3", "linux-x64", "0123abcd");
  }

  /** The texts of what a user gets that hold a word between two @. */
  private static List<Path> unfilled(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (PLACEHOLDER.matcher(text).find()) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @Test
  void withAnAddressEveryRecipeIsFilledIn() throws IOException, InterruptedException {
    run("git", "remote", "add", "origin", "https://host.example/lab/tool.git");
    assertEquals("", recipes("filled"));
    Path filled = checkout.resolve("filled");
    assertEquals(List.of(), unfilled(filled));
    String conda = Files.readString(filled.resolve("conda/meta.yaml"));
    assertTrue(
        conda.contains("https://host.example/lab/tool/releases/download/v{{ version }}/"), conda);
    assertTrue(conda.contains("sha256: 0123abcd"), conda);
    assertTrue(
        Files.readString(filled.resolve("bids-apps/apps.yml")).startsWith("- gh: lab/tool\n"));
    assertTrue(
        Files.readString(filled.resolve("neurodesk/README.md"))
            .contains("bidsveil-1.2.3-linux-x64.tar.gz"));
  }

  @Test
  void withoutAnAddressWhatNeedsItIsLeftOut() throws IOException, InterruptedException {
    String said = recipes("filled");
    assertEquals(
        "the address of the repository is not known (repository-code in CITATION.cff): left out are"
            + " the recipes conda bids-apps",
        said);
    assertEquals(List.of(), unfilled(checkout.resolve("filled")));
    assertFalse(Files.exists(checkout.resolve("filled/conda")));
    assertTrue(Files.exists(checkout.resolve("filled/neurodesk/README.md")));
  }

  @Test
  void whatIsPackedAsItIsHasNothingToFillIn() throws IOException {
    for (String folder :
        List.of("docs", "hpc", "boutiques", "bids-validator-config", "packaging/python")) {
      assertEquals(List.of(), unfilled(Path.of(folder)));
    }
    for (String file :
        List.of(
            "README.md", "CHANGELOG.md", "NOTICE", "CITATION.cff", "bidsveil", ".zenodo.json")) {
      assertEquals(List.of(), unfilled(Path.of(file)));
    }
  }
}
