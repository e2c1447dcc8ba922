package org.bidsveil.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;
import org.bidsveil.files.Sha256;
import org.bidsveil.originals.RestoreReport;

/**
 * What an undisturbed run makes of a {@link ReliabilityStudy}, and whether a disturbed one lost
 * anything against it.
 *
 * @param before the dataset
 * @param after the dataset and all that bidsveil wrote
 * @param runSteps what the disk announced, two a step: "before WRITE name", "after WRITE name"
 * @param restoreSteps the same of a restore
 */
record ReliabilityReference(
    SortedMap<String, String> before,
    SortedMap<String, String> after,
    List<String> runSteps,
    List<String> restoreSteps) {

  /** Makes it in a new folder. */
  static ReliabilityReference in(Path folder) {
    return of(ReliabilityStudy.create(folder).root());
  }

  /** Makes it in a new folder with another image. */
  static ReliabilityReference in(Path folder, byte[] image) {
    return of(ReliabilityStudy.create(folder, image).root());
  }

  private static ReliabilityReference of(Path root) {
    SortedMap<String, String> before = ReliabilityStudy.snapshot(root);
    FailingSteps run = FailingSteps.never();
    int code = ReliabilityStudy.run(root, new Disk(run)).code();
    SortedMap<String, String> after = ReliabilityStudy.snapshot(root);
    FailingSteps restore = FailingSteps.never();
    RestoreReport report = ReliabilityStudy.restore(root, new Disk(restore));
    if (code != 0
        || !report.refusals().isEmpty()
        || !ReliabilityStudy.snapshot(root).equals(before)) {
      throw new IllegalStateException("the undisturbed run ended with " + code + ", " + report);
    }
    return new ReliabilityReference(before, after, run.heard(), restore.heard());
  }

  /** Each original that is whole neither in its place nor in the store. */
  List<String> lost(Path root) {
    return lost(root, before, ReliabilityStudy.ORIGINALS);
  }

  static List<String> lost(
      Path root, SortedMap<String, String> before, Collection<String> originals) {
    List<String> lost = new ArrayList<>();
    for (String path : originals) {
      String described = before.getOrDefault(path, "");
      String sha = described.substring(described.lastIndexOf(' ') + 1);
      if (!holds(root.resolve(path), sha)
          && !holds(root.resolve("sourcedata/bidsveil").resolve(path), sha)) {
        lost.add(path + " is whole in neither place");
      }
    }
    return lost;
  }

  private static boolean holds(Path file, String sha) {
    return Files.isRegularFile(file) && Sha256.of(file).hex().equals(sha);
  }

  /**
   * After a failure that did not end the process: every file is all old or all new, the files of a
   * scan the same, no half-written file, nothing left to settle, and the exit code and the words
   * tell.
   *
   * @param cause what the words of a run that did not do everything have to name
   */
  List<String> violations(Path root, ReliabilityStudy.Ending ending, String cause) {
    int exitCode = ending.code();
    List<String> found = new ArrayList<>();
    if (exitCode != 0 && !ending.words().contains(cause)) {
      found.add("exit code " + exitCode + " and the words: " + ending.words());
    }
    SortedMap<String, String> raw = ReliabilityStudy.raw(ReliabilityStudy.snapshot(root));
    raw.forEach((path, now) -> {
      if (!now.equals(before.get(path)) && !now.equals(after.get(path))) {
        found.add(path + " is neither old nor new");
      }
    });
    boolean first = isNew(raw, ReliabilityStudy.IMAGE);
    boolean second = isNew(raw, ReliabilityStudy.OTHER_IMAGE);
    if (first != isNew(raw, ReliabilityStudy.SIDECAR)
        || second != isNew(raw, ReliabilityStudy.CREATED)) {
      found.add("a scan is half replaced");
    }
    if (Files.exists(root.resolve("sourcedata/bidsveil/sub-01/journal.json"))) {
      found.add("a replacement is not settled");
    }
    boolean all = first && second && isNew(raw, ReliabilityStudy.COMPANION);
    boolean right =
        switch (exitCode) {
          case 0 -> all;
          case 1 -> !all;
          case 73, 74, 75 -> true;
          default -> false;
        };
    if (!right) {
      found.add("exit code " + exitCode + " though " + (all ? "all" : "not all") + " is defaced");
    }
    return found;
  }

  private boolean isNew(SortedMap<String, String> raw, String path) {
    String now = raw.get(path);
    return now != null && now.equals(after.get(path));
  }

  /** Runs again: the end must be that of the undisturbed run. */
  List<String> runsToTheEnd(Path root) {
    int code = ReliabilityStudy.run(root, Disk.unobserved()).code();
    List<String> found = differences("run again", after, ReliabilityStudy.snapshot(root));
    if (code != 0) {
      found.add("run again: exit code " + code);
    }
    return found;
  }

  /** Restores: the dataset must be as it was, with modes and times, and nothing else be there. */
  List<String> comesBack(Path root) {
    RestoreReport report = ReliabilityStudy.restore(root, Disk.unobserved());
    List<String> found = differences("restored", before, ReliabilityStudy.snapshot(root));
    report.refusals().forEach(refused -> found.add("restore: " + refused.refusal().sentence()));
    return found;
  }

  static List<String> differences(
      String when, SortedMap<String, String> expected, SortedMap<String, String> found) {
    List<String> differences = new ArrayList<>();
    SortedMap<String, String> all = new TreeMap<>(expected);
    all.putAll(found);
    for (String path : all.keySet()) {
      String is = found.getOrDefault(path, "absent");
      String should = expected.getOrDefault(path, "absent");
      if (!is.equals(should)) {
        differences.add(when + ": " + path + " is " + is + ", not " + should);
      }
    }
    return differences;
  }
}
