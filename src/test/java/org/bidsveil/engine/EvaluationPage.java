package org.bidsveil.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A page of {@code docs/} that an evaluation writes. What was measured lies in {@code target/} in
 * any case; it becomes the document only when the assertions hold.
 *
 * @param name below {@code docs/}
 * @param text the whole page
 */
public record EvaluationPage(String name, String text) {

  /** Keeps the page in {@code target/}. */
  public static EvaluationPage measured(String name, String text) throws IOException {
    write(Path.of("target", "evaluation").resolve(name), text);
    return new EvaluationPage(name, text);
  }

  /** Called behind the last assertion. */
  public void publish() throws IOException {
    write(Path.of("docs").resolve(name), text);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Files.writeString(file, text);
  }
}
