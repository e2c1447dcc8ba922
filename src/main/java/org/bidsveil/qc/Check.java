package org.bidsveil.qc;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The checks that make a verdict, as the one table of reasons, bounds and their sources. {@link
 * Judge} applies it; the data dictionary and the report print it.
 */
public enum Check {
  NOTHING_REMOVED(
      "nothing-removed",
      "removed_voxels",
      Level.FAIL,
      Side.ABOVE,
      false,
      DefaceMetrics::removedVoxels,
      thresholds -> 0,
      "No voxel would be removed.",
      "A defacing that removes nothing is none."),
  BRAIN_LOSS(
      "brain-loss",
      "overlap",
      Level.FAIL,
      Side.AT_MOST,
      true,
      DefaceMetrics::overlap,
      Thresholds::maxBrainLoss,
      "More of the brain is removed than is accepted.",
      "brainprep's bound of 0.05; --max-brain-loss"),
  FACE_LEFT(
      "face-left",
      "face_left",
      Level.FAIL,
      Side.AT_MOST,
      false,
      DefaceMetrics::faceLeft,
      Thresholds::maxFaceLeft,
      "Too much of the facial surface lies where it lay.",
      "measured: docs/decisions/0016"),
  FACE_LIKENESS(
      "face-likeness",
      "face_likeness",
      Level.FAIL,
      Side.AT_MOST,
      false,
      DefaceMetrics::faceLikeness,
      Thresholds::maxFaceLikeness,
      "What is left still has the relief of the face that was there.",
      "measured: docs/decisions/0016"),
  FACE_FOUND(
      "face-found",
      "face_found",
      Level.FAIL,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().faceFound(),
      thresholds -> Thresholds.MAX_FACE_FOUND,
      "A face is still found on the head's surface, wherever the atlas lies.",
      "measured: docs/decisions/0031"),
  REMOVED_ELSEWHERE(
      "removed-elsewhere",
      "removed_elsewhere",
      Level.FAIL,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().removedElsewhere(),
      thresholds -> Thresholds.MAX_REMOVED_ELSEWHERE,
      "Tissue is removed where neither face nor ears are.",
      "measured: docs/decisions/0030"),
  HEAD_REMOVED(
      "head-removed",
      "head_removed",
      Level.FAIL,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().headRemoved(),
      thresholds -> Thresholds.MAX_HEAD_REMOVED,
      "More of the head is removed than face, ears and neck are.",
      "measured: docs/decisions/0030"),
  PLACEMENT_DISAGREEMENT(
      "placement-disagreement",
      "placement_disagreement_largest_mm",
      Level.FAIL,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().placementLargestMm(),
      thresholds -> Thresholds.MAX_PLACEMENT_MM,
      "The atlas lies elsewhere when it is placed by the brain alone, so no other number can be"
          + " trusted.",
      "measured: docs/decisions/0032"),
  EARS_LEFT(
      "ears-left",
      Level.FAIL,
      Side.AT_MOST,
      false,
      DefaceMetrics::earsLeft,
      Thresholds::maxEarsLeft,
      "Too much of an ear still stands out of the head.",
      "measured: docs/decisions/0023"),
  REGISTRATION(
      "registration-confidence",
      "registration_confidence",
      Level.FAIL,
      Side.AT_LEAST,
      true,
      DefaceMetrics::registrationConfidence,
      Thresholds::minConfidence,
      "The atlas is probably not where the head is, so no other number can be trusted.",
      "measured: docs/decisions/0016"),
  EARS_DOUBTFUL(
      "ears-left",
      Level.REVIEW,
      Side.AT_MOST,
      false,
      DefaceMetrics::earsLeft,
      Thresholds::reviewEarsLeft,
      "Some of an ear, or all of it where the defacer is one that takes the face alone, still"
          + " stands out of the head: look at the pictures.",
      "measured: docs/decisions/0023"),
  BRAIN_PROPOSED(
      "brain-proposed",
      "overlap_proposed",
      Level.REVIEW,
      Side.AT_MOST,
      false,
      DefaceMetrics::overlapProposed,
      thresholds -> Thresholds.REVIEW_BRAIN_PROPOSED,
      "The mask took brain before the brain guard mended it: look whether the rest of it is right.",
      "measured: docs/decisions/0033"),
  BRAIN_LOSS_DOUBTFUL(
      "brain-loss",
      "overlap",
      Level.REVIEW,
      Side.AT_MOST,
      false,
      DefaceMetrics::overlap,
      thresholds -> Thresholds.REVIEW_BRAIN_LOSS,
      "Some of the brain may be removed: look at the pictures.",
      "measured: docs/decisions/0033"),
  BRAINS_DISAGREE(
      "brain-masks-disagree",
      "brain_agreement",
      Level.REVIEW,
      Side.AT_LEAST,
      false,
      metrics -> metrics.evidence().brainAgreement(),
      thresholds -> Thresholds.REVIEW_BRAIN_AGREEMENT,
      "The brain that was guarded and the brain that measures are not one: look at the pictures.",
      "measured: docs/decisions/0033"),
  BRAIN_SMALL(
      "brain-volume",
      Level.REVIEW,
      Side.AT_LEAST,
      false,
      metrics -> metrics.evidence().wholeBrainMl(),
      thresholds -> Thresholds.SMALLEST_BRAIN_ML,
      "The brain is smaller than any from the second year of life on, in ml.",
      "Courchesne et al. 2000, Radiology 216:672, figure 1"),
  BRAIN_LARGE(
      "brain-volume",
      Level.REVIEW,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().wholeBrainMl(),
      thresholds -> Thresholds.LARGEST_BRAIN_ML,
      "The brain is larger than any, in ml.",
      "Courchesne et al. 2000, Radiology 216:672, figure 1"),
  PLACEMENT_DOUBTFUL(
      "placement-disagreement",
      "placement_disagreement_largest_mm",
      Level.REVIEW,
      Side.AT_MOST,
      false,
      metrics -> metrics.evidence().placementLargestMm(),
      thresholds -> Thresholds.REVIEW_PLACEMENT_MM,
      "The atlas lies a little elsewhere when it is placed by the brain alone: look at the"
          + " pictures.",
      "measured: docs/decisions/0032"),
  DOUBTFUL_REGISTRATION(
      "registration-confidence",
      "registration_confidence",
      Level.REVIEW,
      Side.AT_LEAST,
      true,
      DefaceMetrics::registrationConfidence,
      Thresholds::reviewConfidence,
      "It is not sure that the atlas lies where the head is: look at the pictures.",
      "measured: docs/decisions/0016"),
  FACE_OUTSIDE_FIELD_OF_VIEW(
      "face-outside-field-of-view",
      "face_left",
      Level.REVIEW,
      Side.DEFINED,
      true,
      DefaceMetrics::faceLeft,
      thresholds -> Double.NaN,
      "The image shows no face from the front, so what is left of it cannot be measured.",
      "docs/decisions/0016");

  /** What a number out of bounds means. */
  public enum Level {
    /** The result is not used. */
    FAIL,
    /** A person should look. */
    REVIEW
  }

  /** On which side of the bound a number is accepted. */
  private enum Side {
    ABOVE,
    AT_MOST,
    AT_LEAST,
    DEFINED
  }

  private final String reason;
  private final Optional<String> column;
  private final Level level;
  private final Side side;
  private final boolean needed;
  private final ToDoubleFunction<DefaceMetrics> number;
  private final ToDoubleFunction<Thresholds> bound;
  private final String sentence;
  private final String source;

  /** Of a number that has no column. */
  Check(
      String reason,
      Level level,
      Side side,
      boolean needed,
      ToDoubleFunction<DefaceMetrics> number,
      ToDoubleFunction<Thresholds> bound,
      String sentence,
      String source) {
    this(reason, Optional.empty(), level, side, needed, number, bound, sentence, source);
  }

  Check(
      String reason,
      String column,
      Level level,
      Side side,
      boolean needed,
      ToDoubleFunction<DefaceMetrics> number,
      ToDoubleFunction<Thresholds> bound,
      String sentence,
      String source) {
    this(reason, Optional.of(column), level, side, needed, number, bound, sentence, source);
  }

  /**
   * @param needed whether a number that is not defined (NaN) is out of bounds
   */
  Check(
      String reason,
      Optional<String> column,
      Level level,
      Side side,
      boolean needed,
      ToDoubleFunction<DefaceMetrics> number,
      ToDoubleFunction<Thresholds> bound,
      String sentence,
      String source) {
    this.reason = reason;
    this.column = column;
    this.level = level;
    this.side = side;
    this.needed = needed;
    this.number = number;
    this.bound = bound;
    this.sentence = sentence;
    this.source = source;
  }

  /** The name in the column {@code reason}. */
  public String reason() {
    return reason;
  }

  /** The column whose number is checked; empty where only the reason gives the number. */
  public Optional<String> column() {
    return column;
  }

  public Level level() {
    return level;
  }

  /** What it means when the check fails. */
  public String sentence() {
    return sentence;
  }

  /** Where the bound comes from. */
  public String source() {
    return source;
  }

  /** Whether the number of this column is accepted; NaN where it is not defined. */
  public boolean accepts(double value, Thresholds thresholds) {
    if (Double.isNaN(value)) {
      return !needed;
    }
    double limit = bound.applyAsDouble(thresholds);
    return switch (side) {
      case ABOVE -> value > limit;
      case AT_MOST -> value <= limit;
      case AT_LEAST -> value >= limit;
      case DEFINED -> true;
    };
  }

  /** How far a number is beyond its bound, as a ratio: 1 is the bound, more is worse. */
  public double severity(double value, Thresholds thresholds) {
    double limit = bound.applyAsDouble(thresholds);
    return switch (side) {
      case AT_MOST -> value / limit;
      case AT_LEAST -> limit / value;
      case ABOVE, DEFINED -> accepts(value, thresholds) ? 0 : 2;
    };
  }

  /** The number with which the value is compared, where {@link #hasBound}. */
  public double limit(Thresholds thresholds) {
    return bound.applyAsDouble(thresholds);
  }

  /** Whether there is a number with which the value is compared. */
  public boolean hasBound() {
    return side != Side.DEFINED;
  }

  /** What is accepted, in words: {@code at most 0.05}. */
  public String acceptedWords(Thresholds thresholds) {
    String limit = plain(bound.applyAsDouble(thresholds));
    return switch (side) {
      case ABOVE -> "more than " + limit;
      case AT_MOST -> "at most " + limit;
      case AT_LEAST -> "at least " + limit;
      case DEFINED -> "defined";
    };
  }

  /** The reason with number and bound, when the number is out of bounds. */
  public Optional<String> finding(DefaceMetrics metrics, Thresholds thresholds) {
    double value = number.applyAsDouble(metrics);
    if (accepts(value, thresholds)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (side) {
          case ABOVE, DEFINED -> reason;
          case AT_MOST, AT_LEAST ->
              String.format(
                  Locale.ROOT,
                  "%s %.4f (bound %.4f)",
                  reason,
                  value,
                  bound.applyAsDouble(thresholds));
        });
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
  }
}
