package org.bidsveil.review;

/** Defaces what a person drops on the page. The command line implements it. */
public interface ImageBench {

  /**
   * Reads and defaces an image.
   *
   * @param name file name, ends in .nii or .nii.gz
   * @param file all of its bytes
   * @throws org.bidsveil.files.Refusal when it is no such image
   */
  OpenImage open(String name, byte[] file);

  /** The largest file that is taken, in bytes. */
  int largest();
}
