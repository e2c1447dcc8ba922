package org.bidsveil.scale;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bidsveil.cli.Bidsveil;
import org.bidsveil.files.MemoryFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the cost of a dataset grows with its participants: {@code mvn -Pscale verify}. Needs strace
 * (system calls that touch names) and GNU time (processor and memory). {@code -Dscale.largest=N}
 * sets the largest dataset, 10,000 participants otherwise; 100,000 take two million inodes and 6 GB
 * of /dev/shm. Prints the tables of docs/scale.md.
 */
@Tag("scale")
class ScaleTest {
  private static final int SMALLEST = 100;

  /** One task in the largest dataset against one in the smallest. */
  private static final double TASK_RATIO = 1.2;

  /** Linear but for a logarithm: n log n from 1,000 to 100,000 grows with 1.1. */
  private static final double LARGEST_EXPONENT = 1.1;

  private static final Pattern COST = Pattern.compile("([0-9.]+) ([0-9.]+) ([0-9]+)");

  /** Under strace a command on more takes hours; a task does not. */
  private static final int MOST_TRACED = 10_000;

  private static final long UNCOUNTED = -1;

  /** In memory: what is measured are the commands, not the disk. */
  @TempDir(factory = MemoryFolder.class)
  Path temp;

  /** Copies alone go to the disk: names and inodes of one file system in memory are limited. */
  @TempDir Path copies;

  private record Cost(double cpuSeconds, long kilobytes, long calls) {}

  @Test
  void aTaskCostsTheSameAndTheRestGrowsLinearly() throws IOException, InterruptedException {
    requirePrograms();
    Map<String, TreeMap<Integer, Cost>> costs = new TreeMap<>();
    int largest = Integer.getInteger("scale.largest", 10_000);
    for (int n = SMALLEST; n <= largest; n *= 10) {
      String root = MadeUpDataset.of(temp.resolve("ds" + n), n).toString();
      // The first task deals with what all share.
      cost(root, "participant", "--participant_label", "000001", "--skip_bids_validation");
      note(
          costs,
          "task",
          n,
          root,
          "participant",
          "--participant_label",
          "000003",
          "--skip_bids_validation");
      note(costs, "plan", n, root, "participant", "--dry-run", "--skip_bids_validation");
      note(costs, "check", n, "check", root);
      cost(root, "participant", "--skip_bids_validation");
      note(costs, "group", n, root, "group");
      note(
          costs,
          "export",
          n,
          "export",
          root,
          copies.resolve("copy" + n).toString(),
          "--accept",
          "scan");
      deleteTree(Path.of(root));
    }
    print(costs);
    TreeMap<Integer, Cost> task = costs.get("task");
    assertTrue(ratio(task, Cost::cpuSeconds) <= TASK_RATIO, "processor time of a task");
    assertTrue(ratio(task, Cost::calls) <= TASK_RATIO, "system calls of a task");
    assertLinear(costs);
  }

  /** What a run over everybody left, for the commands that read all of it. */
  @Test
  void theCommandsForAllGrowLinearlyAfterARun() throws IOException, InterruptedException {
    requirePrograms();
    Map<String, TreeMap<Integer, Cost>> costs = new TreeMap<>();
    int largest = Integer.getInteger("scale.largest", 10_000);
    for (int n = 10 * SMALLEST; n <= largest; n *= 10) {
      String root = DefacedDataset.of(temp.resolve("defaced" + n), n).toString();
      String copy = copies.resolve("defaced" + n).toString();
      note(costs, "plan", n, root, "participant", "--dry-run", "--skip_bids_validation");
      note(costs, "group", n, root, "group");
      note(costs, "check", n, "check", root);
      note(costs, "export", n, "export", root, copy);
      assertTrue(Files.exists(Path.of(copy)), "no copy of " + root);
      deleteTree(Path.of(copy));
      note(costs, "restore", n, "restore", root);
      deleteTree(Path.of(root));
    }
    print(costs);
    assertLinear(costs);
  }

  private static void requirePrograms() {
    assumeTrue(
        Stream.of("/usr/bin/strace", "/usr/bin/time").map(Path::of).allMatch(Files::isExecutable),
        "strace and GNU time are not installed");
  }

  private static void assertLinear(Map<String, TreeMap<Integer, Cost>> costs) {
    costs.forEach((what, byCount) ->
        assertTrue(
            exponent(byCount) <= LARGEST_EXPONENT, what + " grows with " + exponent(byCount)));
  }

  private void note(Map<String, TreeMap<Integer, Cost>> costs, String what, int n, String... words)
      throws IOException, InterruptedException {
    costs
        .computeIfAbsent(what, w -> new TreeMap<>())
        .put(n, cost(n <= MOST_TRACED || what.equals("task"), words));
  }

  private Cost cost(String... words) throws IOException, InterruptedException {
    return cost(false, words);
  }

  private Cost cost(boolean traced, String... words) throws IOException, InterruptedException {
    Path time = temp.resolve("time.txt");
    Path calls = temp.resolve("calls.txt");
    run(List.of("/usr/bin/time", "-o", time.toString(), "-f", "%U %S %M"), words);
    Matcher numbers = COST.matcher(Files.readString(time));
    assertTrue(numbers.find(), "no numbers from time");
    double seconds = Double.parseDouble(numbers.group(1)) + Double.parseDouble(numbers.group(2));
    long kilobytes = Long.parseLong(numbers.group(3));
    if (!traced || words[0].equals("restore")) {
      return new Cost(seconds, kilobytes, UNCOUNTED); // a restore can be done once only
    }
    if (words[0].equals("export")) {
      deleteTree(Path.of(words[2]));
    }
    run(
        List.of(
            "/usr/bin/strace", "-f", "-c", "-e", "trace=%file,getdents64", "-o", calls.toString()),
        words);
    return new Cost(seconds, kilobytes, total(Files.readAllLines(calls)));
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The fourth word of the last line. */
  private static long total(List<String> lines) {
    return Long.parseLong(lines.getLast().strip().split("\\s+")[3]);
  }

  private void run(List<String> under, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(under);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bidsveil.class.getName()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("said.txt").toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.HOURS), String.join(" ", words) + " hangs");
  }

  private static double ratio(TreeMap<Integer, Cost> byCount, ToDoubleFunction<Cost> number) {
    return number.applyAsDouble(byCount.lastEntry().getValue())
        / number.applyAsDouble(byCount.firstEntry().getValue());
  }

  /** Of the processor time, between the two largest datasets: a start of Java costs no growth. */
  private static double exponent(TreeMap<Integer, Cost> byCount) {
    Map.Entry<Integer, Cost> last = byCount.lastEntry();
    Map.Entry<Integer, Cost> before = byCount.lowerEntry(last.getKey());
    return Math.log(last.getValue().cpuSeconds() / before.getValue().cpuSeconds())
        / Math.log((double) last.getKey() / before.getKey());
  }

  private static void print(Map<String, TreeMap<Integer, Cost>> costs) {
    System.out.println("| what | participants | processor s | memory MB | calls |");
    System.out.println("|---|---|---|---|---|");
    costs.forEach((what, byCount) ->
        byCount.forEach((n, cost) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.1f | %d | %s |%n",
                what,
                n,
                cost.cpuSeconds(),
                cost.kilobytes() / 1024,
                cost.calls() == UNCOUNTED ? "" : String.format(Locale.ROOT, "%,d", cost.calls()))));
  }
}
