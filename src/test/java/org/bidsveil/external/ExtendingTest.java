package org.bidsveil.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The defacer of docs/extending.md, compiled from there and put on the class path as a jar. */
class ExtendingTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path temp;

  private Path jar() throws IOException {
    Matcher code = CODE.matcher(Files.readString(Path.of("docs", "extending.md")));
    assertTrue(code.find());
    Path source = temp.resolve("FrontDefacer.java");
    Files.writeString(source, code.group(1));
    Path classes = temp.resolve("classes");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString()));
    Path jar = temp.resolve("front.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("org/example/FrontDefacer.class"));
      entries.write(Files.readAllBytes(classes.resolve("org/example/FrontDefacer.class")));
      entries.putNextEntry(new JarEntry("META-INF/services/org.bidsveil.deface.Defacer"));
      entries.write("org.example.FrontDefacer\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Test
  void aJarOnTheClassPathAddsAName() throws IOException {
    assertFalse(EngineSettings.defacerNames().contains("front"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar().toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      assertTrue(EngineSettings.defacerNames().contains("front"));
      ScanResult result =
          new ScanEngine(AverageHead.ATLAS, EngineSettings.of("front"), TaskExecutor.of(2))
              .propose(
                  AverageHead.scan(Affine.IDENTITY, AverageHead.cube(64, 4, new Vec3(0, 0, 0))));
      ScanResult.Proposed proposed = assertInstanceOf(ScanResult.Proposed.class, result);
      assertEquals("front", proposed.defacer());
      assertEquals("review", proposed.verdict().word());
      assertTrue(proposed.verdict().reason().startsWith("ears-left 1.0000"), "it leaves them");
      assertEquals(0, proposed.metrics().overlap(), 0.01, "the brain guard held it back");
      assertTrue(proposed.metrics().overlapProposed() > 0.01, proposed.metrics().toString());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
