package org.bidsveil.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;

/** The outcome for one image outside a dataset. */
public sealed interface ImageOutcome {

  /** The defaced image was written. */
  record Written(
      Path image,
      Path output,
      String defacer,
      Verdict verdict,
      DefaceMetrics metrics,
      Optional<String> note)
      implements ImageOutcome {

    /** The same, with more to note. */
    Written with(String more) {
      String all = note.map(said -> said + "; " + more).orElse(more);
      return new Written(image, output, defacer, verdict, metrics, Optional.of(all));
    }
  }

  /** There was no face to remove; nothing was written. */
  record NoFace(Path image, ScanResult.NothingToDo found) implements ImageOutcome {}

  /** Defacing failed; nothing was written. */
  record Failed(Path image, String reason) implements ImageOutcome {}

  default boolean succeeded() {
    return switch (this) {
      case Written _, NoFace _ -> true;
      case Failed _ -> false;
    };
  }

  /** One JSON object of several images, in their order; numbers that are not there are null. */
  static String json(List<ImageOutcome> outcomes) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode images = node.putArray("images");
    for (ImageOutcome outcome : outcomes) {
      ObjectNode one = images.addObject();
      switch (outcome) {
        case Written w -> {
          one.put("image", w.image().toString());
          one.put("status", "defaced");
          one.put("output", w.output().toString());
          one.put("defacer", w.defacer());
          one.put("verdict", w.verdict().word());
          one.put("reason", w.verdict().reason());
          put(one, "overlap", w.metrics().overlap());
          put(one, "face_left", w.metrics().faceLeft());
        }
        case NoFace n -> {
          one.put("image", n.image().toString());
          one.put("status", "no face");
          one.put("verdict", n.found().verdict().word());
          one.put("reason", n.found().why());
        }
        case Failed f -> {
          one.put("image", f.image().toString());
          one.put("status", "failed");
          one.put("verdict", "fail");
          one.put("reason", f.reason());
        }
      }
    }
    return node.toPrettyString();
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  /** One line for a person. */
  default String line() {
    return switch (this) {
      case Written w ->
          String.format(
              Locale.ROOT,
              "%s  %s  %s  overlap %.4f  face_left %.3f%s%s",
              w.output(),
              w.defacer(),
              w.verdict().word(),
              w.metrics().overlap(),
              w.metrics().faceLeft(),
              w.verdict() instanceof Verdict.Pass ? "" : "  (" + w.verdict().reason() + ")",
              w.note().map(note -> "  " + note).orElse(""));
      case NoFace n ->
          String.format(
              "%s  %s  %s, nothing written",
              n.image(), n.found().verdict().word(), n.found().why());
      case Failed f -> "bidsveil: " + f.image() + "  FAIL  " + f.reason();
    };
  }
}
