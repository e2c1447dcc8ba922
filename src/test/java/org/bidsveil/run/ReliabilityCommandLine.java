package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.bidsveil.cli.Bidsveil;
import org.bidsveil.demo.DemoDataset;

/**
 * The part of the campaign with the command line itself, registration and all, on a head: a real
 * one where there are some beside the repository, a synthetic one elsewhere.
 */
final class ReliabilityCommandLine {
  private static final Path HEADS = Path.of(System.getProperty("bidsveil.shared"), "bids_heads");

  /** The quickest of them. */
  private static final String HEAD = "sub-006/anat/sub-006_acq-tfe_T1w.nii.gz";

  /** A replacement takes 20 to 100 ms here: so many later it is under way or just over. */
  private static final int AFTER_JOURNAL_MS = 60;

  private final Path folder;
  private final ReliabilityJava java;
  private final Path dataset;
  private final boolean real;
  private final SortedMap<String, String> before;
  private final SortedMap<String, String> after;
  private final long milliseconds;

  ReliabilityCommandLine(Path folder, ReliabilityJava java)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.java = java;
    this.dataset = folder.resolve("head");
    this.real = Files.exists(HEADS.resolve(HEAD));
    if (real) {
      copyHead();
    } else {
      DemoDataset.create(dataset, 2, note -> {});
      FileUtils.deleteDirectory(dataset.resolve("sub-01").toFile());
      Files.delete(dataset.resolve("sub-02/anat/sub-02_PDw.nii.gz"));
    }
    this.before = snapshot(dataset);
    Path root = fresh("undisturbed-head");
    long start = System.nanoTime();
    if (bidsveil(root.toString(), "participant").waitFor() != 0) {
      throw new IllegalStateException("the undisturbed run of the command line failed");
    }
    this.milliseconds = (System.nanoTime() - start) / 1_000_000;
    this.after = snapshot(root);
  }

  private void copyHead() throws IOException {
    Files.createDirectories(dataset.resolve(HEAD).getParent());
    for (String name :
        List.of(
            "dataset_description.json",
            "T1w.json",
            "participants.tsv",
            "participants.json",
            HEAD)) {
      Files.write(dataset.resolve(name), Files.readAllBytes(HEADS.resolve(name)));
    }
  }

  private Path fresh(String name) throws IOException {
    Path root = folder.resolve(name);
    FileUtils.copyDirectory(dataset.toFile(), root.toFile());
    return root;
  }

  /** The times of day in the tables of originals, and in the names of reports, are made equal. */
  private static SortedMap<String, String> snapshot(Path root) throws IOException {
    SortedMap<String, String> files = ReliabilityStudy.snapshot(root);
    for (Map.Entry<String, String> file : files.entrySet()) {
      String name = file.getKey();
      if (name.endsWith("originals.tsv") || name.endsWith(".html")) {
        file.setValue(SameBytes.withoutTimes(root.resolve(name)));
      }
    }
    return files;
  }

  private Process bidsveil(String... arguments) throws IOException {
    List<String> main = new ArrayList<>(List.of(Bidsveil.class.getName()));
    main.addAll(List.of(arguments));
    return new ProcessBuilder(java.command(List.of("-Xmx512m"), main.toArray(String[]::new)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Kills so often: in turn at a random moment of the run, and just after the journal appears. */
  ReliabilityTally killed(int kills) throws IOException, InterruptedException {
    ReliabilityTally tally =
        new ReliabilityTally(
            "the command line is killed (SIGKILL) while it defaces a "
                + (real ? "real" : "synthetic")
                + " head",
            kills);
    Random random = new Random(6);
    for (int i = 0; i < kills; i++) {
      Path root = fresh("killed");
      Process process = bidsveil(root.toString(), "participant");
      if (i % 3 == 0) {
        process.waitFor(random.nextLong(milliseconds), TimeUnit.MILLISECONDS);
      } else {
        awaitJournal(root, process);
        process.waitFor(random.nextInt(AFTER_JOURNAL_MS), TimeUnit.MILLISECONDS);
      }
      process.destroyForcibly().waitFor();
      tally.fault();
      tally.ended(i % 3 == 0 ? "at any moment" : "while the scan is replaced");
      String where = "command line, kill " + i;
      tally.losses(where, ReliabilityReference.lost(root, before, before.keySet()));
      tally.recovered(where, again(root), back(root));
      FileUtils.deleteDirectory(root.toFile());
    }
    return tally;
  }

  private static void awaitJournal(Path root, Process process) throws InterruptedException {
    String subject = Files.exists(root.resolve("sub-02")) ? "sub-02" : "sub-006";
    Path journal = root.resolve("sourcedata/bidsveil").resolve(subject).resolve("journal.json");
    while (process.isAlive() && !Files.exists(journal)) {
      Thread.sleep(1);
    }
  }

  private List<String> again(Path root) throws IOException, InterruptedException {
    int code = bidsveil(root.toString(), "participant").waitFor();
    List<String> found = ReliabilityReference.differences("run again", after, snapshot(root));
    if (code != 0) {
      found.add("run again: exit code " + code);
    }
    return found;
  }

  private List<String> back(Path root) throws IOException, InterruptedException {
    int code = bidsveil("restore", root.toString(), "--purge").waitFor();
    List<String> found = ReliabilityReference.differences("restored", before, snapshot(root));
    if (code != 0) {
      found.add("restore: exit code " + code);
    }
    return found;
  }
}
