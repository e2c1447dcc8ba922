package org.bidsveil.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.scrub.DatePolicy;

/**
 * What a check goes by.
 *
 * @param rules which members and columns must not be there
 * @param keepExtensions codes of header extensions that may stay
 * @param datesStay whether dates may stay as they are
 * @param originals the folder outside of the dataset with the originals, which tell what to search
 *     for; empty where they lie in the dataset or nowhere
 * @param accepted what the user answers for
 */
public record CheckSettings(
    ScrubRules rules,
    Set<Integer> keepExtensions,
    boolean datesStay,
    Optional<Path> originals,
    Acceptance accepted) {

  /** What is in force when nothing is asked for. */
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
   * As a run was asked.
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
