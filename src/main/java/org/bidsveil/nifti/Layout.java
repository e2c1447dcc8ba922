package org.bidsveil.nifti;

import org.bidsveil.files.Refusal;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;

/**
 * What a header says about the rest of the file, checked before a byte of it is allocated.
 *
 * @param grid the spatial lattice, dimensions 1 to 3
 * @param volumes product of dimensions 4 to 7
 * @param voxOffset byte of the file at which the voxels start
 * @param voxelBytes length of all voxels of all volumes
 */
record Layout(
    Grid grid,
    int volumes,
    NiftiDatatype datatype,
    Scaling scaling,
    int voxOffset,
    int voxelBytes) {
  /** The longest array of common virtual machines. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * @throws Refusal nifti-dimensions, nifti-too-large, nifti-vox-offset, nifti-datatype-unknown,
   *     nifti-datatype-unsupported, nifti-scaling, nifti-affine-singular, nifti-affine-implausible
   */
  static Layout of(NiftiHeader header) {
    NiftiDatatype datatype = header.datatype();
    long[] dim = dimensions(header);
    long voxels = product(dim, 1, 3);
    long volumes = product(dim, 4, 7);
    long offset = voxOffset(header);
    if (voxels > LONGEST_ARRAY
        || volumes > LONGEST_ARRAY
        || voxels * volumes > (long) LONGEST_ARRAY * Byte.SIZE) {
      throw tooLarge(dim);
    }
    long voxelBytes = datatype.bytesFor(voxels * volumes);
    if (voxelBytes > LONGEST_ARRAY - offset) {
      throw tooLarge(dim);
    }
    Affine worldFromVoxel = Orientation.worldFromVoxel(header);
    if (!worldFromVoxel.isInvertible()) {
      throw NiftiRefusal.affine(header.affineSource());
    }
    requireNear(worldFromVoxel, dim, header.affineSource());
    Grid grid = new Grid((int) dim[1], (int) dim[2], (int) dim[3], worldFromVoxel);
    return new Layout(
        grid, (int) volumes, datatype, Scaling.of(header), (int) offset, (int) voxelBytes);
  }

  /** Length of the uncompressed file up to its last voxel. */
  long fileBytes() {
    return (long) voxOffset + voxelBytes;
  }

  /** Same dimensions and voxel type: the voxels of one can stand in the place of the other's. */
  boolean sameVoxelShape(Layout other) {
    return grid.nx() == other.grid.nx()
        && grid.ny() == other.grid.ny()
        && grid.nz() == other.grid.nz()
        && volumes == other.volumes
        && datatype == other.datatype;
  }

  /**
   * dim[1..7] with 1 for those beyond dim[0], which the standard leaves undefined, and for a 0
   * behind dim[1], which it does not allow but nifti_clib reads so; the length of the file decides.
   */
  private static long[] dimensions(NiftiHeader header) {
    long[] dim = header.dim();
    if (dim[0] < 1 || dim[0] > 7) {
      throw NiftiRefusal.dimensions(
          "The header names " + dim[0] + " dimensions, where 1 to 7 are possible.");
    }
    for (int i = 1; i < dim.length; i++) {
      if (i > dim[0] || (i > 1 && dim[i] == 0)) {
        dim[i] = 1;
      } else if (dim[i] < 1) {
        throw NiftiRefusal.dimensions(
            "The header gives dimension " + i + " the length " + dim[i] + ".");
      }
    }
    return dim;
  }

  /** Product of some dimensions; {@code Long.MAX_VALUE} where it does not fit. */
  private static long product(long[] dim, int first, int last) {
    long product = 1;
    for (int i = first; i <= last; i++) {
      if (product > LONGEST_ARRAY / dim[i]) {
        return Long.MAX_VALUE;
      }
      product *= dim[i];
    }
    return product;
  }

  /**
   * 0 stands for the smallest offset (nifti1.h, "DETAILS ABOUT vox_offset"). The standard says the
   * same of every other offset inside the header, but readers disagree about those (some start at
   * the given byte), so guessing could blank the wrong voxels: refused.
   */
  private static long voxOffset(NiftiHeader header) {
    double stored = header.real(HeaderField.VOX_OFFSET);
    int smallest = header.version().smallestVoxOffset();
    if (stored == 0) {
      return smallest;
    }
    if (!(stored >= smallest && stored < LONGEST_ARRAY)) {
      throw NiftiRefusal.voxOffset(stored);
    }
    return (long) stored;
  }

  /** Beyond this float32 millimetres are no longer exact to a tenth; a scanner's hall is 10 m. */
  private static final double FARTHEST_MM = 1e6;

  /** A nanometre. */
  private static final double SMALLEST_VOXEL_MM = 1e-6;

  private static void requireNear(Affine worldFromVoxel, long[] dim, AffineSource source) {
    for (int corner = 0; corner < 8; corner++) {
      double i = (corner & 1) == 0 ? 0 : dim[1] - 1;
      double j = (corner & 2) == 0 ? 0 : dim[2] - 1;
      double k = (corner & 4) == 0 ? 0 : dim[3] - 1;
      double distance = worldFromVoxel.apply(i, j, k).norm();
      if (!(distance <= FARTHEST_MM)) {
        throw NiftiRefusal.affineImplausible(
            source, "places a corner of the image " + distance + " mm from the origin");
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      double size = worldFromVoxel.columnNorm(axis);
      if (!(size >= SMALLEST_VOXEL_MM && size <= FARTHEST_MM)) {
        throw NiftiRefusal.affineImplausible(source, "makes the voxels " + size + " mm long");
      }
    }
  }

  private static Refusal tooLarge(long[] dim) {
    StringBuilder shape = new StringBuilder().append(dim[1]);
    for (int i = 2; i < dim.length; i++) {
      shape.append(" x ").append(dim[i]);
    }
    return NiftiRefusal.tooLarge("The image of " + shape + " voxels does not fit one array.");
  }
}
