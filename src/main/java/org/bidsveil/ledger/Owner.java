package org.bidsveil.ledger;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under whose lock, journal and manifest a file belongs: a participant's, or the dataset's.
 *
 * @param folder {@code sub-001}, or empty for the dataset
 */
public record Owner(String folder) {
  /** Files that belong to no participant. */
  public static final Owner DATASET = new Owner("");

  /** BIDS, "Entities": a participant's folder is sub- and a label of letters, digits and plus. */
  private static final Pattern SUBJECT = Pattern.compile("sub-[A-Za-z0-9+]+");

  private static final Pattern IN_SUBJECT = Pattern.compile("(sub-[A-Za-z0-9+]+)/.+");

  /** With or without {@code sub-}. */
  public static Owner subject(String label) {
    String folder = label.startsWith("sub-") ? label : "sub-" + label;
    if (!SUBJECT.matcher(folder).matches()) {
      throw new IllegalArgumentException("Not a participant label: " + label);
    }
    return new Owner(folder);
  }

  /** Of a path relative to the dataset, with forward slashes. */
  public static Owner of(String path) {
    Matcher matcher = IN_SUBJECT.matcher(path);
    return matcher.matches() ? new Owner(matcher.group(1)) : DATASET;
  }

  /** Whether a folder of this name is that of a participant. */
  public static boolean isSubjectFolder(String name) {
    return SUBJECT.matcher(name).matches();
  }

  /** Whether it is no participant. */
  public boolean isDataset() {
    return folder.isEmpty();
  }

  /** For messages and lock files. */
  public String word() {
    return isDataset() ? "dataset" : folder;
  }
}
