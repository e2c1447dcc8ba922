package org.bidsveil.cli.options;

import java.util.Arrays;

/**
 * Reduces two spellings of an option to one: BIDSonym and the first BIDS Apps write {@code
 * --participant_label}, the nipreps {@code --participant-label}. Options are declared with dashes;
 * underscores are folded before the command line is parsed, in names only, never in values.
 */
public final class OptionSpelling {

  private OptionSpelling() {}

  public static String[] fold(String[] arguments) {
    String[] folded = arguments.clone();
    int end = Arrays.asList(arguments).indexOf("--");
    for (int i = 0; i < (end < 0 ? folded.length : end); i++) {
      if (folded[i].startsWith("--")) {
        int equals = folded[i].indexOf('=');
        String name = equals < 0 ? folded[i] : folded[i].substring(0, equals);
        folded[i] = name.replace('_', '-') + (equals < 0 ? "" : folded[i].substring(equals));
      }
    }
    return folded;
  }
}
