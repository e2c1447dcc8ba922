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
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal: one line, the right exit code, nothing changed. */
class BadInputTest {
  @TempDir Path temp;
  private Path dataset;

  private record Ended(int code, String out, String err) {
    Ended oneLine() {
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("bidsveil: "), err);
      assertFalse(err.contains("Exception"), err);
      return this;
    }

    Ended says(String words) {
      assertTrue(err.contains(words), err);
      return this;
    }
  }

  @BeforeEach
  void dataset() throws IOException {
    dataset = temp.resolve("a study");
    Path anat = Files.createDirectories(dataset.resolve("sub-01/anat"));
    Files.writeString(
        dataset.resolve("dataset_description.json"),
        "{\"Name\": \"a study\", \"BIDSVersion\": \"1.10.0\"}");
    Files.write(anat.resolve("sub-01_T1w.nii"), new byte[0]);
    Files.write(anat.resolve("sub-01_T2w.nii.gz"), new byte[0]);
  }

  private Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  /** Runs on the dataset and requires that no byte below the temporary folder changed. */
  private Ended refused(int code, String... arguments) throws IOException {
    SortedMap<String, String> before = files();
    Ended ended = run(arguments);
    assertEquals(code, ended.code(), ended.err());
    assertEquals(before, files());
    return ended.oneLine();
  }

  private SortedMap<String, String> files() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(temp)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        files.put(file.toString(), Files.isRegularFile(file) ? Sha256.of(file).hex() : "");
      }
    }
    return files;
  }

  @Test
  void aFolderWithoutDescriptionIsNotBids() throws IOException {
    Files.delete(dataset.resolve("dataset_description.json"));
    refused(16, dataset.toString(), "participant").says("dataset_description.json");
  }

  @Test
  void theDescriptionMayBeMissingWhenValidationIsSkipped() throws IOException {
    Files.delete(dataset.resolve("dataset_description.json"));
    assertEquals(
        0, run(dataset.toString(), "participant", "--skip_bids_validation", "--dry-run").code());
  }

  @ParameterizedTest
  @CsvSource({"participants", "Participant", "subject", "run"})
  void anUnknownLevelIsNamed(String level) throws IOException {
    refused(17, dataset.toString(), level).says(level);
    refused(17, dataset.toString(), temp.resolve("out").toString(), level).says(level);
  }

  @Test
  void aLabelThatMatchesNothingIsNamed() throws IOException {
    refused(18, dataset.toString(), "participant", "--participant_label", "01", "99")
        .says("sub-99");
    refused(18, dataset.toString(), "participant", "--session_label", "ses-x").says("ses-x");
    refused(18, dataset.toString(), "participant", "--suffix", "FLAIR").says("matches");
  }

  @Test
  void aDatasetWithoutAnatomicalImagesHasNothingToDeface() throws IOException {
    Files.delete(dataset.resolve("sub-01/anat/sub-01_T1w.nii"));
    Files.delete(dataset.resolve("sub-01/anat/sub-01_T2w.nii.gz"));
    Path copy = dataset.resolveSibling("copy");
    refused(66, dataset.toString(), copy.toString(), "participant").says("no anatomical image");
  }

  @Test
  void everyBrokenLinkIsListed() throws IOException {
    Path anat = dataset.resolve("sub-01/anat");
    Files.createSymbolicLink(anat.resolve("sub-01_run-1_PDw.nii"), Path.of("gone.nii"));
    Files.createSymbolicLink(anat.resolve("sub-01_run-2_PDw.nii"), Path.of("gone too.nii"));
    refused(66, dataset.toString(), "participant").says("run-1_PDw").says("run-2_PDw");
  }

  @Test
  void missingAnnexContentSaysHowToGetIt() throws IOException {
    Files.createSymbolicLink(
        dataset.resolve("sub-01/anat/sub-01_PDw.nii.gz"),
        Path.of("../../.git/annex/objects/aa/bb/SHA256E-s1--x.nii.gz/SHA256E-s1--x.nii.gz"));
    refused(66, dataset.toString(), "participant").says("datalad get");
  }

  @Test
  void aSidecarWithoutContentIsMissingContentToo() throws IOException {
    Files.createSymbolicLink(dataset.resolve("sub-01/anat/sub-01_T1w.json"), Path.of("gone.json"));
    refused(66, dataset.toString(), "participant").says("sub-01_T1w.json");
  }

  @ParameterizedTest
  @CsvSource({
    "--deid,afni_refacer",
    "--brainextraction,fsl",
    "--deid,external",
    "--deid,external:rm",
    "--external-command,pydeface {in} {out}",
    "--external-timeout,0",
    "--fill,7",
    "--bet_frac,1.5",
    "--bet_frac,x",
    "--max-brain-loss,5",
    "--buffer,-1",
    "--nprocs,0",
    "--nprocs,many",
    "--mem-mb,1",
    "--meta-profile,most",
    "--participant_label,sub-0/1",
    "--participant_label,@no-such-file",
    "--bids-filter-file,no-such-file",
    "--suffix,T1",
    "--originals,none",
    "--no-such-option,1",
  })
  void wrongUsageIs64(String option, String value) throws IOException {
    refused(64, dataset.toString(), "participant", option, value);
  }

  @Test
  void missingAndSuperfluousArgumentsAre64() throws IOException {
    refused(64);
    refused(64, dataset.toString());
    refused(64, dataset.toString(), "participant", "x").says("'x'");
    refused(64, dataset.toString(), "out", "participant", "x");
    refused(64, dataset.toString(), dataset.toString(), "participant").says("OUTPUT_DIR");
    refused(64, dataset.toString(), "out", "participant", "--originals", "none")
        .says("--originals");
    refused(64, dataset.toString(), "participant", "--originals", dataset + "/sub-01");
  }

  @Test
  void theOtherCommandsRefuseTheSameWay() throws IOException {
    refused(64, "restore");
    refused(66, "restore", temp.resolve("nowhere").toString());
    refused(18, "restore", dataset.toString(), "--participant_label", "07");
    refused(64, "deface").says("IMAGE");
    refused(66, "deface", temp.resolve("nowhere.nii").toString());
    String empty = dataset.resolve("sub-01/anat/sub-01_T1w.nii").toString();
    refused(65, "deface", empty).says("no bytes");
    refused(64, "deface", empty, "-o", empty).says("image itself");
    // Read ahead where it comes first, when it is asked for elsewhere: the same is told.
    String damaged = dataset.resolve("sub-01/anat/sub-01_T2w.nii.gz").toString();
    String out = temp.resolve("out.nii.gz").toString();
    assertEquals(
        refused(65, "deface", damaged, "-o", out).err(),
        refused(65, "deface", "-o", out, damaged).err());
    refused(73, "deface", empty, "-o", dataset.resolve("sub-01/anat/sub-01_T2w.nii.gz").toString())
        .says("--force");
    refused(64, "deface", empty, "-o", temp.resolve("x.mgz").toString());
    refused(64, "deface", empty, "--applyto", empty).says("two images");
    refused(64, "deface", empty, "--deid", "external", "--external-command", "tool {in}")
        .says("reads and writes");
    refused(73, "demo", dataset.toString()).says("not an empty folder");
    refused(64, "atlas");
    refused(64, "atlas", "build", empty, "-o", temp.resolve("new").toString()).says("at least 10");
  }

  @Test
  void aDatasetThatIsNotThereIsInputMissing() throws IOException {
    refused(66, temp.resolve("nowhere").toString(), "participant");
  }

  @Test
  void groupNeedsParticipantsFirst() throws IOException {
    refused(66, dataset.toString(), "group").says("participant level first");
  }

  @Test
  void aStackTraceComesOnlyWhenAskedFor() {
    Ended verbose = run(temp.resolve("nowhere").toString(), "participant", "--verbose");
    assertEquals(66, verbose.code());
    assertTrue(verbose.err().contains("at org.bidsveil"), verbose.err());
  }

  @Test
  void dryRunPrintsOneJsonObjectAndChangesNothing() throws IOException {
    SortedMap<String, String> before = files();
    Ended ended = run(dataset.toString(), "participant", "--dry-run", "--json");
    assertEquals(0, ended.code());
    assertEquals("", ended.err());
    JsonNode scans = new ObjectMapper().readTree(ended.out()).path("scans");
    assertEquals(2, scans.size());
    assertEquals("sub-01/anat/sub-01_T1w.nii", scans.path(0).path("path").asText());
    assertEquals("T1w", scans.path(0).path("suffix").asText());
    assertEquals("skip", scans.path(0).path("action").asText());
    assertTrue(scans.path(0).path("reason").asText().contains("empty"));
    assertEquals(before, files());
  }

  @Test
  void dryRunStillPrintsTheObjectWhenNothingMatches() throws IOException {
    Ended ended =
        run(dataset.toString(), "participant", "--dry-run", "--json", "--suffix", "UNIT1");
    assertEquals(18, ended.code());
    assertEquals(0, new ObjectMapper().readTree(ended.out()).path("scans").size());
  }

  @Test
  void emptyImagesFailTheRunAndAreNamed() {
    Ended ended = run(dataset.toString(), "participant");
    assertEquals(1, ended.code());
    assertTrue(ended.out().contains("sub-01/anat/sub-01_T1w.nii  FAIL  empty file"), ended.out());
  }

  @Test
  void labelsComeWithAndWithoutPrefixInListsAndFiles() throws IOException {
    Path list = temp.resolve("labels.txt");
    Files.writeString(list, "# everybody\nsub-01\n\n");
    for (List<String> option :
        List.of(
            List.of("--participant_label", "01"),
            List.of("--participant-label", "sub-01"),
            List.of("--participant_label=01,sub-01"),
            List.of("--participant-label", "@" + list))) {
      String[] arguments =
          Stream.concat(Stream.of(dataset.toString(), "participant", "--dry-run"), option.stream())
              .toArray(String[]::new);
      Ended ended = run(arguments);
      assertEquals(0, ended.code(), ended.err());
      assertEquals(2, ended.out().lines().count());
    }
  }

  @Test
  void bidsonymsNamesAreMappedAndSaidSo() {
    Ended ended = run(dataset.toString(), "participant", "--dry-run", "--deid", "pydeface");
    assertEquals(0, ended.code());
    assertTrue(ended.err().contains("engine 'template' runs"), ended.err());
    Ended own = run(dataset.toString(), "participant", "--dry-run", "--defacer", "template");
    assertFalse(own.err().contains("template"), own.err());
  }

  @Test
  void helpAndVersionGoToStdout() {
    Ended help = run("--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("--participant-label"));
    Ended version = run("--version");
    assertEquals(0, version.code());
    assertTrue(version.out().matches("bidsveil \\d+\\.\\d+\\.\\d+.*\\R"), version.out());
  }
}
