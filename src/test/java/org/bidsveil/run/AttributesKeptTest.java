package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bidsveil.cli.Program;
import org.bidsveil.files.Attributes;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control lists and attributes of users are kept through replacing and restoring. */
class AttributesKeptTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String SIDECAR = "sub-01/anat/sub-01_T1w.json";
  private static final String BOLD = "sub-01/func/sub-01_task-rest_bold.nii.gz";
  private static final String TABLE = "participants.tsv";
  private static final List<String> FILES = List.of(T1W, SIDECAR, BOLD, TABLE);

  @TempDir Path temp;
  private SmallDataset data;
  private final Map<String, Map<String, String>> before = new TreeMap<>();

  @BeforeEach
  void dataset() throws IOException {
    data =
        new SmallDataset(temp.resolve("study"))
            .scan(T1W)
            .scan(BOLD)
            .text(SIDECAR, "{\"PatientName\": \"Quill^Ann\"}\n")
            .text(TABLE, "participant_id\tage\tname\nsub-01\t31\tAnn Quill\n");
    byte[] bold = SmallDataset.imageBytes(false);
    bold[148] = 'A'; // the field descrip, so that the header is scrubbed
    data.bytes(BOLD, ParallelGzip.compress(bold, 1, 1));
    for (int n = 0; n < FILES.size(); n++) {
      Path file = data.path(FILES.get(n));
      Attributes.give(file, 4711 + n);
      var given = Attributes.of(file);
      assertEquals(2, given.size());
      before.put(FILES.get(n), given);
    }
  }

  private void run(RunConfiguration configuration) {
    RunPlan plan = RunPlan.of(configuration);
    plan.requireReady();
    new DatasetRun(plan, progress -> {}, SmallDataset.removesTheFront(), CopyRunTest.CLOCK).run();
  }

  @Test
  void theyAreKeptThroughARunAndARestore() throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    for (String file : FILES) {
      bytes.put(file, Files.readAllBytes(data.path(file)));
    }
    run(data.inPlace(false));
    for (String file : FILES) {
      Path original = data.path("sourcedata/bidsveil").resolve(file);
      assertEquals(
          -1, Files.mismatch(original, write(Objects.requireNonNull(bytes.get(file)))), file);
      assertNotEquals(-1, Files.mismatch(original, data.path(file)), file);
      assertEquals(before.get(file), Attributes.of(data.path(file)), file);
      assertEquals(before.get(file), Attributes.of(original), file);
    }
    Program.run("restore", data.root().toString(), "--purge").with(0);
    for (String file : FILES) {
      assertEquals(
          -1,
          Files.mismatch(data.path(file), write(Objects.requireNonNull(bytes.get(file)))),
          file);
      assertEquals(before.get(file), Attributes.of(data.path(file)), file);
    }
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(temp.resolve("expected"), bytes);
  }

  @Test
  void aCopyIsReadByTheSameUsers() throws IOException {
    run(data.copyTo(temp.resolve("copy")));
    for (String file : List.of(T1W, SIDECAR)) {
      Path copy = temp.resolve("copy").resolve(file);
      assertEquals(Attributes.access(data.path(file)), Attributes.access(copy), file);
      assertEquals(
          Files.getPosixFilePermissions(data.path(file)),
          Files.getPosixFilePermissions(copy),
          file);
    }
  }
}
