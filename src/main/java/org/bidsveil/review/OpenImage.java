package org.bidsveil.review;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** An image that was dropped on the page. The command line implements it. */
public interface OpenImage {

  String name();

  /** The undefaced image, as the mean of its volumes. */
  Volume original();

  State state();

  /** The file name of the defaced image. */
  String defacedName();

  /** The file name of the mask. */
  String maskName();

  /** The mask as a compressed file: uint8, 1 = removed. */
  byte[] maskFile();

  /** The folder that it was read from, if it was named at the start. */
  Optional<Path> folder();

  /**
   * Makes the defaced image anew.
   *
   * @throws Refusal when it cannot be done; nothing is changed then
   */
  Remade remake(Mask removed, boolean despiteFindings);

  /**
   * Saves the defaced image and the mask beside the image that was opened; nothing is overwritten.
   *
   * @throws Refusal output-exists; nothing-to-save
   */
  List<Path> saveBeside();

  /**
   * The state of the image so far.
   *
   * @param row numbers, verdict and reason
   * @param mask of the defaced image, or the one that was refused, or an empty one
   * @param brain by which the mask was measured; empty where there is none
   * @param file the whole new file; missing while there is none
   */
  record State(DefaceRow row, Mask mask, Mask brain, Optional<byte[]> file) {}
}
