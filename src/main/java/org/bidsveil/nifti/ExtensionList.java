package org.bidsveil.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The extensions between header and voxels.
 *
 * @param damaged true when what follows the last of them is not padding: a length that does not fit
 */
record ExtensionList(List<NiftiExtension> extensions, boolean damaged) {

  ExtensionList {
    extensions = List.copyOf(extensions);
  }

  /**
   * The extensions in the bytes from the end of the header to the voxels, extender first. A flag
   * that is set with no extension behind it is tolerated, and so is a length that is no multiple of
   * 16: nothing is lost by either.
   */
  static ExtensionList parse(byte[] betweenHeaderAndVoxels, ByteOrder order) {
    List<NiftiExtension> extensions = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(betweenHeaderAndVoxels).order(order);
    int at = NiftiVersion.EXTENDER_BYTES;
    if (betweenHeaderAndVoxels[0] == 0) {
      return new ExtensionList(extensions, false);
    }
    while (bytes.limit() - at >= NiftiExtension.PREAMBLE_BYTES) {
      int esize = bytes.getInt(at);
      if (esize < NiftiExtension.PREAMBLE_BYTES || esize > bytes.limit() - at) {
        break;
      }
      extensions.add(
          new NiftiExtension(
              bytes.getInt(at + Integer.BYTES),
              Arrays.copyOfRange(
                  betweenHeaderAndVoxels, at + NiftiExtension.PREAMBLE_BYTES, at + esize)));
      at += esize;
    }
    return new ExtensionList(extensions, !isZero(betweenHeaderAndVoxels, at));
  }

  /** The extender and these extensions, as they stand between header and voxels. */
  static byte[] toBytes(List<NiftiExtension> extensions, ByteOrder order) {
    int length = NiftiVersion.EXTENDER_BYTES;
    for (NiftiExtension extension : extensions) {
      length = Math.addExact(length, extension.esize());
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
    bytes.put(0, (byte) (extensions.isEmpty() ? 0 : 1));
    int at = NiftiVersion.EXTENDER_BYTES;
    for (NiftiExtension extension : extensions) {
      bytes.putInt(at, extension.esize());
      bytes.putInt(at + Integer.BYTES, extension.ecode());
      bytes.put(at + NiftiExtension.PREAMBLE_BYTES, extension.content());
      at += extension.esize();
    }
    return bytes.array();
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
