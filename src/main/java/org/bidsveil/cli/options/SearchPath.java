package org.bidsveil.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The folders in which programs are looked for.
 *
 * @param folders as in the environment variable PATH
 */
public record SearchPath(String folders) {
  /** The separator between the folders of a search path or the entries of a class path. */
  public static final String SEPARATOR = System.getProperty("path.separator");

  public static SearchPath ofEnvironment(Map<String, String> environment) {
    return new SearchPath(environment.getOrDefault("PATH", ""));
  }

  /**
   * The first executable with that name; an empty entry, which means the current folder, is
   * skipped.
   */
  public Optional<Path> find(String name) {
    return Arrays.stream(folders.split(SEPARATOR))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
