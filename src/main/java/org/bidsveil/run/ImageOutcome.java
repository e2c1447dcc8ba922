package org.bidsveil.run;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;

/** What became of one image outside of a dataset. */
public sealed interface ImageOutcome {

  /** The defaced image is written. */
  record Written(
      Path image,
      Path output,
      String defacer,
      Verdict verdict,
      DefaceMetrics metrics,
      Optional<String> note)
      implements ImageOutcome {}

  /** There was no face to remove; nothing is written. */
  record NoFace(Path image, ScanResult.NothingToDo found) implements ImageOutcome {}

  /** Nothing is written. */
  record Failed(Path image, String reason) implements ImageOutcome {}

  default boolean succeeded() {
    return switch (this) {
      case Written _, NoFace _ -> true;
      case Failed _ -> false;
    };
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
