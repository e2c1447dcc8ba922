package org.bidsveil.nifti;

import java.util.List;
import java.util.function.Predicate;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * An image as it was read: header, the bytes between header and voxels, and the voxels, all exactly
 * as stored. Immutable. Voxels are decoded on request. Bytes after the last voxel are counted but
 * not kept.
 */
public final class NiftiImage {
  private final NiftiHeader header;
  private final Layout layout;
  private final byte[] betweenHeaderAndVoxels;
  private final byte[] voxels;
  private final boolean gzipped;
  private final long trailingBytes;

  NiftiImage(
      NiftiHeader header,
      Layout layout,
      byte[] betweenHeaderAndVoxels,
      byte[] voxels,
      boolean gzipped,
      long trailingBytes) {
    this.header = header;
    this.layout = layout;
    this.betweenHeaderAndVoxels = betweenHeaderAndVoxels;
    this.voxels = voxels;
    this.gzipped = gzipped;
    this.trailingBytes = trailingBytes;
  }

  /** The header, byte for byte. */
  public NiftiHeader header() {
    return header;
  }

  /** The header extensions, in the order of the file. */
  public List<NiftiExtension> extensions() {
    return extensionList().extensions();
  }

  /** The spatial lattice: dimensions 1 to 3 (missing ones are 1), RAS+ world in mm. */
  public Grid grid() {
    return layout.grid();
  }

  /** The number of volumes on the grid: the product of dimensions 4 to 7. */
  public int volumes() {
    return layout.volumes();
  }

  /**
   * Volume {@code t}, decoded and scaled on each call: complex voxels as magnitude, colours as
   * luminance (ITU-R BT.601), NaN kept.
   */
  public Volume volume(int t) {
    if (t < 0 || t >= volumes()) {
      throw new IndexOutOfBoundsException("volume " + t + " of " + volumes());
    }
    int count = grid().voxelCount();
    VoxelDecoder decoder =
        new VoxelDecoder(voxels, header.byteOrder(), layout.datatype(), layout.scaling());
    return new Volume(grid(), decoder.decode((long) t * count, count));
  }

  /** True when the file was compressed, whatever its name. */
  public boolean gzipped() {
    return gzipped;
  }

  /** How many (uncompressed) bytes followed the last voxel; they are not part of the image. */
  public long trailingBytes() {
    return trailingBytes;
  }

  /**
   * This image with another header of the same layout: version, byte order, dimensions, voxel type
   * and vox_offset. Voxels are shared, not copied.
   *
   * @throws IllegalArgumentException when the layout differs
   */
  public NiftiImage withHeader(NiftiHeader other) {
    Layout newLayout = Layout.of(other);
    if (header.version() != other.version()
        || header.byteOrder() != other.byteOrder()
        || layout.voxOffset() != newLayout.voxOffset()) {
      throw new IllegalArgumentException("the header belongs to an image of another layout");
    }
    return withLayout(other, newLayout, betweenHeaderAndVoxels);
  }

  /**
   * This image with only the extensions for which {@code keep} is true, and without any padding;
   * vox_offset and the extension flag are adjusted. Voxels are shared, not copied.
   *
   * @throws org.bidsveil.files.Refusal nifti-extensions-damaged when some are to be kept from a
   *     list that breaks off
   */
  public NiftiImage keepingExtensions(Predicate<NiftiExtension> keep) {
    ExtensionList all = extensionList();
    List<NiftiExtension> kept = all.extensions().stream().filter(keep).toList();
    if (all.damaged() && !kept.isEmpty()) {
      throw NiftiRefusal.extensionsDamaged();
    }
    byte[] between = ExtensionList.toBytes(kept, header.byteOrder());
    NiftiHeader moved =
        header.with(
            HeaderField.VOX_OFFSET, (double) header.version().headerBytes() + between.length);
    return withLayout(moved, Layout.of(moved), between);
  }

  /**
   * How many voxels outside {@code removed}, over all volumes, are stored differently in {@code
   * after}: 0 proves that a replacement touched nothing else.
   *
   * @throws IllegalArgumentException when the two images differ in dimensions, type or byte order
   */
  public long voxelsChangedOutside(Mask removed, NiftiImage after) {
    requireShape(removed.grid());
    if (!layout.sameVoxelShape(after.layout) || header.byteOrder() != after.header.byteOrder()) {
      throw new IllegalArgumentException("the two images differ in more than voxel values");
    }
    return VoxelComparison.changedOutside(removed, layout, voxels, after.voxels);
  }

  private NiftiImage withLayout(NiftiHeader newHeader, Layout newLayout, byte[] between) {
    if (!layout.sameVoxelShape(newLayout)) {
      throw new IllegalArgumentException("the header belongs to an image of another layout");
    }
    return new NiftiImage(newHeader, newLayout, between, voxels, gzipped, trailingBytes);
  }

  /** A new array: header, what follows it, and the voxels; the uncompressed file. */
  byte[] toBytes() {
    byte[] head = header.toBytes();
    byte[] out = new byte[head.length + betweenHeaderAndVoxels.length + voxels.length];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(betweenHeaderAndVoxels, 0, out, head.length, betweenHeaderAndVoxels.length);
    System.arraycopy(voxels, 0, out, layout.voxOffset(), voxels.length);
    return out;
  }

  Layout layout() {
    return layout;
  }

  void requireShape(Grid other) {
    Grid grid = grid();
    if (grid.nx() != other.nx() || grid.ny() != other.ny() || grid.nz() != other.nz()) {
      throw new IllegalArgumentException("a mask on " + other + " for an image on " + grid);
    }
  }

  private ExtensionList extensionList() {
    return ExtensionList.parse(betweenHeaderAndVoxels, header.byteOrder());
  }
}
