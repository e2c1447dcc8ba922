package org.bidsveil.bids;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.files.Refusal;

/**
 * A filter file in fMRIPrep's format: named queries, each a set of entities with their permitted
 * values, such as {@code {"t1w": {"session": "pre", "acquisition": null, "run": [1, 2]}}}.
 *
 * <p>As in fMRIPrep, a query narrows the images of its own kind and does not affect the others; it
 * never adds images that would not be taken without it. A query's kind is its {@code suffix};
 * without one, its name ({@code t1w} is T1w, {@code fmap} is every field map); a query of another
 * name without suffix concerns every anatomical image. An image covered by several queries is taken
 * when one of them matches. Queries of other datatypes ({@code bold}, {@code dwi}) do not apply to
 * images of a head.
 */
public final class BidsFilterFile {
  /** Names of queries in nipreps that never concern images of a head. */
  private static final Set<String> OTHER_QUERIES =
      Set.of(
          "bold", "sbref", "func", "dwi", "asl", "m0scan", "roi", "xfm", "bval", "bvec", "meg",
          "eeg");

  private record Query(Set<ImageSuffix> kinds, Map<String, List<LabelMatch>> wanted) {
    boolean concerns(HeadScan scan) {
      return kinds.contains(scan.suffix());
    }

    boolean matches(HeadScan scan) {
      return wanted.entrySet().stream()
          .allMatch(entry ->
              entry.getValue().stream()
                  .anyMatch(match -> match.matches(label(scan, entry.getKey()))));
    }

    private static Optional<String> label(HeadScan scan, String key) {
      return switch (key) {
        case "sub" -> Optional.of(scan.subject());
        case "ses" -> scan.session().or(() -> scan.entities().label("ses"));
        case "extension" -> Optional.of(scan.entities().extension());
        default -> scan.entities().label(key);
      };
    }
  }

  private final List<Query> queries;

  private BidsFilterFile(List<Query> queries) {
    this.queries = queries;
  }

  /**
   * Reads a filter file.
   *
   * @param bytes the JSON text
   * @throws Refusal bids-filter-unparsable, bids-filter-unknown-entity, bids-filter-bad-value,
   *     unknown-suffix
   */
  public static BidsFilterFile parse(byte[] bytes) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(bytes);
    } catch (JacksonException e) {
      throw unparsable("it is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw unparsable("it cannot be read: " + e.getMessage());
    }
    if (!root.isObject()) {
      throw unparsable("it does not hold a JSON object");
    }
    List<Query> queries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getValue().isObject()) {
        throw unparsable("the query '" + entry.getKey() + "' is not an object");
      }
      query(entry.getKey(), entry.getValue()).ifPresent(queries::add);
    }
    return new BidsFilterFile(List.copyOf(queries));
  }

  private static Optional<Query> query(String name, JsonNode body) {
    Set<Datatype> datatypes =
        body.has("datatype")
            ? strings(body.get("datatype")).stream()
                .flatMap(label -> Datatype.of(label).stream())
                .collect(Collectors.toUnmodifiableSet())
            : datatypesOfName(name, body.has("suffix"));
    if (datatypes.isEmpty()) {
      return Optional.empty();
    }
    Set<ImageSuffix> kinds =
        (body.has("suffix") ? kinds(strings(body.get("suffix"))) : kindsOfName(name))
            .filter(suffix -> datatypes.contains(suffix.datatype()))
            .collect(Collectors.toUnmodifiableSet());
    Map<String, List<LabelMatch>> wanted =
        body.properties().stream()
            .filter(e -> !e.getKey().equals("datatype") && !e.getKey().equals("suffix"))
            .collect(
                Collectors.toUnmodifiableMap(
                    e -> key(name, e.getKey()),
                    e -> values(key(name, e.getKey()), e.getValue()),
                    (first, second) -> second));
    return Optional.of(new Query(kinds, wanted));
  }

  /** The datatypes of a query that names none; empty where it concerns no image of a head. */
  private static Set<Datatype> datatypesOfName(String name, boolean hasSuffix) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (OTHER_QUERIES.contains(lower)) {
      return Set.of();
    }
    return Datatype.of(lower)
        .map(Set::of)
        .orElse(
            hasSuffix || named(name).findAny().isPresent()
                ? Set.of(Datatype.values())
                : Set.of(Datatype.ANAT));
  }

  private static Stream<ImageSuffix> kinds(List<String> suffixes) {
    return suffixes.contains("*")
        ? Stream.of(ImageSuffix.values())
        : suffixes.stream().flatMap(suffix -> ImageSuffix.of(suffix).stream());
  }

  private static Stream<ImageSuffix> kindsOfName(String name) {
    return named(name).findAny().isPresent() ? named(name) : Stream.of(ImageSuffix.values());
  }

  private static Stream<ImageSuffix> named(String name) {
    return Stream.of(ImageSuffix.values()).filter(suffix -> suffix.label().equalsIgnoreCase(name));
  }

  private static String key(String query, String name) {
    if (name.equals("extension")) {
      return name;
    }
    return EntityOrder.keyOf(name)
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.USAGE,
                "bids-filter-unknown-entity",
                "The query '"
                    + query
                    + "' of the filter file names '"
                    + name
                    + "', which is not a BIDS entity.",
                "Use entity names such as session, acquisition, run, or suffix and"
                    + " datatype."));
  }

  private static List<String> strings(JsonNode node) {
    return node.isArray()
        ? node.valueStream().map(JsonNode::asText).toList()
        : List.of(node.asText());
  }

  private static List<LabelMatch> values(String key, JsonNode node) {
    return node.isArray()
        ? node.valueStream().map(value -> value(key, value)).toList()
        : List.of(value(key, node));
  }

  private static LabelMatch value(String key, JsonNode node) {
    if (node.isNull()) {
      return new LabelMatch.None();
    }
    if (node.isIntegralNumber()) {
      return LabelMatch.of(key, node.bigIntegerValue().toString());
    }
    if (!node.isTextual()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "bids-filter-bad-value",
          "The filter file gives '" + key + "' the value " + node + ".",
          "Use text, a whole number, null, \"*\", or a list of these.");
    }
    String text = node.textValue();
    // PyBIDS writes its enumeration as Query.NONE or <Query.NONE: 1>, depending on the version.
    if (text.matches("<?Query\\.NONE(:.*>)?")) {
      return new LabelMatch.None();
    }
    if (text.equals("*") || text.matches("<?Query\\.(ANY|REQUIRED)(:.*>)?")) {
      return new LabelMatch.Any();
    }
    if (text.matches("<?Query\\.OPTIONAL(:.*>)?")) {
      return new LabelMatch.Whatever();
    }
    return LabelMatch.of(key, stripped(key, text));
  }

  private static String stripped(String key, String text) {
    boolean prefixed = (key.equals("sub") || key.equals("ses")) && text.startsWith(key + "-");
    return prefixed ? text.substring(key.length() + 1) : text;
  }

  private static Refusal unparsable(String why) {
    return new Refusal(
        Refusal.Kind.USAGE,
        "bids-filter-unparsable",
        "The filter file cannot be used: " + why + ".",
        "Write it as fMRIPrep's --bids-filter-file, such as {\"t1w\": {\"session\": \"pre\"}}.");
  }

  /** Whether no query concerns the image, or one that does matches it. */
  public boolean accepts(HeadScan scan) {
    List<Query> concerned = queries.stream().filter(query -> query.concerns(scan)).toList();
    return concerned.isEmpty() || concerned.stream().anyMatch(query -> query.matches(scan));
  }
}
