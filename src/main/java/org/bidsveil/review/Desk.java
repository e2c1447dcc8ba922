package org.bidsveil.review;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the page works on: images named by their number in a list, so no request names a file. */
sealed interface Desk permits ReviewDesk, ImageDesk {

  /** The command that serves it, for what the page says. */
  PageOf page();

  /** Every image, and what the page must know. */
  ObjectNode list();

  boolean has(int number);

  /** One image of {@link #list}, as it is now. */
  ObjectNode describe(int number);

  /**
   * The undefaced image, its first volume, as NIfTI without anything of its header but the grid.
   */
  byte[] original(int number);

  /** The image as it is now. */
  byte[] current(int number);

  /** The draft, the mask in force, the proposal that was refused, or an empty one. */
  byte[] mask(int number);

  /** The brain by which masks are measured, an empty one where none is found. */
  byte[] brain(int number);

  /** How many bytes a mask of this image can have at most. */
  int maskBytes(int number);

  /**
   * Keeps a painted mask.
   *
   * @throws org.bidsveil.files.Refusal mask-of-another-scan, and what a damaged file is refused for
   */
  void saveDraft(int number, byte[] file);

  /** Back to the mask in force. */
  void discardDraft(int number);

  /**
   * Makes the image anew from its original with the draft, one at a time.
   *
   * @throws org.bidsveil.files.Refusal no-draft, and why it cannot be done
   */
  Remade apply(int number, boolean despiteFindings);
}
