package org.bidsveil.metadata;

/** What became of the face and ears in an image, for the statement in its sidecar. */
public enum VisualFeatures {
  REMOVED("facial features removed from the image"),
  REPLACED("facial features removed from the image and replaced by an average face");

  private final String words;

  VisualFeatures(String words) {
    this.words = words;
  }

  /** As part of a sentence. */
  public String words() {
    return words;
  }
}
