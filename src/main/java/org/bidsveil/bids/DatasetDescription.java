package org.bidsveil.bids;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/**
 * The content of {@code dataset_description.json}, as far as it matters here.
 *
 * @param name the dataset's name, where it is given
 * @param bidsVersion the version of the standard that it follows, where it is given
 * @param type the dataset type; raw unless the file says otherwise
 * @param generatedBy names of the tools in GeneratedBy, in their order
 */
public record DatasetDescription(
    Optional<String> name,
    Optional<String> bidsVersion,
    DatasetType type,
    List<String> generatedBy) {
  /** The name of the file at the root of every BIDS dataset. */
  public static final String FILE_NAME = "dataset_description.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  public DatasetDescription {
    generatedBy = List.copyOf(generatedBy);
  }

  /** A stand-in for a missing description where validation was skipped on request. */
  public static DatasetDescription absent() {
    return new DatasetDescription(Optional.empty(), Optional.empty(), DatasetType.RAW, List.of());
  }

  /**
   * Reads the description of the dataset at {@code root}.
   *
   * @throws Refusal no-dataset-description, dataset-description-not-here,
   *     dataset-description-unparsable, dataset-description-unreadable
   */
  public static DatasetDescription read(Path root) {
    Path file = root.resolve(FILE_NAME);
    try {
      return parse(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw missing(root, file, e);
    } catch (JacksonException e) {
      throw unparsable(e);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "dataset-description-unreadable",
          FILE_NAME + " cannot be read: " + e.getMessage() + ".",
          "Check the permissions of the file and of its folder.",
          e);
    }
  }

  private static Refusal missing(Path root, Path file, NoSuchFileException cause) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "dataset-description-not-here",
          FILE_NAME + " is a link whose target is missing.",
          "Fetch it with 'datalad get " + FILE_NAME + "', or mount the folder it points to.",
          cause);
    }
    return new Refusal(
        Refusal.Kind.INVALID_BIDS,
        "no-dataset-description",
        root + " has no " + FILE_NAME + ", so it is not the root of a BIDS dataset.",
        "Give the folder that holds " + FILE_NAME + ", or create that file.",
        cause);
  }

  private static Refusal unparsable(JacksonException cause) {
    return new Refusal(
        Refusal.Kind.INVALID_BIDS,
        "dataset-description-unparsable",
        FILE_NAME + " is not valid JSON: " + cause.getOriginalMessage() + ".",
        "Repair the file; it must hold one JSON object.",
        cause);
  }

  private static DatasetDescription parse(byte[] bytes) throws IOException {
    JsonNode node = JSON.readTree(bytes);
    if (!node.isObject()) {
      throw new Refusal(
          Refusal.Kind.INVALID_BIDS,
          "dataset-description-unparsable",
          FILE_NAME + " does not hold a JSON object.",
          "Repair the file; it must hold one JSON object.");
    }
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : node.path("GeneratedBy")) {
      text(tool, "Name").ifPresent(tools::add);
    }
    return new DatasetDescription(
        text(node, "Name"),
        text(node, "BIDSVersion"),
        DatasetType.of(text(node, "DatasetType").orElse("")),
        tools);
  }

  private static Optional<String> text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }
}
