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
import org.bidsveil.cli.options.SearchPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} and {@code export} as users call them: words, JSON and exit codes. */
class CheckAndExportTest {
  @TempDir Path temp;
  private Path dataset;
  private String out = "";
  private String err = "";

  @BeforeEach
  void dataset() throws IOException {
    dataset = temp.resolve("study");
    Files.createDirectories(dataset.resolve("sub-01/func"));
    Files.writeString(
        dataset.resolve("dataset_description.json"),
        "{\"Name\": \"a study\", \"BIDSVersion\": \"1.10.0\"}");
    Files.writeString(dataset.resolve("sub-01/func/sub-01_task-rest_bold.json"), "{\"A\": 1}\n");
  }

  private int run(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""),
            new PrintWriter(outText, true),
            new PrintWriter(errText, true),
            arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  private void photo() throws IOException {
    Files.createDirectories(dataset.resolve("sub-01/eeg"));
    Files.write(dataset.resolve("sub-01/eeg/sub-01_photo.jpg"), new byte[] {1});
  }

  @Test
  void nothingFoundIsZero() {
    assertEquals(0, run("check", dataset.toString()), out + err);
    assertTrue(out.strip().endsWith("nothing found"), out);
  }

  @Test
  void aFindingIsOneAndStandsInTheJson() throws IOException {
    photo();
    assertEquals(1, run("check", dataset.toString(), "--json"), err);
    JsonNode json = new ObjectMapper().readTree(out);
    assertFalse(json.path("clean").asBoolean());
    JsonNode finding = json.path("findings").path(0);
    assertEquals("sub-01/eeg/sub-01_photo.jpg", finding.path("path").asText());
    assertEquals("photo", finding.path("class").asText());
    assertEquals("face", finding.path("category").asText());
    assertFalse(finding.path("remedy").asText().isEmpty());
    assertEquals(1, json.path("findings").size());
  }

  @Test
  void anAcceptedClassIsZeroAndAnUnknownOneIsUsage() throws IOException {
    photo();
    assertEquals(0, run("check", dataset.toString(), "--accept", "photo"), out);
    assertTrue(out.contains("accepted"), out);
    assertEquals(64, run("check", dataset.toString(), "--accept", "faces"));
    assertTrue(err.contains("faces") && err.contains("photo"), err);
  }

  @Test
  void keysThatMayStayAreNoFindings() throws IOException {
    Files.writeString(
        dataset.resolve("sub-01/func/sub-01_task-rest_bold.json"), "{\"StationName\": \"MR1\"}\n");
    assertEquals(1, run("check", dataset.toString()));
    assertEquals(0, run("check", dataset.toString(), "--keep_meta", "StationName"), out);
  }

  @Test
  void aMissingDatasetIsRefused() {
    assertEquals(66, run("check", temp.resolve("nowhere").toString()));
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void anExportIsACopyOrNothing() throws IOException {
    String target = temp.resolve("new").toString();
    assertEquals(0, run("export", dataset.toString(), target), out + err);
    assertTrue(out.contains("2 files copied"), out);
    photo();
    String other = temp.resolve("other").toString();
    assertEquals(1, run("export", dataset.toString(), other), out + err);
    assertTrue(out.contains("sub-01_photo.jpg") && err.contains("not exported"), out + err);
    assertFalse(Files.exists(Path.of(other)));
    assertEquals(0, run("export", dataset.toString(), other, "--accept", "photo"), out + err);
    assertTrue(Files.exists(Path.of(other, "sub-01/eeg/sub-01_photo.jpg")));
  }

  @Test
  void whatIsLeftOutIsNamedWithTheOptionThatKeepsIt() throws IOException {
    Path extra = Files.createDirectories(dataset.resolve("extra"));
    Files.writeString(extra.resolve("list.xyz"), "1 2 3\n");
    Files.createDirectories(dataset.resolve("sourcedata/dicom"));
    Files.writeString(dataset.resolve("sourcedata/dicom/1.dcm"), "x");
    String target = temp.resolve("new").toString();
    assertEquals(0, run("export", dataset.toString(), target), out + err);
    assertTrue(
        out.lines()
            .anyMatch(line ->
                line.startsWith("left out: extra/list.xyz")
                    && line.endsWith("; --accept keeps it")),
        out);
    assertTrue(
        out.lines().anyMatch(l -> l.startsWith("left out: sourcedata/") && !l.contains("--accept")),
        out);
    String other = temp.resolve("other").toString();
    assertEquals(0, run("export", dataset.toString(), other, "--accept", "extra/"), out + err);
    assertTrue(Files.exists(Path.of(other, "extra/list.xyz")));
  }
}
