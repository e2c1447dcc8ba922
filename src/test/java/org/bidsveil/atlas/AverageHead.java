package org.bidsveil.atlas;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** Synthetic scans whose truth is known: the shipped average head, seen through a chosen map. */
public final class AverageHead {
  /** Read once for all tests. */
  public static final HeadAtlas ATLAS = AtlasCatalog.load();

  private AverageHead() {}

  /** The head where {@code scanFromAtlas} puts it, on this lattice; 0 where the atlas ends. */
  public static Volume scan(Affine scanFromAtlas, Grid lattice) {
    return Resampler.resample(
        ATLAS.template(), lattice, scanFromAtlas.inverse(), 0, TaskExecutor.of(1));
  }

  /** Axes R, A, S: {@code n} voxels of this size on each axis, its middle at {@code middle}. */
  public static Grid cube(int n, double voxelMm, Vec3 middle) {
    double half = voxelMm * (n - 1) / 2;
    return new Grid(
        n,
        n,
        n,
        Affine.translation(middle.x() - half, middle.y() - half, middle.z() - half)
            .after(Affine.scaling(voxelMm, voxelMm, voxelMm)));
  }

  /** Bright becomes dark within the head; air stays dark, as on a T2-weighted image. */
  public static Volume inverted(Volume scan) {
    float[] out = scan.values().clone();
    for (int v = 0; v < out.length; v++) {
      // The average's skin and air meet at about 10; its brain is at about 100.
      out[v] = out[v] < 10 ? out[v] : Math.max(0, 160 - out[v]);
    }
    return new Volume(scan.grid(), out);
  }

  /** Rician noise of this standard deviation (Gudbjartsson 1995, MRM 34:910), always the same. */
  public static Volume noisy(Volume scan, double deviation) {
    SplittableRandom random = new SplittableRandom(7);
    float[] out = scan.values().clone();
    for (int v = 0; v < out.length; v++) {
      double real = out[v] + deviation * random.nextGaussian();
      out[v] = (float) Math.hypot(real, deviation * random.nextGaussian());
    }
    return new Volume(scan.grid(), out);
  }

  /** The voxels of a lattice whose world position fulfils a condition. */
  public static Mask where(Grid lattice, Predicate<Vec3> condition) {
    Mask mask = new Mask(lattice);
    for (int k = 0; k < lattice.nz(); k++) {
      for (int j = 0; j < lattice.ny(); j++) {
        for (int i = 0; i < lattice.nx(); i++) {
          if (condition.test(lattice.worldFromVoxel().apply(i, j, k))) {
            mask.set(i, j, k);
          }
        }
      }
    }
    return mask;
  }

  /** The scan with these voxels 0. */
  public static Volume without(Volume scan, Mask removed) {
    Volume after = scan.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      after.values()[v] = 0;
    }
    return after;
  }
}
