package org.bidsveil.review;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** One image that was dropped on the page. The command line implements it. */
public interface OpenImage {

  String name();

  /** The undefaced image, the mean of its volumes. */
  Volume original();

  State state();

  /** File name of the defaced image. */
  String defacedName();

  /** File name of the mask. */
  String maskName();

  /** The mask as a compressed file: uint8, 1 = removed. */
  byte[] maskFile();

  /** The folder that it was read from, when it was named at the start. */
  Optional<Path> folder();

  /**
   * Makes the defaced image anew.
   *
   * @throws Refusal when it cannot be done; all is then as it was
   */
  Remade remake(Mask removed, boolean despiteFindings);

  /**
   * Writes image and mask beside the image that was opened; overwrites nothing.
   *
   * @throws Refusal output-exists; nothing-to-save
   */
  List<Path> saveBeside();

  /**
   * What became of it so far.
   *
   * @param row numbers, verdict and reason
   * @param mask of the defaced image, or the one that was refused, or an empty one
   * @param file the whole new file; missing while there is none
   */
  record State(DefaceRow row, Mask mask, Optional<byte[]> file) {}
}
