package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedJarsTest {
  @TempDir Path folder;

  private Path jar(String name) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("x"));
    }
    return jar;
  }

  private static String refused(String classPath) {
    return assertThrows(Refusal.class, () -> AddedJars.of(classPath)).name();
  }

  @Test
  void jarsAndFoldersAndAllJarsOfAFolder() throws IOException {
    Path jar = jar("a.jar");
    String path = String.join(File.pathSeparator, jar.toString(), "", folder.toString());
    assertEquals(List.of(jar, folder), AddedJars.of(path));
    assertEquals(List.of(jar), AddedJars.of(folder + File.separator + "*"));
    assertEquals(List.of(), AddedJars.of(""));
  }

  @Test
  void whatIsNotThereOrNoJarIsAnError() throws IOException {
    Path jar = jar("a.jar");
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    assertEquals("class-path-missing", refused(jar + File.pathSeparator + folder.resolve("b.jar")));
    assertEquals("class-path-missing", refused(folder.resolve("none") + File.separator + "*"));
    assertEquals("class-path-unreadable", refused(text.toString()));
  }
}
