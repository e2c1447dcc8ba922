package org.bidsveil.rewrite;

import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Mask;

/**
 * A new image file that has been verified: read again, it is on the grid of its original and holds
 * the same values in every voxel outside the mask. A new image can be made in no other way, and
 * nothing else is ever written in place of a scan; the disk reads back what it wrote before it
 * gives it the name of the scan. A failed proof therefore leaves everything as it was.
 */
public final class NewImage {
  private final Sha256 source;
  private final Bytes bytes;

  private NewImage(Sha256 source, Bytes bytes) {
    this.source = source;
    this.bytes = bytes;
  }

  /**
   * Verifies a file.
   *
   * @param original as it was read
   * @param source hash of the file that it was read from
   * @param removed the voxels that may differ
   * @param file all bytes of the new file
   * @throws Refusal kept-voxels-changed
   */
  public static NewImage prove(NiftiImage original, Sha256 source, Mask removed, byte[] file) {
    return new NewImage(source, prove(original, removed, file));
  }

  /** The same for a file that takes the place of no other. */
  public static Bytes prove(NiftiImage original, Mask removed, byte[] file) {
    NiftiImage written = NiftiReader.parse(file);
    boolean onGrid = written.grid().equals(original.grid());
    if (!onGrid || original.voxelsChangedOutside(removed, written) != 0) {
      throw new Refusal(
          Refusal.Kind.IO,
          "kept-voxels-changed",
          "the new file would change " + (onGrid ? "voxels that are to be kept." : "the grid."),
          "Nothing was replaced; check the memory of this machine, and report it if it happens"
              + " again.");
    }
    return new Bytes(file);
  }

  /** The hash of the file that it was made from. */
  public Sha256 source() {
    return source;
  }

  /** All bytes of the file. */
  public Bytes bytes() {
    return bytes;
  }
}
