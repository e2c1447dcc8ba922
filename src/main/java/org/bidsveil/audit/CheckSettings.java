package org.bidsveil.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.scrub.DatePolicy;

/**
 * The settings of a check.
 *
 * @param rules which members and columns must not be there
 * @param keepExtensions codes of header extensions that may stay
 * @param datesStay whether dates may stay as they are
 * @param originals the folder outside the dataset with the originals, which say what to search for;
 *     empty where they are kept in the dataset or not at all
 * @param accepted what the user accepts
 */
public record CheckSettings(
    ScrubRules rules,
    Set<Integer> keepExtensions,
    boolean datesStay,
    Optional<Path> originals,
    Acceptance accepted) {

  /** The settings when nothing is asked for. */
  public static final CheckSettings DEFAULT =
      new CheckSettings(
          ScrubRules.of(ScrubProfile.DEFAULT),
          Set.of(),
          false,
          Optional.empty(),
          Acceptance.NOTHING);

  public CheckSettings {
    keepExtensions = Set.copyOf(keepExtensions);
  }

  /**
   * The same settings as those of a run.
   *
   * @param profile which table of rules
   * @param delete further keys that must not be there
   * @param keep keys that may stay
   */
  public static CheckSettings of(
      ScrubProfile profile,
      List<String> delete,
      List<String> keep,
      Set<Integer> keepExtensions,
      boolean datesStay,
      Optional<Path> originals,
      Acceptance accepted) {
    return new CheckSettings(
        ScrubRules.of(profile, delete, keep), keepExtensions, datesStay, originals, accepted);
  }

  DatePolicy dates() {
    return datesStay ? new DatePolicy.Keep() : new DatePolicy.Remove();
  }
}
