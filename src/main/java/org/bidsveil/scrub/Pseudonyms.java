package org.bidsveil.scrub;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bidsveil.identifiers.ScrubRules;

/**
 * Keyed pseudonyms for values: a value has the same pseudonym throughout the dataset, so that two
 * scanners can still be told apart (BIDS, DeviceSerialNumber: "A pseudonym can also be used to
 * prevent the equipment from being identifiable").
 */
public final class Pseudonyms {
  private static final String PREFIX = "anon-";

  /** 48 bits: no two of some thousand devices collide. */
  private static final int HEX_DIGITS = 12;

  private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{" + HEX_DIGITS + "}");

  private final KeyedHash hash;

  /**
   * Pseudonyms derived from this seed.
   *
   * @param seed any text; whoever knows it can try out values
   */
  public Pseudonyms(String seed) {
    this.hash = new KeyedHash(seed);
  }

  /**
   * The stand-in of a value.
   *
   * @param key whose value it is
   */
  String of(String key, String value) {
    String hex =
        HexFormat.of().formatHex(hash.of("pseudonym:" + ScrubRules.normalised(key), value));
    return PREFIX + hex.substring(0, HEX_DIGITS);
  }

  /** Whether a value is a stand-in already. */
  static boolean isPseudonym(String value) {
    return FORM.matcher(value).matches();
  }
}
