package org.bidsveil.metadata;

import java.util.List;
import java.util.Set;
import org.bidsveil.files.Words;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;

/**
 * The settings for what is removed from headers, sidecars and tables.
 *
 * @param profile which table of rules
 * @param delete further sidecar keys to remove
 * @param keep sidecar keys that stay although a rule removes them
 * @param keepExtensions codes of NIfTI header extensions that stay as they are
 * @param dates what is done with dates
 * @param landmarks whether nasion and preauricular points are written into the sidecar of an image
 */
public record Scrubbing(
    ScrubProfile profile,
    List<String> delete,
    List<String> keep,
    Set<Integer> keepExtensions,
    Dates dates,
    boolean landmarks) {

  /** What is done with dates. */
  public sealed interface Dates {}

  /** They are removed. */
  public record RemoveDates() implements Dates {}

  /** They stay, because the user allows it. */
  public record KeepDates() implements Dates {}

  /**
   * They move by a number of days that is the same throughout a participant.
   *
   * @param seed any text; whoever knows it can undo the shift
   */
  public record ShiftDates(String seed) implements Dates {}

  /** The settings when nothing is asked for. */
  public static final Scrubbing DEFAULT =
      new Scrubbing(ScrubProfile.DEFAULT, List.of(), List.of(), Set.of(), new RemoveDates(), false);

  public Scrubbing {
    delete = List.copyOf(delete);
    keep = List.copyOf(keep);
    keepExtensions = Set.copyOf(keepExtensions);
  }

  /** What decides about the content of a file, in one line; tells nothing of a seed. */
  String fingerprint() {
    return String.join(
        " ",
        Words.lowerCase(profile),
        "del=" + String.join(",", delete),
        "keep=" + String.join(",", keep),
        switch (dates) {
          case RemoveDates _ -> "dates=remove";
          case KeepDates _ -> "dates=keep";
          case ShiftDates _ -> "dates=shift";
        });
  }

  ScrubRules rules() {
    return ScrubRules.of(profile, delete, keep);
  }
}
