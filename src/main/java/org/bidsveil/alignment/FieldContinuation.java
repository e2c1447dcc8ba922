package org.bidsveil.alignment;

import java.util.function.Predicate;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * A placement known where tissue is kept, continued to where it was removed: what it differs by
 * from the template in its own size and proportions is carried on by weighted means (normalised
 * convolution, Knutsson and Westin 1993, CVPR 515) and fades away. At the border of what is known
 * the continuation is what is known there, or a surface across it would have a step.
 */
final class FieldContinuation {
  /** Less than the 5 mm between the points of the lattice. */
  private static final double NEXT_MM = 4;

  /** The difference fades over about so many mm; measured: decision 0085. */
  private static final double FADE_MM = 10;

  /**
   * Weight of no difference, of that of all tissue around: halfway is 15 mm before a wall of kept
   * tissue; measured: decision 0085.
   */
  private static final double NONE = 0.03;

  /** Of less tissue around, nothing is learnt. */
  private static final float LEAST = 1e-4f;

  /** Kept tissue counts for the template's place by how much was removed within this sigma. */
  private static final double AROUND_MM = 20;

  /** Heads of 124 adults are 0.93 to 1.10 times as large as the template: decision 0085. */
  private static final double SMALLEST_ADULT = 0.9;

  private static final double LARGEST_ADULT = 1.1;

  private final Alignment alignment;
  private final Grid lattice;
  private final Volume known;
  private final Volume removed;
  private final TaskExecutor executor;

  private FieldContinuation(Alignment alignment, Grid lattice, TaskExecutor executor) {
    this.alignment = alignment;
    this.lattice = lattice;
    this.known = Volume.zeros(lattice);
    this.removed = Volume.zeros(lattice);
    this.executor = executor;
  }

  /**
   * The displacement before the affine part of an alignment, on a lattice of the template's world.
   *
   * @param tissue whether a point of the template's world is in its head
   * @param kept whether a point of the scan's world is kept
   */
  static DisplacementField of(
      Alignment alignment,
      Grid lattice,
      Predicate<Vec3> tissue,
      Predicate<Vec3> kept,
      TaskExecutor executor) {
    FieldContinuation continuation = new FieldContinuation(alignment, lattice, executor);
    for (int p = 0; p < lattice.voxelCount(); p++) {
      Vec3 x = continuation.point(p);
      if (tissue.test(x)) {
        boolean isKept = kept.test(alignment.toScan(x));
        (isKept ? continuation.known : continuation.removed).values()[p] = 1;
      }
    }
    return continuation.blended(continuation.template());
  }

  private Vec3 point(int p) {
    int nx = lattice.nx();
    int ny = lattice.ny();
    return lattice.worldFromVoxel().apply(p % nx, p / nx % ny, p / (nx * ny));
  }

  /**
   * The template in the scan, as large as it is: turned and moved to fit the kept tissue around
   * what was removed. Heads beyond the size of adults get it smaller or larger by what is beyond.
   */
  private Affine template() {
    Affine affine = alignment.affine();
    double size = Math.cbrt(affine.determinant());
    double beyond = size / Math.clamp(size, SMALLEST_ADULT, LARGEST_ADULT);
    Affine sized = Affine.scaling(beyond, beyond, beyond);
    Volume weight = GaussianFilter.smooth(removed, AROUND_MM, executor);
    RigidFit fit = new RigidFit();
    for (int p = 0; p < lattice.voxelCount(); p++) {
      if (known.values()[p] > 0) {
        Vec3 x = point(p);
        fit.add(sized.apply(x), alignment.toScan(x), weight.values()[p]);
      }
    }
    Affine where = Affine.translation(affine.xt(), affine.yt(), affine.zt());
    return fit.map().orElse(where.after(affine.nearestRotation())).after(sized);
  }

  private DisplacementField blended(Affine template) {
    Volume weight = kernels(known);
    Volume without = kernels(removed);
    Volume[] difference = new Volume[3];
    for (int axis = 0; axis < 3; axis++) {
      Volume own = Volume.zeros(lattice);
      for (int p = 0; p < lattice.voxelCount(); p++) {
        if (known.values()[p] > 0) {
          Vec3 x = point(p);
          Vec3 off = alignment.toScan(x).minus(template.apply(x));
          own.values()[p] = (float) off.component(axis);
        }
      }
      difference[axis] = kernels(own);
    }
    Affine atlasFromScan = alignment.affine().inverse();
    float[] mm = new float[3 * lattice.voxelCount()];
    for (int p = 0; p < lattice.voxelCount(); p++) {
      Vec3 x = point(p);
      Vec3 y = template.apply(x);
      float all = weight.values()[p] + without.values()[p];
      if (known.values()[p] > 0) {
        y = alignment.toScan(x);
      } else if (all > LEAST) {
        Vec3 sum =
            new Vec3(
                difference[0].values()[p], difference[1].values()[p], difference[2].values()[p]);
        y = y.plus(sum.times(1 / (weight.values()[p] + NONE * all)));
      }
      Vec3 u = atlasFromScan.apply(y).minus(x);
      for (int axis = 0; axis < 3; axis++) {
        mm[3 * p + axis] = (float) u.component(axis);
      }
    }
    return new DisplacementField(lattice, mm);
  }

  private Volume kernels(Volume volume) {
    Volume sum = GaussianFilter.smooth(volume, NEXT_MM, executor);
    Volume wide = GaussianFilter.smooth(volume, FADE_MM, executor);
    for (int p = 0; p < sum.values().length; p++) {
      sum.values()[p] += wide.values()[p];
    }
    return sum;
  }
}
