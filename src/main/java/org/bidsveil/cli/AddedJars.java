package org.bidsveil.cli;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Refusal;

/**
 * The jars with further defacers that {@code BIDSVEIL_CLASSPATH} names. Java passes over a class
 * path entry that is not there; here it is an error, since another defacer than the one meant would
 * run.
 */
final class AddedJars {
  private static final String ANY = FileSystems.getDefault().getSeparator() + "*";

  private AddedJars() {}

  /**
   * The entries, {@code folder/*} taken apart.
   *
   * @param classPath as Java has it
   * @throws Refusal "class-path-missing" or "class-path-unreadable"
   */
  static List<Path> of(String classPath) {
    List<Path> entries = new ArrayList<>();
    for (String entry : classPath.split(Pattern.quote(SearchPath.SEPARATOR))) {
      if (entry.isBlank()) {
        continue;
      }
      boolean all = entry.endsWith(ANY);
      Path path = Path.of(all ? entry.substring(0, entry.length() - ANY.length()) : entry);
      if (!Files.exists(path) || (all && !Files.isDirectory(path))) {
        throw refusal("missing", entry, "is not there", null);
      }
      entries.addAll(all ? jarsIn(path) : List.of(path));
    }
    entries.forEach(AddedJars::requireReadable);
    return entries;
  }

  private static List<Path> jarsIn(Path folder) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw refusal("unreadable", folder.toString(), "cannot be listed", e);
    }
    jars.sort(null);
    return jars;
  }

  private static void requireReadable(Path entry) {
    if (Files.isDirectory(entry)) {
      return;
    }
    try (ZipFile jar = new ZipFile(entry.toString())) {
      if (jar.size() == 0) {
        throw refusal("unreadable", entry.toString(), "is an empty jar", null);
      }
    } catch (IOException e) {
      throw refusal("unreadable", entry.toString(), "cannot be read as a jar", e);
    }
  }

  /**
   * Has services looked for in the entries too, where the virtual machine was not given them, as in
   * the container image.
   */
  static void use(List<Path> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Thread.currentThread()
        .setContextClassLoader(
            new URLClassLoader(
                entries.stream().map(AddedJars::url).toArray(URL[]::new),
                AddedJars.class.getClassLoader()));
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw refusal("unreadable", entry.toString(), "has no address", e);
    }
  }

  private static Refusal refusal(
      String what, String entry, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String sentence = "BIDSVEIL_CLASSPATH names " + entry + ", which " + why + ".";
    String remedy = "Correct the variable or unset it; into a container the file must be mounted.";
    String name = "class-path-" + what;
    return cause == null
        ? new Refusal(Refusal.Kind.INPUT_MISSING, name, sentence, remedy)
        : new Refusal(Refusal.Kind.INPUT_MISSING, name, sentence, remedy, cause);
  }
}
