package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bidsveil.cli.options.SearchPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The validation before the participant level, with stand-ins that answer as bids-validator 1.15.0
 * and 2.0.6 do. The dataset holds empty images only: a run that goes on ends with code 1 at once.
 */
class ValidationTest {
  private static final int WENT_ON = ExitCode.SOME_SCAN_FAILED;

  /** The answer to an error in a file of participant 02 and a warning in one of 01. */
  private enum Generation {
    FIRST(
        1,
        """
        {"issues":{"errors":[{"key":"NOT_INCLUDED","severity":"error","reason":"Files with such \
        naming scheme","files":[{"key":"NOT_INCLUDED","code":1,"file":{"name":"junk.txt",\
        "relativePath":"/sub-02/anat/junk.txt"}},{"key":"NOT_INCLUDED","code":1,"file":{\
        "name":"more.txt","relativePath":"/sub-02/anat/more.txt"}}]}],\
        "warnings":[],"ignored":[]},"summary":{}}\
        """),
    SECOND(
        16,
        """
        {"issues":{"issues":[{"code":"NOT_INCLUDED","location":"/sub-02/anat/junk.txt",\
        "severity":"error"},{"code":"README_FILE_MISSING","location":"/sub-01/anat/x",\
        "severity":"warning"},{"code":"NOT_INCLUDED","location":"/sub-02/anat/more.txt",\
        "severity":"error"}],"codeMessages":{}},"summary":{}}\
        """);

    private final int code;
    private final String answer;

    Generation(int code, String answer) {
      this.code = code;
      this.answer = answer;
    }
  }

  private record Ended(int code, String err) {}

  @TempDir Path temp;
  private Path dataset;
  private Path programs;

  @BeforeEach
  void dataset() throws IOException {
    dataset = temp.resolve("a study");
    for (String label : new String[] {"01", "02"}) {
      Path anat = Files.createDirectories(dataset.resolve("sub-" + label).resolve("anat"));
      Files.write(anat.resolve("sub-" + label + "_T1w.nii.gz"), new byte[0]);
    }
    Files.writeString(
        dataset.resolve("dataset_description.json"),
        "{\"Name\": \"a study\", \"BIDSVersion\": \"1.10.0\"}");
    programs = Files.createDirectories(temp.resolve("some programs"));
  }

  /** A validator that says {@code answer} after some words on both streams. */
  private void validator(int code, String answer) throws IOException {
    Path script = programs.resolve("bids-validator");
    Files.writeString(temp.resolve("answer"), answer);
    Files.writeString(
        script,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >'"
            + temp.resolve("asked")
            + "'\necho a warning >&2\necho a greeting\ncat '"
            + temp.resolve("answer")
            + "'\nexit "
            + code
            + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended run(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = new String[options.length + 2];
    arguments[0] = dataset.toString();
    arguments[1] = "participant";
    System.arraycopy(options, 0, arguments, 2, options.length);
    int code =
        Bidsveil.run(
            new SearchPath(":" + temp.resolve("nowhere") + ":" + programs),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments);
    return new Ended(code, err.toString());
  }

  @ParameterizedTest
  @EnumSource
  void anErrorEndsTheRunBeforeAnythingIsChanged(Generation generation) throws IOException {
    validator(generation.code, generation.answer);
    Ended ended = run();
    assertEquals(16, ended.code(), ended.err());
    assertEquals(
        "bidsveil: bids-validator finds an error: NOT_INCLUDED /sub-02/anat/junk.txt and 1 more."
            + " Repair the dataset, or give --skip_bids_validation; nothing was changed.",
        ended.err().strip());
    assertFalse(Files.exists(dataset.resolve("derivatives")));
    assertEquals(
        dataset + "\n--json\n--ignoreWarnings\n--verbose\n",
        Files.readString(temp.resolve("asked")));
  }

  @ParameterizedTest
  @EnumSource
  void anErrorInTheDataOfOthersDoesNotCount(Generation generation) throws IOException {
    validator(generation.code, generation.answer);
    assertEquals(WENT_ON, run("--participant_label", "01").code());
    assertEquals(16, run("--participant_label", "02").code());
  }

  @Test
  void anErrorOfTheDatasetCountsForEverybody() throws IOException {
    validator(
        16,
        "{\"issues\":{\"issues\":[{\"code\":\"JSON_INVALID\",\"severity\":\"error\","
            + "\"location\":\"/participants.json\"}]}}");
    Ended ended = run("--participant_label", "01");
    assertEquals(16, ended.code(), ended.err());
    assertTrue(ended.err().contains("JSON_INVALID /participants.json"), ended.err());
  }

  @Test
  void theFirstErrorsAreShownAndThatThereAreMore() throws IOException {
    StringBuilder issues = new StringBuilder();
    for (String code : "A B C D".split(" ")) {
      issues.append(issues.isEmpty() ? "" : ",");
      issues.append("{\"code\":\"").append(code).append("\",\"severity\":\"error\"}");
    }
    validator(16, "{\"issues\":{\"issues\":[" + issues + "]}}");
    Ended ended = run();
    assertEquals(16, ended.code());
    assertTrue(ended.err().contains("finds 4 kinds of errors: A; B; C; ..."), ended.err());
  }

  @Test
  void warningsAloneLetTheRunGoOn() throws IOException {
    validator(0, "{\"issues\":{\"errors\":[],\"warnings\":[{\"key\":\"X\",\"files\":[]}]}}");
    assertEquals(WENT_ON, run().code());
  }

  @ParameterizedTest
  @EnumSource
  void bothNamesOfTheOptionSkipIt(Generation generation) throws IOException {
    validator(generation.code, generation.answer);
    assertEquals(WENT_ON, run("--skip_bids_validation").code());
    assertEquals(WENT_ON, run("--skip_bids_validator").code());
    assertFalse(Files.exists(temp.resolve("asked")));
  }

  @Test
  void withoutAValidatorOneLineSaysSoAndTheRunGoesOn() {
    Ended ended = run();
    assertEquals(WENT_ON, ended.code());
    assertEquals(
        1,
        ended
            .err()
            .lines()
            .filter(
                "bidsveil: the dataset is not validated: there is no bids-validator on the PATH."
                    ::equals)
            .count(),
        ended.err());
  }

  @Test
  void aValidatorThatGivesNoJudgementIsNoPermission() throws IOException {
    validator(127, "node: not found");
    Ended ended = run();
    assertEquals(74, ended.code(), ended.err());
    assertTrue(ended.err().contains("gave no result (exit code 127, a warning)"), ended.err());
    validator(0, "{\"issues\": {}}");
    assertEquals(74, run().code());
    validator(0, "{\"issues\": {\"errors\": [");
    assertEquals(74, run().code());
    Files.writeString(programs.resolve("bids-validator"), "#!/no/such/interpreter\n");
    assertEquals(74, run().code());
  }

  @Test
  void aDatasetWithoutDescriptionIsRefusedByTheOwnCheck() throws IOException {
    validator(0, "{\"issues\":{\"errors\":[]}}");
    Files.delete(dataset.resolve("dataset_description.json"));
    assertEquals(16, run().code());
    assertFalse(Files.exists(temp.resolve("asked")));
    assertEquals(WENT_ON, run("--skip-bids-validation").code());
  }
}
