package org.bidsveil.review;

/** Defaces the images that a person drops on the page. The command line implements it. */
public interface ImageBench {

  /**
   * Reads and defaces an image.
   *
   * @param name file name ending in .nii or .nii.gz
   * @param file all bytes of the file
   * @throws org.bidsveil.files.Refusal when it is not such an image
   */
  OpenImage open(String name, byte[] file);

  /** The size of the largest file that is accepted, in bytes. */
  int largest();
}
