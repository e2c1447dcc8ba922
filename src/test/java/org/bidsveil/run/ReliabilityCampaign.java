package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;

/**
 * The parts of the campaign of docs/reliability.md, each for as many places as are asked for. After
 * every fault the originals are looked for, the run is made again and compared with an undisturbed
 * one, and the dataset is restored and compared with what it was.
 */
final class ReliabilityCampaign {
  /** Two processes are killed at a time: most of their life is the start of Java. */
  private static final int AT_ONCE = 2;

  private final Path folder;
  private final ReliabilityReference reference;
  private final ReliabilityJava java;
  private final AtomicInteger made = new AtomicInteger();

  /**
   * @param folder for the datasets, which are deleted when their turn is over
   */
  ReliabilityCampaign(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.reference = ReliabilityReference.in(folder.resolve("undisturbed"));
    this.java = new ReliabilityJava(folder.resolve("java"));
  }

  ReliabilityReference reference() {
    return reference;
  }

  ReliabilityJava java() {
    return java;
  }

  /** Every {@code stride}-th of so many announcements. */
  static List<Integer> every(int stride, int announcements) {
    return IntStream.range(0, announcements).filter(n -> n % stride == 0).boxed().toList();
  }

  /** What is done with a new dataset at one place. */
  private interface Trial {
    void at(Path root, int place) throws IOException, InterruptedException;
  }

  /** Each place with a new dataset, several at a time. */
  private void eachOn(ReliabilityTally tally, List<Integer> places, Trial trial) {
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> trials = new ArrayList<>();
      for (int place : places) {
        trials.add(
            pool.submit(() -> {
              Path root = folder.resolve("study-" + made.incrementAndGet());
              ReliabilityStudy.create(root);
              trial.at(root, place);
              FileUtils.deleteDirectory(root.toFile());
              return place;
            }));
      }
      for (Future<?> one : trials) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(tally.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * SIGKILL before chosen steps of a run.
   *
   * @param announcements their places; nothing happens between "after" one step and "before" the
   *     next, so the even places are all there are
   */
  ReliabilityTally killedAt(List<Integer> announcements) {
    ReliabilityTally tally =
        new ReliabilityTally(
            "a process is killed (SIGKILL) at a write step of a run",
            reference.runSteps().size() / 2);
    eachOn(
        tally,
        announcements,
        (root, place) -> {
          java.kill("run", root, place, 0);
          tally.fault();
          String where = "killed at " + place;
          tally.losses(where, reference.lost(root));
          tally.ended(stateOf(root));
          tally.recovered(where, reference, root);
        });
    return tally;
  }

  /** SIGKILL at any time after the first step, as often as is asked for. */
  ReliabilityTally killedAtRandom(int kills) throws IOException, InterruptedException {
    ReliabilityTally tally =
        new ReliabilityTally("a process is killed (SIGKILL) at a random moment of writing", kills);
    int writing =
        java.millisecondsOfWriting(ReliabilityStudy.create(folder.resolve("timed")).root());
    Random random = new Random(5);
    List<Integer> delays = random.ints(kills, 0, writing).boxed().toList();
    eachOn(
        tally,
        delays,
        (root, delay) -> {
          java.kill("run", root, -1, delay);
          tally.fault();
          String where = "killed after " + delay + " ms";
          tally.losses(where, reference.lost(root));
          tally.ended(stateOf(root));
          tally.recovered(where, reference, root);
        });
    return tally;
  }

  /** SIGKILL before chosen steps of a restore, which is then restored again. */
  ReliabilityTally restoreKilledAt(List<Integer> announcements) {
    ReliabilityTally tally =
        new ReliabilityTally(
            "a process is killed (SIGKILL) at a step of a restore",
            reference.restoreSteps().size() / 2);
    eachOn(
        tally,
        announcements,
        (root, place) -> {
          String where = "restore killed at " + place;
          tally.losses(where, reference.runsToTheEnd(root));
          java.kill("restore", root, place, 0);
          tally.fault();
          tally.losses(where, reference.lost(root));
          tally.ended("killed");
          tally.losses(where, reference.comesBack(root));
          tally.recovered(where, reference, root);
        });
    return tally;
  }

  /** What the journal of a killed run says of how far it came. */
  private static String stateOf(Path root) throws IOException {
    Path journal = root.resolve("sourcedata/bidsveil/sub-01/journal.json");
    if (!Files.exists(journal)) {
      return "between replacements";
    }
    return Files.readString(journal).contains("PREPARING") ? "preparing" : "committing";
  }

  /** One announcement fails, and everything works again. */
  ReliabilityTally failedOnce(List<Integer> announcements) {
    ReliabilityTally tally =
        new ReliabilityTally(
            "a write, fsync, rename, close, ... fails once, before or after it took effect",
            reference.runSteps().size());
    failed(tally, announcements, FailingSteps::once, true);
    return tally;
  }

  /** All announcements from one on fail: a disk that is gone. */
  ReliabilityTally failedFrom(List<Integer> announcements) {
    ReliabilityTally tally =
        new ReliabilityTally(
            "everything fails from a step on (the disk is gone)", reference.runSteps().size());
    failed(tally, announcements, FailingSteps::from, false);
    return tally;
  }

  private void failed(
      ReliabilityTally tally,
      List<Integer> announcements,
      IntFunction<FailingSteps> failing,
      boolean settles) {
    eachOn(
        tally,
        announcements,
        (root, place) -> {
          FailingSteps steps = failing.apply(place);
          ReliabilityStudy.Ending ending = ReliabilityStudy.run(root, new Disk(steps));
          String where = "failed at " + place + " (" + reference.runSteps().get(place) + ")";
          if (steps.fired()) {
            tally.fault();
          }
          tally.ended("exit " + ending.code());
          tally.losses(where, reference.lost(root));
          if (settles) {
            tally.losses(where, reference.violations(root, ending, "injected at announcement"));
          } else if (ending.code() == 0) {
            tally.losses(where, List.of("exit code 0"));
          }
          tally.recovered(where, reference, root);
        });
  }
}
