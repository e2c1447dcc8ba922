package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script ./bidsveil, with a java and a mvn that only tell how they were called. */
class LauncherTest {
  @TempDir Path temp;
  private Path home;
  private Path jdk;

  private record Ended(int code, List<String> out, String err) {}

  @BeforeEach
  void installation() throws IOException {
    home = Files.createDirectories(temp.resolve("a folder/of bidsveil"));
    Files.copy(Path.of("bidsveil"), home.resolve("bidsveil"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("templates"));
    old(Files.writeString(home.resolve("pom.xml"), "<project/>"));
    old(Files.writeString(home.resolve("src/main/A.java"), "class A {}"));
    jdk = jdk("jdk 25", "25.0.1");
    script(jdk.resolve("bin/java"), "for word in \"$@\"; do printf '%s\\n' \"$word\"; done");
    script(
        temp.resolve("bin/mvn"),
        "echo built >>\"" + temp + "/builds\"",
        "echo '[INFO] --- maven-compiler-plugin:3.14.1:compile (default-compile) @ bidsveil ---'",
        "sleep 2",
        "mkdir -p target/lib",
        "echo new >target/bidsveil-1.jar");
  }

  private Path jdk(String name, String version) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(folder.resolve("bin/java"), "exit 99");
    return folder;
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void old(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private void built() throws IOException {
    Files.createDirectories(home.resolve("target/lib"));
    Files.writeString(home.resolve("target/bidsveil-1.jar"), "jar");
  }

  private Process start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("BIDSVEIL_JAVA", jdk.toString());
    builder.environment().put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), out.lines().toList(), err);
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    return end(start(home.resolve("bidsveil"), Map.of(), arguments));
  }

  private long builds() throws IOException {
    Path log = temp.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @Test
  void theJarIsStartedWithTheArgumentsAsTheyAre() throws Exception {
    built();
    Ended ended = run("a b", "participant", "--participant_label", "*");
    assertEquals(0, ended.code(), ended.err());
    assertEquals("", ended.err());
    List<String> words = ended.out();
    int jar = words.indexOf("-jar");
    assertEquals(home.toRealPath() + "/target/bidsveil-1.jar", words.get(jar + 1));
    assertEquals(
        List.of("a b", "participant", "--participant_label", "*"),
        words.subList(jar + 2, words.size()));
    assertEquals(0, builds());
  }

  @Test
  void itTellsHowItIsCalled() throws Exception {
    built();
    assertTrue(run().out().contains("-Dbidsveil.called=" + home.resolve("bidsveil")));
    script(temp.resolve("bin/bidsveil"), "exit 0");
    assertTrue(run().out().contains("-Dbidsveil.called=bidsveil"), "one is on the PATH");
  }

  @Test
  void linksToTheLauncherAreFollowed() throws Exception {
    built();
    Path first = Files.createSymbolicLink(home.resolve("relative link"), Path.of("bidsveil"));
    Path second = Files.createSymbolicLink(temp.resolve("link to a link"), first);
    Ended ended = end(start(second, Map.of()));
    assertEquals(0, ended.code(), ended.err());
    assertTrue(ended.out().contains(home.toRealPath() + "/target/bidsveil-1.jar"));
  }

  @Test
  void anOlderJavaIsPassedOver() throws Exception {
    built();
    Path older = jdk("jdk 17", "17.0.15");
    Ended ended =
        end(
            start(
                home.resolve("bidsveil"),
                Map.of(
                    "BIDSVEIL_JAVA", "", "JAVA_HOME", older.toString(), "HOME", temp.toString())));
    assertTrue(ended.code() != 99, "the older java was started");
  }

  @Test
  void aJavaThatIsTooOldIsRefusedInOneLine() throws Exception {
    built();
    jdk = jdk("jdk 21", "21.0.2");
    Ended ended = run();
    assertEquals(69, ended.code());
    assertEquals(1, ended.err().lines().count());
    assertTrue(ended.err().contains("Java 25"), ended.err());
  }

  @Test
  void aJavaExecutableMayBeNamedToo() throws Exception {
    built();
    Ended ended =
        end(
            start(
                home.resolve("bidsveil"),
                Map.of("BIDSVEIL_JAVA", jdk.resolve("bin/java").toString()),
                "x"));
    assertEquals(0, ended.code(), ended.err());
  }

  @Test
  void aJavaOnThePathIsFoundThroughItsLinks() throws Exception {
    built();
    Path alternatives = Files.createDirectories(temp.resolve("alternatives"));
    Files.createSymbolicLink(alternatives.resolve("java"), jdk.resolve("bin/java"));
    Files.createSymbolicLink(temp.resolve("bin/java"), Path.of("../alternatives/java"));
    Ended ended = end(start(home.resolve("bidsveil"), Map.of("BIDSVEIL_JAVA", ""), "x"));
    assertEquals(0, ended.code(), ended.err());
    assertEquals("x", ended.out().getLast());
  }

  @Test
  void oneImageIsDefacedWithWhatWasLearnedFromOne() throws Exception {
    built();
    List<String> image = run("deface", "a.nii").out();
    List<String> dataset = run("d", "participant").out();
    assertTrue(image.contains(cache("bidsveil-deface.aot")));
    assertTrue(dataset.contains(cache("bidsveil.aot")));
    for (String flag :
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+AOTCompileEagerly",
            "-XX:CompileCommand=exclude,picocli/*.*")) {
      assertTrue(image.contains(flag), flag);
      assertFalse(dataset.contains(flag), flag);
    }
  }

  private String cache(String name) throws IOException {
    return "-XX:AOTCache=" + home.toRealPath() + "/target/" + name;
  }

  @Test
  void twoFirstStartsAtOnceBuildOnce() throws Exception {
    Process first = start(home.resolve("bidsveil"), Map.of());
    Process second = start(home.resolve("bidsveil"), Map.of());
    assertEquals(0, end(first).code());
    assertEquals(0, end(second).code());
    assertEquals(1, builds());
  }

  /** A release as packaging/make-release lays it out; its java tells how it was called. */
  private void released(String machine) throws IOException {
    Files.createDirectories(home.resolve("app"));
    Files.writeString(home.resolve("app/bidsveil.jar"), "jar");
    Files.writeString(home.resolve("app/bidsveil.jsa"), "classes");
    Path java = Files.createDirectories(home.resolve("java"));
    Files.writeString(
        java.resolve("release"), "JAVA_VERSION=\"25.0.1\"\nOS_ARCH=\"" + machine + "\"\n");
    script(java.resolve("bin/java"), "echo \"its own\"; printf '%s\\n' \"$@\"");
  }

  @Test
  void aReleaseRunsItsOwnJavaAndBuildsNothing() throws Exception {
    released(machine());
    Ended ended = end(start(home.resolve("bidsveil"), Map.of("BIDSVEIL_JAVA", ""), "demo"));
    assertEquals(0, ended.code(), ended.err());
    assertEquals("its own", ended.out().getFirst());
    String app = home.toRealPath() + "/app/";
    assertTrue(ended.out().contains("-XX:SharedArchiveFile=" + app + "bidsveil.jsa"));
    assertTrue(ended.out().contains(app + "bidsveil.jar"));
    assertEquals(0, builds());
  }

  @Test
  void aJavaForAnotherMachineIsPassedOver() throws Exception {
    released("s390x");
    Ended ended =
        end(
            start(
                home.resolve("bidsveil"),
                Map.of("BIDSVEIL_JAVA", "", "JAVA_HOME", jdk.toString()),
                "demo"));
    assertEquals(0, ended.code(), ended.err());
    assertFalse(ended.out().contains("its own"));
    assertTrue(ended.out().contains(home.toRealPath() + "/app/bidsveil.jar"));
  }

  private static String machine() throws IOException, InterruptedException {
    Process uname = new ProcessBuilder("uname", "-m").start();
    String name = new String(uname.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    uname.waitFor();
    return name.strip();
  }

  @Test
  void aSourceThatIsNewerThanTheJarIsBuilt() throws Exception {
    built();
    old(home.resolve("target/bidsveil-1.jar"));
    Files.writeString(home.resolve("src/main/B.java"), "class B {}");
    Ended ended = run();
    assertEquals(0, ended.code(), ended.err());
    assertTrue(ended.err().startsWith("bidsveil: building once"), ended.err());
    assertTrue(ended.err().contains("bidsveil:   compiling\n"), ended.err());
    assertTrue(ended.err().matches("(?s).*bidsveil: built in \\d+ s\n"), ended.err());
    assertEquals(1, builds());
    run();
    assertEquals(1, builds());
  }

  @Test
  void theLockOfAKilledBuildDoesNotBlock() throws Exception {
    Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    gone.waitFor();
    Path lock = Files.createDirectories(home.resolve("target/.launcher-lock"));
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertEquals(0, run().code());
    assertFalse(Files.exists(lock));
  }

  @Test
  void aBuildThatFailsShowsItsOutput() throws Exception {
    script(temp.resolve("bin/mvn"), "echo 'cannot find symbol'", "exit 1");
    Ended ended = run();
    assertEquals(70, ended.code());
    assertTrue(ended.err().contains("cannot find symbol"), ended.err());
    assertFalse(Files.exists(home.resolve("target/.launcher-lock")));
  }

  @Test
  void theMemoryOptionBoundsTheHeap() throws Exception {
    built();
    assertTrue(run("d", "participant", "--mem-mb", "2000").out().contains("-Xmx2000m"));
    assertTrue(run("d", "participant", "--mem_mb=3000").out().contains("-Xmx3000m"));
    assertTrue(run("d", "participant", "--mem-mb", "x").out().contains("-XX:MaxRAMPercentage=70"));
  }

  /** Java refuses to begin with more than it may have. */
  @Test
  void aHeapThatTheUserBoundsBeginsWithNoMore() throws Exception {
    built();
    assertTrue(run("deface", "x.nii").out().contains("-Xms256m"));
    Map<String, String> bounded = Map.of("BIDSVEIL_JAVA_OPTS", "-Xmx200m");
    List<String> words = end(start(home.resolve("bidsveil"), bounded, "deface", "x.nii")).out();
    assertTrue(words.contains("-Xmx200m"));
    assertFalse(words.contains("-Xms256m"));
  }
}
