package org.bidsveil.run;

import java.nio.file.Path;
import java.util.Locale;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;

/** What became of one image outside of a dataset. */
public sealed interface ImageOutcome {

  /** The defaced image is written. */
  record Written(Path image, Path output, String defacer, Verdict verdict, DefaceMetrics metrics)
      implements ImageOutcome {}

  /** There was no face to remove; nothing is written. */
  record NoFace(Path image, ScanResult.Reason why) implements ImageOutcome {}

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
              "%s  %s  %s  overlap %.4f  face_left %.3f%s",
              w.output(),
              w.defacer(),
              w.verdict().word(),
              w.metrics().overlap(),
              w.metrics().faceLeft(),
              w.verdict() instanceof Verdict.Pass ? "" : "  (" + w.verdict().reason() + ")");
      case NoFace n -> n.image() + "  " + n.why().words() + ", nothing written";
      case Failed f -> "bidsveil: " + f.image() + "  FAIL  " + f.reason();
    };
  }
}
