package org.bidsveil.demo;

import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** The head of the atlas as an image, the same bytes each time. */
public final class AtlasHead {
  private AtlasHead() {}

  /**
   * A compressed NIfTI-1 file of type int16.
   *
   * @param voxelMm edge of its voxels
   */
  public static byte[] file(double voxelMm, TaskExecutor executor) {
    Volume head = ShippedAtlas.get().template();
    Grid grid = finer(head.grid(), voxelMm / head.grid().voxelSizeMm(0));
    Volume image = Resampler.resample(head, grid, Affine.IDENTITY, 0, executor);
    byte[] plain = NiftiWriter.encode(image, NiftiDatatype.INT16);
    return ParallelGzip.compress(plain, ParallelGzip.DEFAULT_LEVEL, executor.threads());
  }

  private static Grid finer(Grid grid, double factor) {
    return new Grid(
        (int) (grid.nx() / factor),
        (int) (grid.ny() / factor),
        (int) (grid.nz() / factor),
        grid.worldFromVoxel().after(Affine.scaling(factor, factor, factor)));
  }
}
