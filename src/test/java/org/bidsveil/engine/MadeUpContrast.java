package org.bidsveil.engine;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Scans of a contrast that nobody acquired, made from a map of tissues: a value a tissue, blurred
 * by partial volume, with Rician noise. The brain is known, so no voxel of it may go.
 */
final class MadeUpContrast {
  /** Labels of cerebrospinal fluid: ventricles and what lies around the brain. */
  private static boolean isFluid(int label) {
    return label == 4
        || label == 5
        || label == 14
        || label == 15
        || label == 24
        || label == 43
        || label == 44;
  }

  private static boolean isWhiteMatter(int label) {
    return label == 2
        || label == 41
        || label == 7
        || label == 46
        || label == 16
        || label == 28
        || label == 60;
  }

  /** Values of white matter, grey matter and fluid; 100 is bright. */
  enum Kind {
    T1W(100, 70, 20),
    T2W(45, 65, 120),
    PDW(80, 100, 90),
    FLAIR(65, 85, 15),
    MP2RAGE_WITH_NOISE(100, 60, 10),
    INVERTED(20, 50, 100);

    private final float white;
    private final float grey;
    private final float fluid;

    Kind(float white, float grey, float fluid) {
      this.white = white;
      this.grey = grey;
      this.fluid = fluid;
    }
  }

  private static final double BLUR_MM = 1;
  private static final double NOISE = 3;
  private static final float RATIO_RANGE = 130;

  private final Volume labels;

  private MadeUpContrast(Volume labels) {
    this.labels = labels;
  }

  /** Of a map at 1 mm, every second voxel. */
  static MadeUpContrast of(Path labelMap) {
    Volume whole = NiftiReader.read(labelMap).volume(0);
    Grid fine = whole.grid();
    Grid grid =
        new Grid(
            fine.nx() / 2,
            fine.ny() / 2,
            fine.nz() / 2,
            fine.worldFromVoxel().after(Affine.scaling(2, 2, 2)));
    float[] values = new float[grid.voxelCount()];
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          values[v++] = whole.at(2 * i, 2 * j, 2 * k);
        }
      }
    }
    return new MadeUpContrast(new Volume(grid, values));
  }

  /** Every label of the brain itself: below 100 and not fluid. */
  Mask brain() {
    Mask brain = new Mask(labels.grid());
    for (int v = 0; v < labels.values().length; v++) {
      int label = Math.round(labels.values()[v]);
      if (label > 0 && label < 100 && !isFluid(label)) {
        brain.set(v);
      }
    }
    return brain;
  }

  Volume scan(Kind kind) {
    float[] ideal = new float[labels.values().length];
    for (int v = 0; v < ideal.length; v++) {
      int label = Math.round(labels.values()[v]);
      ideal[v] = label == 0 ? 0 : value(kind, label);
    }
    float[] out =
        GaussianFilter.smooth(new Volume(labels.grid(), ideal), BLUR_MM, TaskExecutor.of(2))
            .values();
    SplittableRandom random = new SplittableRandom(kind.ordinal());
    boolean ratio = kind == Kind.MP2RAGE_WITH_NOISE;
    for (int v = 0; v < out.length; v++) {
      boolean air = labels.values()[v] == 0;
      out[v] =
          ratio && air
              ? RATIO_RANGE * (float) random.nextDouble()
              : (float)
                  Math.hypot(out[v] + NOISE * random.nextGaussian(), NOISE * random.nextGaussian());
    }
    return new Volume(labels.grid(), out);
  }

  /** Tissues outside of the brain have no names in the map: a value each, the same in any run. */
  private static float value(Kind kind, int label) {
    if (label < 100) {
      return isFluid(label) ? kind.fluid : isWhiteMatter(label) ? kind.white : kind.grey;
    }
    return 35 + 65 * (float) new SplittableRandom(31L * label + kind.ordinal()).nextDouble();
  }
}
