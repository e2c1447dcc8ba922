package org.bidsveil.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.engine.MaskSource;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceRow;

/** The outcome for one scan that was asked for. */
public sealed interface ScanOutcome {

  /** The scan. */
  HeadScan scan();

  /** Wall time in seconds. */
  double seconds();

  /**
   * The face was removed and the file replaced.
   *
   * @param defacer the engine whose mask was taken
   * @param metrics the numbers
   * @param verdict pass or review
   * @param tried one line for each defacer tried before
   * @param source the other scan that the mask came from
   * @param note what else a person should know
   */
  record Defaced(
      HeadScan scan,
      String defacer,
      DefaceMetrics metrics,
      Verdict verdict,
      List<String> tried,
      Optional<MaskSource> source,
      Optional<String> note,
      double seconds)
      implements ScanOutcome {
    public Defaced {
      tried = List.copyOf(tried);
    }

    /** The verdict's reasons, where the mask came from, and why other defacers were not taken. */
    String remarks() {
      List<String> remarks = new ArrayList<>();
      if (!(verdict instanceof Verdict.Pass)) {
        remarks.add(verdict.reason());
      }
      source.map(MaskSource::words).ifPresent(remarks::add);
      note.ifPresent(remarks::add);
      tried.forEach(line -> remarks.add("not taken: " + line));
      return remarks.isEmpty() ? new Verdict.Pass().reason() : String.join("; ", remarks);
    }
  }

  /** There was no face to remove; the voxels stay, and header and sidecar are scrubbed. */
  record NoFace(HeadScan scan, ScanResult.NothingToDo found, double seconds)
      implements ScanOutcome {}

  /** An earlier run dealt with it and nothing has changed since. */
  record DoneBefore(HeadScan scan) implements ScanOutcome {
    @Override
    public double seconds() {
      return 0;
    }
  }

  /**
   * The scan stays as it was.
   *
   * @param reason one sentence
   * @param defacer the engine whose mask was refused, if one made a mask
   * @param metrics the numbers of that mask
   * @param cause what was thrown, if anything was
   */
  record Failed(
      HeadScan scan,
      String reason,
      Optional<String> defacer,
      Optional<DefaceMetrics> metrics,
      Optional<Throwable> cause,
      double seconds)
      implements ScanOutcome {

    /** Whether a mask was made and refused. */
    boolean isOfAMask() {
      return metrics.isPresent();
    }
  }

  /** Whether the scan, as it now lies there, needs nothing more. */
  default boolean succeeded() {
    return switch (this) {
      case Defaced _, NoFace _, DoneBefore _ -> true;
      case Failed _ -> false;
    };
  }

  /** The verdict's word: pass, review or fail. */
  default String word() {
    return switch (this) {
      case Defaced defaced -> defaced.verdict().word();
      case NoFace noFace -> noFace.found().verdict().word();
      case DoneBefore _ -> "pass";
      case Failed _ -> "fail";
    };
  }

  /** Why, or {@code n/a}. */
  default String why() {
    return switch (this) {
      case Defaced defaced -> defaced.remarks();
      case NoFace noFace -> noFace.found().why();
      case DoneBefore _ -> new PlannedScan.DoneBefore().reason();
      case Failed failed -> failed.reason();
    };
  }

  /** The engine, where one made a mask. */
  default Optional<String> engine() {
    return switch (this) {
      case Defaced defaced -> Optional.of(defaced.defacer());
      case Failed failed -> failed.defacer();
      case NoFace _, DoneBefore _ -> Optional.empty();
    };
  }

  /** The numbers, where they were measured. */
  default Optional<DefaceMetrics> numbers() {
    return switch (this) {
      case Defaced defaced -> Optional.of(defaced.metrics());
      case NoFace noFace -> Optional.of(noFace.found().metrics());
      case Failed failed -> failed.metrics();
      case DoneBefore _ -> Optional.empty();
    };
  }

  /** Share of the brain among the removed voxels, where a mask was measured. */
  default OptionalDouble overlap() {
    return numbers().map(m -> OptionalDouble.of(m.overlap())).orElseGet(OptionalDouble::empty);
  }

  /** Share of the facial surface that is still there, where it was measured. */
  default OptionalDouble faceLeft() {
    return numbers().map(m -> OptionalDouble.of(m.faceLeft())).orElseGet(OptionalDouble::empty);
  }

  /** The row that is news; a scan done before keeps the row it has. */
  default Optional<DefaceRow> news() {
    return this instanceof DoneBefore ? Optional.empty() : Optional.of(row());
  }

  /** The row of the table. */
  default DefaceRow row() {
    return DefaceRow.of(
        scan().subject(),
        scan().session(),
        scan().bidsPath(),
        scan().suffix().label(),
        engine(),
        numbers(),
        word(),
        why(),
        seconds());
  }
}
