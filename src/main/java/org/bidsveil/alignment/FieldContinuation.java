package org.bidsveil.alignment;

import java.util.function.Predicate;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * A displacement known at some points of its lattice, continued to the others by weighted means
 * (normalised convolution, Knutsson and Westin 1993, CVPR 515): by a sum of three kernels, of which
 * the narrowest that reaches known points has the say. At their border the continuation is what is
 * known there, or a surface across it would have a step.
 */
final class FieldContinuation {
  /** Less than the 5 mm between the points of the lattice. */
  private static final double NEXT_MM = 4;

  private static final double NARROW_MM = 12;
  private static final double WIDE_MM = 40;

  /** Of the wide kernel against the narrow one. */
  private static final float WIDE_SHARE = 0.01f;

  /** Where even the wide kernel finds next to nothing, nothing is displaced. */
  private static final float LEAST = 1e-7f;

  private FieldContinuation() {}

  /**
   * @param known by the point of the template's world, mm
   */
  static DisplacementField of(DisplacementField field, Predicate<Vec3> known) {
    Grid grid = field.grid();
    Volume weight = Volume.zeros(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          boolean isKnown = known.test(grid.worldFromVoxel().apply(i, j, k));
          weight.values()[grid.index(i, j, k)] = isKnown ? 1 : 0;
        }
      }
    }
    Volume sum = kernels(weight);
    float[] out = new float[3 * grid.voxelCount()];
    for (int axis = 0; axis < 3; axis++) {
      Volume own = field.component(axis);
      Volume weighted = own.copy();
      for (int p = 0; p < weighted.values().length; p++) {
        weighted.values()[p] *= weight.values()[p];
      }
      Volume mean = kernels(weighted);
      for (int p = 0; p < own.values().length; p++) {
        float w = sum.values()[p];
        float continued = w > LEAST ? mean.values()[p] / w : 0;
        out[3 * p + axis] = weight.values()[p] > 0 ? own.values()[p] : continued;
      }
    }
    return new DisplacementField(grid, out);
  }

  private static Volume kernels(Volume volume) {
    TaskExecutor executor = TaskExecutor.of(1);
    Volume next = GaussianFilter.smooth(volume, NEXT_MM, executor);
    Volume narrow = GaussianFilter.smooth(volume, NARROW_MM, executor);
    Volume wide = GaussianFilter.smooth(volume, WIDE_MM, executor);
    for (int p = 0; p < narrow.values().length; p++) {
      next.values()[p] += narrow.values()[p] + WIDE_SHARE * wide.values()[p];
    }
    return next;
  }
}
