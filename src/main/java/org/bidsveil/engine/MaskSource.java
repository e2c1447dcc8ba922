package org.bidsveil.engine;

/**
 * From which other scan of the session a mask came.
 *
 * @param scan its path from the dataset's root, with forward slashes
 * @param how by which way
 * @param face on which image it was measured what is left of the face
 */
public record MaskSource(String scan, How how, Face face) {

  /** The way of a mask from one scan to another. */
  public enum How {
    /** The same voxels: both images are of one acquisition, on one grid. */
    SAME_GRID("same grid"),
    /** The atlas was placed in the other scan and carried over by a rigid registration. */
    RIGID("rigid registration");

    private final String words;

    How(String words) {
      this.words = words;
    }
  }

  /** Where face_left and face_likeness were measured. */
  public enum Face {
    ON_THIS_IMAGE("the face measured on this image"),
    ON_THAT_SCAN("the face measured there, as this image shows none that can be measured"),
    NOWHERE("the face not measured");

    private final String words;

    Face(String words) {
      this.words = words;
    }
  }

  /** For the column {@code reason}. */
  public String words() {
    return "mask from " + scan + " (" + how.words + "), " + face.words;
  }
}
