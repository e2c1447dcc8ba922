package org.bidsveil.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bidsveil.files.Sha256;
import org.bidsveil.run.SameBytes;
import org.bidsveil.scale.MadeUpDataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code hpc/bidsveil.sbatch} on a real SLURM of one node that claims 16 processors: {@code mvn
 * -Pcontainer verify} as root, where Debian's slurm-wlm and munge are installed. Elsewhere a line
 * says so and nothing is tested; with {@code bidsveil.image.required}, as in .ci/run, that is a
 * failure.
 */
@Tag("cluster")
class SlurmTest {
  private static final Path HEADS = Path.of(System.getProperty("bidsveil.shared"), "bids_heads");
  private static final String NODE = Path.of("hpc/test/one-node-slurm").toAbsolutePath().toString();
  private static final String JOB = Path.of("hpc/bidsveil.sbatch").toAbsolutePath().toString();

  /** Ten heads on two processors take two minutes. */
  private static final long LONGEST_MINUTES = Long.getLong("cluster.minutes", 12);

  /** What the row says of a scan that is as it was. */
  private static final String UNCHANGED = ".*(already defaced|skull-stripped|\tfail\t).*";

  @TempDir static Path cluster;
  @TempDir Path temp;

  private record Ended(int code, String said) {}

  @BeforeAll
  static void thereIsASlurm() throws IOException, InterruptedException {
    boolean installed =
        Stream.of("/usr/bin/sbatch", "/usr/sbin/slurmd", "/usr/sbin/slurmctld", "/usr/sbin/munged")
            .allMatch(program -> Files.isExecutable(Path.of(program)));
    boolean root = Files.getAttribute(cluster, "unix:uid").equals(0);
    if (Boolean.getBoolean("bidsveil.image.required")) {
      assertTrue(installed && root, "slurm-wlm and munge are not installed, or this is not root");
    } else if (!installed || !root) {
      System.out.println("The cluster job is not tested: no slurm-wlm and munge, or not root");
    }
    assumeTrue(installed && root);
    Ended started = call(Map.of(), NODE, "start", cluster.toString());
    assertEquals(0, started.code(), started.said());
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    call(Map.of(), NODE, "stop", cluster.toString());
  }

  /** Runs a command to its end and returns what it wrote on both streams. */
  private static Ended call(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(cluster, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("SLURM_CONF", cluster.resolve("slurm.conf").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(
        process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES), String.join(" ", words) + " hangs");
    return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
  }

  private static void untilTheQueueIsEmpty() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
    String queue;
    do {
      Thread.sleep(1000);
      queue = call(Map.of(), "squeue", "-h", "-a").said();
    } while (!queue.isBlank() && System.nanoTime() < end);
    assertEquals("", queue, "jobs that did not end");
  }

  private Path dataset(String... labels) throws IOException {
    Path dataset = Files.createDirectories(temp.resolve("a study"));
    Files.writeString(dataset.resolve("dataset_description.json"), "{\"Name\": \"a study\"}");
    for (String label : labels) {
      Files.createDirectories(dataset.resolve("sub-" + label).resolve("anat"));
    }
    return dataset;
  }

  private static SortedMap<String, String> images(Path root) throws IOException {
    SortedMap<String, String> images = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file :
          (Iterable<Path>) walk.filter(f -> f.toString().matches(".*\\.nii(\\.gz)?"))::iterator) {
        images.put(root.relativize(file).toString(), Sha256.of(file).hex());
      }
    }
    return images;
  }

  @Test
  void everyParticipantAtOnceOnOneDataset() throws IOException, InterruptedException {
    assertTrue(Files.isDirectory(HEADS), HEADS + " is missing");
    Path study = temp.resolve("study");
    try (Stream<Path> walk = Files.walk(HEADS)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        Path to = study.resolve(HEADS.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.write(to, Files.readAllBytes(file));
      }
    }
    SortedMap<String, String> before = images(study);
    Path logs = temp.resolve("logs");
    Ended submitted =
        call(
            Map.of(
                "BIDSVEIL_LOGS",
                logs.toString(),
                "BIDSVEIL_SBATCH",
                "--mem=1200M --cpus-per-task=1",
                "BIDSVEIL_PAUSE",
                "5"),
            JOB,
            study.toString());
    assertEquals(0, submitted.code(), submitted.said());
    untilTheQueueIsEmpty();

    List<String> table = Files.readAllLines(logs.resolve("exit_codes.tsv"));
    System.out.println(String.join(System.lineSeparator(), table));
    assertEquals("participant_id\texit_code\ttries\tseconds\tmeaning", table.getFirst());
    assertEquals(12, table.size());
    for (String row : table.subList(1, table.size())) {
      assertTrue(row.matches(expected(row)), () -> row + log(logs));
    }
    List<String> rows =
        Files.readAllLines(study.resolve("derivatives/bidsveil/quality_check/mask_overlap.tsv"));
    assertEquals(before.size() + 1, rows.size(), String.join("\n", rows));
    SortedMap<String, String> after = images(study);
    int replaced = 0;
    for (Map.Entry<String, String> image : before.entrySet()) {
      String scan = image.getKey();
      if (image.getValue().equals(after.get(scan))) {
        assertTrue(
            rows.stream().anyMatch(row -> row.contains(scan) && row.matches(UNCHANGED)),
            scan + " is as it was");
      } else {
        assertEquals(image.getValue(), after.get("sourcedata/bidsveil/" + scan), scan);
        replaced++;
      }
    }
    assertTrue(replaced >= 12, replaced + " of " + before.size() + " images were replaced");
  }

  /**
   * As many tasks as there are participants, or with {@code -Dcluster.participants=1000
   * -Dcluster.perTask=20} a thousand participants in fifty tasks. The engine refuses each image at
   * once, which is an outcome like any other here: a stand-in turns its exit code into 0, so that
   * no participant is tried once more by itself.
   */
  @Test
  void tasksLeaveWhatOneRunLeavesByteForByte() throws IOException, InterruptedException {
    int participants = Integer.getInteger("cluster.participants", 12);
    Path once = MadeUpDataset.of(temp.resolve("once"), participants);
    Path tasks = MadeUpDataset.of(temp.resolve("tasks"), participants);
    Path script = temp.resolve("refused-is-done");
    Files.writeString(
        script,
        "#!/bin/bash\n%s \"$@\"\ncode=$?\n[ $code -eq 1 ] || exit $code\n"
            .formatted(
                System.getProperty(
                    "cluster.bidsveil", Path.of("bidsveil").toAbsolutePath().toString())));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Ended submitted =
        call(
            Map.of(
                "BIDSVEIL",
                script.toString(),
                "BIDSVEIL_LOGS",
                temp.resolve("logs").toString(),
                "BIDSVEIL_SBATCH",
                "--mem=900M --cpus-per-task=1"),
            JOB,
            tasks.toString(),
            "--participants-per-task",
            String.valueOf(Integer.getInteger("cluster.perTask", 1)));
    assertEquals(0, submitted.code(), submitted.said());
    assertEquals(0, call(Map.of(), script.toString(), once.toString(), "participant").code());
    assertEquals(0, call(Map.of(), script.toString(), once.toString(), "group").code());
    untilTheQueueIsEmpty();

    List<String> table = Files.readAllLines(temp.resolve("logs/exit_codes.tsv"));
    assertEquals(participants + 1, table.size());
    for (String row : table.subList(1, table.size())) {
      assertTrue(row.matches("sub-\\d+\t0\t1\t.*"), () -> row + log(temp.resolve("logs")));
    }
    SameBytes.assertIn(once, tasks);
  }

  /**
   * sub-011 has no anatomical image; of sub-009 nose and mouth were erased before and the ears show
   * in noise only, which may be refused.
   */
  private static String expected(String row) {
    return switch (row.substring(0, row.indexOf('\t'))) {
      case "sub-011" -> "sub-011\t(0|18)\t.*";
      case "sub-009" -> "sub-009\t[01]\t.*";
      default -> "sub-0\\d\\d\t0\t.*";
    };
  }

  /** The logs of all tasks, for the message of a failure. */
  private static String log(Path logs) {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".log"))::iterator) {
        text.append("\n== ").append(file.getFileName()).append('\n').append(Files.readString(file));
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }

  /** A stand-in that ends as the label of its participant says, and tells how it was called. */
  private Path standIn() throws IOException {
    Path script = temp.resolve("stand-in");
    Files.writeString(
        script,
        """
        #!/bin/bash
        case " $* " in
          *" group "*) echo "$*" >>"%1$s/group-calls" ;;
          *sub-twice*) echo "$*" >>"%1$s/twice-calls"
            [ "$(wc -l <"%1$s/twice-calls")" -gt 2 ] || exit 75 ;;
          *sub-locked*) exit 75 ;;
          *sub-bad*) exit 1 ;;
          *sub-beh*) exit 18 ;;
          *sub-killed*) kill -9 $PPID ;;
        esac
        """
            .formatted(temp));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Test
  void aLockedParticipantIsTriedAgainAndTheTableNamesEveryEnd()
      throws IOException, InterruptedException {
    Path study = dataset("bad", "beh", "good", "killed", "locked", "twice");
    Path logs = temp.resolve("the logs");
    Ended submitted =
        call(
            Map.of(
                "BIDSVEIL",
                standIn().toString(),
                "BIDSVEIL_LOGS",
                logs.toString(),
                "BIDSVEIL_LIMIT",
                "3",
                "BIDSVEIL_TRIES",
                "3",
                "BIDSVEIL_PAUSE",
                "0",
                "BIDSVEIL_SBATCH",
                "--mem=200M"),
            JOB,
            study.toString(),
            "--deid",
            "quickshear");
    assertEquals(0, submitted.code(), submitted.said());
    assertTrue(submitted.said().contains("6 in 6 tasks, 3 at once"), submitted.said());
    untilTheQueueIsEmpty();
    List<String> rows = new ArrayList<>();
    for (String row : Files.readAllLines(logs.resolve("exit_codes.tsv"))) {
      String[] cells = row.split("\t");
      rows.add(cells[0] + " " + cells[1] + " " + cells[2] + " " + cells[4]);
    }
    assertEquals(
        List.of(
            "participant_id exit_code tries meaning",
            "sub-bad 1 1 some scan is not defaced",
            "sub-beh 18 1 no anatomical image",
            "sub-good 0 1 done",
            "sub-killed n/a n/a ended without a code: look at the log, and at sacct for its time"
                + " and memory",
            "sub-locked 75 3 locked, or short of memory, each time",
            "sub-twice 0 3 done"),
        rows);
    assertEquals(
        study
            + " participant --participant_label sub-twice --skip_bids_validation --nprocs 2"
            + " --mem-mb 140 --deid quickshear",
        Files.readAllLines(temp.resolve("twice-calls")).getFirst());
    assertEquals(List.of(study + " group"), Files.readAllLines(temp.resolve("group-calls")));
  }

  /** The codes of an array, cancelled or not, are all that the next submission knows. */
  @Test
  void onlyWhatIsMissingIsSubmittedAgain() throws IOException, InterruptedException {
    Path study = dataset("bad", "beh", "good", "killed", "more");
    Map<String, String> settings =
        Map.of(
            "BIDSVEIL",
            standIn().toString(),
            "BIDSVEIL_LOGS",
            temp.resolve("the logs").toString(),
            "BIDSVEIL_SBATCH",
            "--mem=200M");
    Ended first = call(settings, JOB, study.toString(), "--participants-per-task", "2");
    assertTrue(first.said().contains("5 in 3 tasks"), first.said());
    untilTheQueueIsEmpty();

    Ended second = call(settings, JOB, study.toString(), "--participants_per_task=2");

    // sub-bad failed; sub-good was in one task with sub-killed.
    assertTrue(second.said().contains("3 in 2 tasks"), second.said());
    untilTheQueueIsEmpty();
    Ended all = call(settings, JOB, study.toString(), "--all");
    assertTrue(all.said().contains("5 in 5 tasks"), all.said());
    untilTheQueueIsEmpty();
    Path list = Files.writeString(temp.resolve("list.txt"), "more\nsub-good\n");
    Ended none = call(settings, JOB, study.toString(), "--participants-file", list.toString());
    assertTrue(none.said().contains("every one is done"), none.said());
    untilTheQueueIsEmpty();
  }

  @Test
  void whatCannotRunIsNotSubmitted() throws IOException, InterruptedException {
    Path study = dataset("01");
    Map<String, String> environment = Map.of("BIDSVEIL_LOGS", temp.resolve("logs").toString());
    assertEquals(64, call(environment, JOB).code());
    Ended chosen = call(environment, JOB, study.toString(), "--participant_label", "01");
    assertEquals(64, chosen.code(), chosen.said());
    assertEquals(66, call(environment, JOB, temp.resolve("nowhere").toString()).code());
    Files.delete(study.resolve("dataset_description.json"));
    assertEquals(16, call(environment, JOB, study.toString()).code());
    assertFalse(Files.exists(temp.resolve("logs")));
  }
}
