package org.bidsveil.ledger;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The owner of a file's lock, journal and manifest: a participant, or the dataset.
 *
 * @param folder {@code sub-001}, or empty for the dataset
 */
public record Owner(String folder) {
  /** Files that belong to no participant. */
  public static final Owner DATASET = new Owner("");

  /** BIDS, "Entities": a participant's folder is sub- and a label of letters, digits and plus. */
  private static final Pattern SUBJECT = Pattern.compile("sub-[A-Za-z0-9+]+");

  private static final Pattern IN_SUBJECT = Pattern.compile("(sub-[A-Za-z0-9+]+)/.+");

  /** The owner for a participant's label, with or without {@code sub-}. */
  public static Owner subject(String label) {
    String folder = label.startsWith("sub-") ? label : "sub-" + label;
    if (!SUBJECT.matcher(folder).matches()) {
      throw new IllegalArgumentException("Not a participant label: " + label);
    }
    return new Owner(folder);
  }

  /** The owner of a path relative to the dataset, with forward slashes. */
  public static Owner of(String path) {
    Matcher matcher = IN_SUBJECT.matcher(path);
    return matcher.matches() ? new Owner(matcher.group(1)) : DATASET;
  }

  /** Whether this is the name of a participant's folder. */
  public static boolean isSubjectFolder(String name) {
    return SUBJECT.matcher(name).matches();
  }

  /** Whether the owner is the dataset and not a participant. */
  public boolean isDataset() {
    return folder.isEmpty();
  }

  /** The name of the owner for messages and lock files. */
  public String word() {
    return isDataset() ? "dataset" : folder;
  }
}
