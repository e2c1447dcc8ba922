package org.bidsveil.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The columns of {@code sub-XXX_deface.tsv} and {@code mask_overlap.tsv}: the single source of the
 * header line, the JSON data dictionaries and docs/metrics.md. The order is the file's.
 */
public enum DefaceColumn {
  PARTICIPANT_ID("Participant", "The participant's label with sub-.", "", "sub-<label>"),
  SESSION_ID("Session", "The session's label with ses-; n/a without sessions.", "", "ses-<label>"),
  SCAN("Scan", "Path of the image from the dataset's root, with forward slashes.", "", "a path"),
  SUFFIX(
      "Suffix",
      "The BIDS suffix, which names the contrast.",
      "",
      "a suffix such as T1w, pet or magnitude1"),
  DEFACER(
      "Defacer",
      "The engine whose mask was measured, and applied unless the verdict is fail; 'edited by hand'"
          + " when a person repainted the mask with 'bidsveil review'; n/a when there was no mask.",
      "",
      "a name"),
  BRAIN_VOXELS(
      "Brain voxels",
      "Voxels of the measuring brain mask. It comes from another placement of the atlas than the"
          + " mask that guarded the brain while defacing, and not from the image's intensities.",
      "voxels",
      0,
      Double.POSITIVE_INFINITY),
  REMOVED_VOXELS(
      "Removed voxels",
      "Voxels of the deface mask, air included.",
      "voxels",
      0,
      Double.POSITIVE_INFINITY),
  BRAIN_MM3(
      "Brain volume", "Volume of the measuring brain mask.", "mm^3", 0, Double.POSITIVE_INFINITY),
  REMOVED_MM3("Removed volume", "Volume of the deface mask.", "mm^3", 0, Double.POSITIVE_INFINITY),
  OVERLAP_PROPOSED(
      "Proposed brain loss",
      "|brain and proposal| / |brain|: the share of the measuring brain mask that the defacer alone,"
          + " before the brain guard, would have removed.",
      "arbitrary",
      0,
      1),
  OVERLAP(
      "Brain loss",
      "|brain and removed| / |brain|: the share of the measuring brain mask that is removed.",
      "arbitrary",
      0,
      1),
  FACE_LEFT(
      "Face left",
      "Share of the facial surface (eyes to chin, seen from the front) that lies within 3 mm of"
          + " where it lay before; n/a when the image shows no face from the front.",
      "arbitrary",
      0,
      1),
  FACE_LIKENESS(
      "Face likeness",
      "How much the relief of eyes, nose and mouth resembles the relief that was there: depth minus"
          + " its own mean over 24 mm, correlated before against after and weighed by its strength;"
          + " the largest value of three views, 0 and 35 degrees to both sides. 1 is the same face,"
          + " 0 none of it.",
      "arbitrary",
      0,
      1),
  REGISTRATION_CONFIDENCE(
      "Registration confidence",
      "How sure it is that the atlas lies where the head is: a logistic function of the normalised"
          + " mutual information, of the contrast between the two sides of the placed head's surface,"
          + " of the detail shown within the brain, and of the agreement of the two placements.",
      "arbitrary",
      0,
      1),
  VERDICT(
      "Verdict",
      "What the checks say. A scan is overwritten only on pass or review.",
      Map.of(
          "pass", "every check passed",
          "review", "the scan is defaced, but a person should look at it",
          "fail", "the scan was left as it was")),
  QC(
      "Quality control",
      "The verdict as a number.",
      Map.of("1", "verdict pass", "0", "verdict review or fail")),
  REASON(
      "Reason",
      "The names of the checks that did not pass, with number and bound, joined by '; '; n/a when"
          + " all passed.",
      "",
      "text"),
  SECONDS("Seconds", "Wall time of the scan.", "s", 0, Double.POSITIVE_INFINITY),
  REMOVED_ELSEWHERE_ML(
      "Tissue removed elsewhere",
      "Volume of head tissue removed outside of the face, of the ears and of what lies in front of"
          + " the ears below the brow. The zone is placed by the brain alone; air counts for nothing.",
      "ml",
      0,
      Double.POSITIVE_INFINITY),
  REMOVED_ELSEWHERE(
      "Share of the head removed elsewhere",
      "removed_elsewhere_ml as a share of all head tissue in the field of view.",
      "arbitrary",
      0,
      1),
  HEAD_REMOVED(
      "Share of the head removed",
      "Share of all head tissue in the field of view that is removed.",
      "arbitrary",
      0,
      1),
  FACE_FOUND(
      "Face found",
      "Likeness of the surface that is left to an average face, looked for without any placement of"
          + " the atlas, from where a face was found before; n/a when none was found before.",
      "arbitrary",
      0,
      1),
  PLACEMENT_DISAGREEMENT_MM(
      "Placement disagreement",
      "Median distance between the atlas placed by the whole head and placed by the brain alone,"
          + " over landmarks, facial surface and brain surface in the field of view.",
      "mm",
      0,
      Double.POSITIVE_INFINITY),
  PLACEMENT_DISAGREEMENT_LARGEST_MM(
      "Largest placement disagreement",
      "Largest distance between the two placements on the brain's surface.",
      "mm",
      0,
      Double.POSITIVE_INFINITY),
  BRAIN_AGREEMENT(
      "Brain agreement",
      "Dice overlap of the brain mask that guarded and the one that measured.",
      "arbitrary",
      0,
      1),
  MEASURING_BRAIN(
      "Measuring brain",
      "Which brain overlap was measured against.",
      Map.of(
          "atlas-by-brain", "the atlas' brain, placed by the brain alone",
          "atlas-by-head", "the atlas' brain, placed by the whole head",
          "atlas-placed-once",
              "the atlas' brain, placed as the mask is: by the brain alone it could not be placed"));

  /** How many columns a table had before version 0.2.0: those up to {@link #SECONDS}. */
  static final int OF_FIRST_VERSION = SECONDS.ordinal() + 1;

  private final String longName;
  private final String description;
  private final String unit;
  private final String range;
  private final Optional<double[]> bounds;
  private final Map<String, String> levels;

  DefaceColumn(String longName, String description, String unit, String range) {
    this(longName, description, unit, range, Optional.empty(), Map.of());
  }

  DefaceColumn(String longName, String description, String unit, double least, double most) {
    this(
        longName,
        description,
        unit,
        Double.isInfinite(most) ? "from " + number(least) : number(least) + " to " + number(most),
        Optional.of(new double[] {least, most}),
        Map.of());
  }

  DefaceColumn(String longName, String description, Map<String, String> levels) {
    this(
        longName,
        description,
        "",
        String.join(", ", new TreeMap<>(levels).keySet()),
        Optional.empty(),
        new TreeMap<>(levels));
  }

  DefaceColumn(
      String longName,
      String description,
      String unit,
      String range,
      Optional<double[]> bounds,
      Map<String, String> levels) {
    this.longName = longName;
    this.description = description;
    this.unit = unit;
    this.range = range;
    this.bounds = bounds;
    this.levels = levels;
  }

  /** The columns' names in the order of the file. */
  static List<String> names() {
    return Arrays.stream(values()).map(DefaceColumn::column).toList();
  }

  /** The name in the header line. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A short name for readers (BIDS: LongName). */
  public String longName() {
    return longName;
  }

  /** What the column holds, in sentences. */
  public String description() {
    return description;
  }

  /** The unit as BIDS writes it: {@code mm^3}, {@code s}, {@code arbitrary}; empty for text. */
  public String unit() {
    return unit;
  }

  /** The values that occur, in words. */
  public String range() {
    return range;
  }

  /** The smallest value, where the column holds numbers. */
  public Optional<Double> minimum() {
    return bounds.map(b -> b[0]);
  }

  /** The largest value, where there is one. */
  public Optional<Double> maximum() {
    return bounds.map(b -> b[1]).filter(most -> !most.isInfinite());
  }

  /** The values that occur and what each means, where they can be listed; sorted. */
  public Map<String, String> levels() {
    return levels;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
