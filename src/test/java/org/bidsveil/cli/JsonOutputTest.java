package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --json} stdout is one JSON object, whatever came of it. */
class JsonOutputTest {
  private static final Path HEAD = Path.of("templates", "tpl-Bidsveil_res-02_T1w.nii.gz");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir Path temp;

  private static JsonNode run(int code, String... words) throws IOException {
    return JSON.readTree(said(code, words));
  }

  private static String said(int code, String... words) {
    StringWriter out = new StringWriter();
    PrintWriter err = new PrintWriter(new StringWriter());
    assertEquals(
        code, Bidsveil.run(new SearchPath(""), new PrintWriter(out), err, words), out::toString);
    return out.toString();
  }

  private Path noise() throws IOException {
    Grid grid = new Grid(40, 40, 40, Affine.scaling(4, 4, 4));
    float[] values = new float[grid.voxelCount()];
    Random random = new Random(1);
    for (int v = 0; v < values.length; v++) {
      values[v] = random.nextInt(100);
    }
    return Files.write(
        temp.resolve("noise.nii"),
        NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16));
  }

  @Test
  void defaceOfAnImageThatIsDefacedAndOfOneThatIsNot() throws IOException {
    Path defaced = temp.resolve("out.nii.gz");
    JsonNode good =
        run(0, "deface", HEAD.toString(), "-o", defaced.toString(), "--json").path("images");
    assertEquals("defaced", good.path(0).path("status").asText());
    assertEquals(defaced.toString(), good.path(0).path("output").asText());
    assertTrue(good.path(0).path("overlap").isNumber());
    JsonNode bad = run(1, "deface", noise().toString(), "--json").path("images");
    assertEquals("failed", bad.path(0).path("status").asText());
    assertTrue(bad.path(0).path("reason").asText().length() > 5);
  }

  /** The demo's heads take a minute: what a run prints is that of {@code participant}. */
  @Test
  void runOfNothingThatCanBeDefacedAndItsRestore() throws IOException {
    Path study = Files.createDirectories(temp.resolve("study"));
    Files.writeString(
        study.resolve("dataset_description.json"),
        "{\"Name\": \"study\", \"BIDSVersion\": \"1.10.0\"}");
    Path anat = Files.createDirectories(study.resolve("sub-01/anat"));
    Files.copy(noise(), anat.resolve("sub-01_T1w.nii"));
    Files.writeString(study.resolve("participants.tsv"), "participant_id\tage\nsub-01\t93\n");
    JsonNode nothing = run(0, "restore", study.toString(), "--json");
    assertEquals(0, nothing.path("files").size());
    JsonNode summary = run(1, study.toString(), "participant", "--json");
    assertEquals(1, summary.path("scans").size(), summary.toString());
    JsonNode restored = run(0, "restore", study.toString(), "--json");
    assertEquals(
        "participants.tsv put back",
        restored.path("files").path(0).path("path").asText()
            + " "
            + restored.path("files").path(0).path("action").asText());
  }

  /** A demo that was made before is only defaced: here one with a single head. */
  @Test
  void demoPrintsWhatARunPrints() throws IOException {
    Path demo = Files.createDirectories(temp.resolve("demo"));
    Files.writeString(
        demo.resolve("dataset_description.json"),
        "{\"Name\": \"bidsveil demo: synthetic heads\", \"BIDSVersion\": \"1.10.0\"}");
    Path anat = Files.createDirectories(demo.resolve("sub-01/anat"));
    Files.copy(HEAD, anat.resolve("sub-01_T1w.nii.gz"));
    JsonNode summary = run(0, "demo", demo.toString(), "--json");
    assertEquals(1, summary.path("scans").size(), summary.toString());
    assertEquals("defaced", summary.path("scans").path(0).path("outcome").asText());
    Files.delete(demo.resolve("dataset_description.json"));
    assertEquals("", said(73, "demo", demo.toString(), "--json"), "a refusal is no result");
  }

  @Test
  void atlasBuildNamesItsFiles() throws IOException {
    Path folder = temp.resolve("atlas");
    JsonNode built = run(0, "atlas", "build", "--regions-only", "-o", folder.toString(), "--json");
    assertTrue(built.path("files").size() > 0, built.toString());
    for (JsonNode file : built.path("files")) {
      assertTrue(Files.isRegularFile(Path.of(file.asText())), file.asText());
    }
  }

  @Test
  void exportThatCopiesAndOneThatRefuses() throws IOException {
    Path study = Files.createDirectories(temp.resolve("study"));
    Files.writeString(
        study.resolve("dataset_description.json"),
        "{\"Name\": \"study\", \"BIDSVersion\": \"1.10.0\"}");
    JsonNode copied = run(0, "export", study.toString(), temp.resolve("copy").toString(), "--json");
    assertEquals(temp.resolve("copy").toString(), copied.path("copied_to").asText());
    assertTrue(copied.path("left_out").isArray());
    Path anat = Files.createDirectories(study.resolve("sub-01/anat"));
    Files.copy(HEAD, anat.resolve("sub-01_T1w.nii.gz"));
    JsonNode refused =
        run(1, "export", study.toString(), temp.resolve("other").toString(), "--json");
    assertTrue(refused.path("findings").size() > 0);
  }
}
