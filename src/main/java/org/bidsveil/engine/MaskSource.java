package org.bidsveil.engine;

/**
 * The other scan of the session that a mask came from.
 *
 * @param scan its path from the dataset's root, with forward slashes
 * @param how the way in which it came
 * @param face the image on which the rest of the face was measured
 */
public record MaskSource(String scan, How how, Face face) {

  /** The way in which a mask gets from one scan to another. */
  public enum How {
    /** The same voxels, because both images are of one acquisition on one grid. */
    SAME_GRID("same grid"),
    /** The atlas was placed in the other scan and carried over by a rigid registration. */
    RIGID("rigid registration");

    private final String words;

    How(String words) {
      this.words = words;
    }
  }

  /** The image on which face_left and face_likeness were measured. */
  public enum Face {
    ON_THIS_IMAGE("the face measured on this image"),
    ON_THAT_SCAN("the face measured there, as this image shows none that can be measured"),
    NOWHERE("the face not measured");

    private final String words;

    Face(String words) {
      this.words = words;
    }
  }

  /** The words for the column {@code reason}. */
  public String words() {
    return "mask from " + scan + " (" + how.words + "), " + face.words;
  }
}
