package org.bidsveil.bids;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The datatypes of the standard whose folders hold images in which a head can be seen, in order of
 * their names (BIDS schema 1.2.7, {@code objects/datatypes.yaml}). Functional, diffusion and
 * perfusion series are not among them; docs/check.md says why.
 */
public enum Datatype {
  /** Anatomical images, defaced unless something else is asked for. */
  ANAT("anatomical image"),
  /** Field maps, defaced where their suffixes are asked for. */
  FMAP("field map"),
  /** Positron emission tomography, defaced where it is asked for. */
  PET("PET image");

  private final String words;

  Datatype(String words) {
    this.words = words;
  }

  /** The name of its folders. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A description of such an image. */
  public String words() {
    return words;
  }

  /** The datatype of this name; empty for those that hold no image of a head. */
  public static Optional<Datatype> of(String label) {
    return Stream.of(values()).filter(datatype -> datatype.label().equals(label)).findFirst();
  }
}
