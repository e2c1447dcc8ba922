package org.bidsveil.external;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bidsveil.files.Refusal;

/**
 * The validator of the BIDS community, as the executable {@code bids-validator}: the JavaScript one
 * of npm (1.x) and the one written for Deno with the machine-readable schema (2.x and later). Both
 * take the same options and are told apart by their answers.
 *
 * @param executable the program, or a script that starts it
 */
public record BidsValidator(Path executable) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More of what a broken validator says helps no one. */
  private static final int SAID_CHARACTERS = 200;

  /** What a process wrote, and its exit code. */
  private record Answer(int code, String out, String err) {}

  /**
   * Every error that the validator finds, without warnings.
   *
   * @param dataset its root, which is only read
   * @throws Refusal validator-failed where the program cannot be started or gives no judgement
   */
  public List<ValidationError> errorsOf(Path dataset) {
    Answer answer = ask(dataset.toAbsolutePath().normalize());
    // Either generation may say something before its answer.
    int start = answer.out().indexOf('{');
    try {
      JsonNode issues =
          JSON.readTree(start < 0 ? "" : answer.out().substring(start)).path("issues");
      if (issues.path("errors").isArray()) {
        return errorsOfFirstGeneration(issues.path("errors"));
      }
      if (issues.path("issues").isArray()) {
        return errorsOfSecondGeneration(issues.path("issues"));
      }
    } catch (JacksonException e) {
      throw failed(said(answer), e);
    }
    throw failed(said(answer), new IOException("no list of issues"));
  }

  /** One entry a code, its files within. */
  private static List<ValidationError> errorsOfFirstGeneration(JsonNode errors) {
    List<ValidationError> found = new ArrayList<>();
    for (JsonNode error : errors) {
      List<String> files = new ArrayList<>();
      for (JsonNode place : error.path("files")) {
        String file = place.path("file").path("relativePath").asText("");
        if (!file.isEmpty()) {
          files.add(file);
        }
      }
      found.add(new ValidationError(error.path("key").asText("unnamed"), files));
    }
    return found;
  }

  /** One entry a code and file, warnings among them. */
  private static List<ValidationError> errorsOfSecondGeneration(JsonNode issues) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (JsonNode issue : issues) {
      if (issue.path("severity").asText("").equals("error")) {
        List<String> ofCode =
            files.computeIfAbsent(issue.path("code").asText("unnamed"), _ -> new ArrayList<>());
        String file = issue.path("location").asText("");
        if (!file.isEmpty()) {
          ofCode.add(file);
        }
      }
    }
    return files.entrySet().stream()
        .map(entry -> new ValidationError(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Answer ask(Path dataset) {
    try {
      Process process =
          new ProcessBuilder(
                  executable.toString(),
                  dataset.toString(),
                  "--json",
                  "--ignoreWarnings",
                  "--verbose")
              .start();
      try {
        process.getOutputStream().close();
        CompletableFuture<String> err =
            CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        return new Answer(process.waitFor(), out, err.join());
      } finally {
        process.destroy();
      }
    } catch (IOException | UncheckedIOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String said(Answer answer) {
    String words = (answer.err().isBlank() ? answer.out() : answer.err()).strip();
    return "exit code "
        + answer.code()
        + ", "
        + (words.isEmpty()
            ? "nothing said"
            : words.substring(0, Math.min(words.length(), SAID_CHARACTERS)));
  }

  private Refusal failed(String why, Exception cause) {
    return new Refusal(
        Refusal.Kind.IO,
        "validator-failed",
        executable + " gave no result (" + why + ").",
        "Repair it, take it off the PATH, or give --skip_bids_validation.",
        cause);
  }
}
