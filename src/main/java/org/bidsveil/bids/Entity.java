package org.bidsveil.bids;

/**
 * One {@code key-label} pair of a BIDS file name, such as {@code run-01}. The label's case and
 * leading zeros are kept.
 *
 * @param key the short name of the entity as written in file names, such as {@code acq}
 * @param label the text after the first hyphen; letters, digits and {@code +} in a valid dataset
 */
public record Entity(String key, String label) {
  public Entity {
    if (key.isEmpty() || label.isEmpty()) {
      throw new IllegalArgumentException("An entity needs a key and a label.");
    }
  }

  @Override
  public String toString() {
    return key + "-" + label;
  }
}
