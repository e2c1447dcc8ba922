package org.bidsveil.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.container.ImageRun.Ended;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/**
 * The image as users run it, on real heads: {@code mvn -Pcontainer verify}, the image having been
 * built. The system property {@code bidsveil.image} names it. Without a Docker engine a line says
 * so and nothing is tested; with {@code bidsveil.image.required}, as in .ci/run, that is a failure.
 */
@Tag("container")
class ImageTest {
  private static final String IMAGE = System.getProperty("bidsveil.image", "bidsveil");
  private static final Path HEADS = Path.of(System.getProperty("bidsveil.shared"), "bids_heads");

  /** Nobody's: no passwd file has it. */
  private static final int SOMEBODY = 23_456;

  private static final long LARGEST = 150_000_000;

  @TempDir Path temp;
  private Path dataset;

  @BeforeAll
  static void thereIsAnEngine() {
    if (Boolean.getBoolean("bidsveil.image.required")) {
      assertTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
      assertTrue(Files.isDirectory(HEADS), HEADS + " is missing");
      return;
    }
    boolean runs = DockerClientFactory.instance().isDockerAvailable();
    if (!runs || !Files.isDirectory(HEADS)) {
      System.out.println("The image is not tested: no Docker engine answers, or no " + HEADS);
    }
    assumeTrue(runs && Files.isDirectory(HEADS));
  }

  /** The two smallest participants of the heads. */
  @BeforeEach
  void dataset() throws IOException {
    dataset = temp.resolve("study");
    try (Stream<Path> walk = Files.walk(HEADS)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String relative = HEADS.relativize(file).toString();
        if (!relative.contains("/") || relative.matches("sub-(002|010)/.*")) {
          Path to = dataset.resolve(relative);
          Files.createDirectories(to.getParent());
          Files.write(to, Files.readAllBytes(file));
        }
      }
    }
    // The table names participants that the copy has not.
    Files.delete(dataset.resolve("participants.tsv"));
    Files.delete(dataset.resolve("participants.json"));
    belongToSomebody(temp);
  }

  private static void belongToSomebody(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        Files.setAttribute(path, "unix:uid", SOMEBODY);
        Files.setAttribute(path, "unix:gid", SOMEBODY);
      }
    }
  }

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    belongToSomebody(folder);
    return folder;
  }

  private ImageRun image() {
    return new ImageRun(IMAGE).as(SOMEBODY);
  }

  private static SortedMap<String, String> hashes(Path root) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        hashes.put(root.relativize(file).toString(), Sha256.of(file).hex());
      }
    }
    return hashes;
  }

  private static InspectImageResponse inspected() {
    return DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec();
  }

  private static ContainerConfig configured() {
    return Objects.requireNonNull(inspected().getConfig());
  }

  @Test
  void itIsSmallLabelledAndNobodysRoot() {
    long size = Objects.requireNonNull(inspected().getSize());
    System.out.printf("The image weighs %.1f MB%n", size / 1e6);
    assertTrue(size <= LARGEST, size + " bytes");
    assertEquals("65532:65532", configured().getUser());
    Map<String, String> labels = Objects.requireNonNull(configured().getLabels());
    String version = labels.get("org.opencontainers.image.version");
    assertEquals("Apache-2.0", labels.get("org.opencontainers.image.licenses"));
    Ended ended = new ImageRun(IMAGE).run("--version");
    assertEquals(0, ended.code(), ended.err());
    assertEquals("bidsveil " + version, ended.out().strip());
    assertEquals("", ended.err());
  }

  @Test
  void itHasNoShell() {
    ImageRun shell = image().through(List.of("/bin/sh", "-c", "true"));
    assertThrows(RuntimeException.class, shell::run);
  }

  @Test
  void itsStartCacheFitsItsJava() {
    List<String> strict =
        Arrays.stream(Objects.requireNonNull(configured().getEntrypoint()))
            .map(word -> word.equals("-XX:AOTMode=auto") ? "-XX:AOTMode=on" : word)
            .toList();
    assertTrue(strict.contains("-XX:AOTMode=on"), strict.toString());
    Ended ended = image().through(strict).run("--version");
    assertEquals(0, ended.code(), ended.err());
  }

  @Test
  void itsHeapIsThatOfItsControlGroup() {
    long memory = 600L << 20;
    Ended ended =
        image()
            .withMemory(memory)
            .withEnvironment("JDK_JAVA_OPTIONS", "-XX:+PrintFlagsFinal")
            .run("--version");
    long heap =
        ended
            .out()
            .lines()
            .filter(line -> line.contains(" MaxHeapSize "))
            .mapToLong(line -> Long.parseLong(line.replaceAll(".*= (\\d+) .*", "$1")))
            .findFirst()
            .orElse(0);
    assertEquals(0.7, (double) heap / memory, 0.02, ended.out());
  }

  @Test
  void aParticipantThenTheGroupThenTheValidator() throws IOException {
    SortedMap<String, String> before = hashes(dataset);
    Ended participant =
        image()
            .with(dataset, "/bids_ds")
            .run("/bids_ds", "participant", "--participant_label", "010");
    assertEquals(0, participant.code(), participant.err());
    assertFalse(participant.err().contains("not validated"), participant.err());
    SortedMap<String, String> after = hashes(dataset);
    String scan = "sub-010/anat/sub-010_T1w.nii.gz";
    assertNotEquals(before.get(scan), after.get(scan));
    assertEquals(before.get(scan), after.get("sourcedata/bidsveil/" + scan));
    for (String file : before.keySet()) {
      if (file.startsWith("sub-002/")) {
        assertEquals(before.get(file), after.get(file), file);
      }
    }
    Path table = dataset.resolve("derivatives/bidsveil/sub-010/sub-010_deface.tsv");
    assertTrue(Files.readString(table).contains("\tpass\t"), Files.readString(table));
    assertEquals(SOMEBODY, Files.getAttribute(table, "unix:uid"));

    Ended group = image().with(dataset, "/bids_ds").run("/bids_ds", "group");
    assertEquals(0, group.code(), group.err());
    assertTrue(
        Files.exists(dataset.resolve("derivatives/bidsveil/quality_check/mask_overlap.tsv")));

    Ended validator =
        image()
            .withReadOnly(dataset, "/bids_ds")
            .withReadOnly(Path.of("bids-validator-config").toAbsolutePath(), "/work")
            .through(List.of("/usr/local/bin/bids-validator"))
            .run("/bids_ds", "-c", "/work/legacy.json");
    assertEquals(0, validator.code(), validator.out() + validator.err());
  }

  /**
   * The rules of Apptainer: the image read-only, the caller's ids without a passwd entry, a small
   * /tmp in memory, a home that cannot be written, the caller's folder as the working folder.
   */
  @Test
  void aCopyUnderTheRulesOfApptainerLeavesTheDatasetAlone() throws IOException {
    SortedMap<String, String> before = hashes(dataset);
    Path output = folder("output");
    Ended ended =
        image()
            .withReadOnly(dataset, "/bids_ds")
            .with(output, "/out")
            .withTemporary("/tmp", "rw,noexec,size=16m")
            .withEnvironment("HOME", "/home/somebody")
            .in("/out")
            .run("/bids_ds", "/out", "participant", "--participant_label", "002");
    assertEquals(0, ended.code(), ended.err());
    assertEquals(before, hashes(dataset));
    assertTrue(Files.exists(output.resolve("sub-002/anat/sub-002_T1w.nii")));
    assertTrue(Files.exists(output.resolve("dataset_description.json")));
    assertFalse(Files.exists(output.resolve("?")), "a folder made of user.home");
  }

  @Test
  void refusalsEndWithTheirCodes() throws IOException {
    assertEquals(64, image().run().code());
    assertEquals(66, image().run("/nowhere", "participant").code());
    assertEquals(16, image().run("/bids_ds", "participant").code(), "nothing is mounted there");
    ImageRun run = image().with(dataset, "/bids_ds");
    assertEquals(17, run.run("/bids_ds", "/out", "patient").code());
    assertEquals(18, run.run("/bids_ds", "participant", "--participant_label", "77").code());
    Files.writeString(dataset.resolve("sub-010/anat/notes.txt"), "not of BIDS");
    belongToSomebody(temp);
    Ended invalid = run.run("/bids_ds", "participant", "--participant_label", "010");
    assertEquals(16, invalid.code(), invalid.err());
    assertTrue(invalid.err().contains("NOT_INCLUDED /sub-010/anat/notes.txt"), invalid.err());
  }

  @Test
  void whatCannotBeWrittenStaysAsItIs() throws IOException {
    SortedMap<String, String> before = hashes(dataset);
    Ended ended =
        image()
            .withReadOnly(dataset, "/bids_ds")
            .run("/bids_ds", "participant", "--participant_label", "010");
    assertEquals(73, ended.code(), ended.err());
    assertEquals(before, hashes(dataset));
  }

  @Test
  void sigtermLeavesEveryScanDoneOrAsItWasAndTheNextRunGoesOn()
      throws IOException, InterruptedException {
    SortedMap<String, String> before = hashes(dataset);
    List<String> scans =
        before.keySet().stream().filter(file -> file.matches(".*_T1w\\.nii(\\.gz)?")).toList();
    assertEquals(2, scans.size(), scans.toString());
    Ended stopped =
        image()
            .with(dataset, "/bids_ds")
            .runAndStopAfter(scans.getFirst(), "/bids_ds", "participant", "--nprocs", "1");
    assertEquals(143, stopped.code(), stopped.out() + stopped.err());
    assertTrue(stopped.err().contains("interrupted"), stopped.err());
    SortedMap<String, String> between = hashes(dataset);
    assertNotEquals(before.get(scans.getFirst()), between.get(scans.getFirst()));
    assertEquals(before.get(scans.getLast()), between.get(scans.getLast()));

    Ended ended = image().with(dataset, "/bids_ds").run("/bids_ds", "participant");
    assertEquals(0, ended.code(), ended.err());
    SortedMap<String, String> after = hashes(dataset);
    assertEquals(between.get(scans.getFirst()), after.get(scans.getFirst()));
    for (String scan : scans) {
      assertNotEquals(before.get(scan), after.get(scan), scan);
      assertEquals(before.get(scan), after.get("sourcedata/bidsveil/" + scan), scan);
    }
  }
}
