package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * A scan at about 2, 4 and 8 mm. Each level is a box average by whole factors (an axis that is
 * coarser than the level stays as it is), smoothed once with [1 2 1]/4 on every axis that was not
 * thicker than the level, its intensities clipped at the 1st and 99.3rd percentile and mapped to
 * the bin axis.
 *
 * <p>The 2-mm level before smoothing and binning is the {@link #working() working volume}: brain
 * extraction and masks are computed on it, so that a 0.5-mm scan costs no more than a 2-mm one.
 */
public final class Pyramid {
  /**
   * Level spacings in mm; finer levels do not improve the repeatability of 0.1 to 0.3 mm
   * (docs/decisions/0014).
   */
  static final double[] SPACING_MM = {2, 4, 8};

  /** Clipping percentiles: vessels and fat above do not use up bins (docs/decisions/0014). */
  private static final double LOW_PERCENTILE = 1;

  private static final double HIGH_PERCENTILE = 99.3;

  /**
   * An axis is averaged by the whole factor that comes nearest to, but not 1.25 times beyond, the
   * spacing of the level.
   */
  private static final double FACTOR_SLACK = 1.25;

  private final Volume working;
  private final double dark;
  private final List<PyramidLevel> levels;

  private Pyramid(Volume working, double dark, List<PyramidLevel> levels) {
    this.working = working;
    this.dark = dark;
    this.levels = List.copyOf(levels);
  }

  public static Pyramid of(Volume scan, TaskExecutor executor) {
    Volume working = workingOf(scan, executor);
    Percentiles percentiles = Percentiles.of(working);
    double low = percentiles.percentile(LOW_PERCENTILE);
    double high = percentiles.percentile(HIGH_PERCENTILE);
    List<PyramidLevel> levels = new ArrayList<>();
    Volume current = working;
    for (double spacing : SPACING_MM) {
      current = boxAverage(current, spacing, executor);
      levels.add(binned(smooth(atLeastTwo(current), spacing), low, high));
    }
    return new Pyramid(working, low, levels);
  }

  /**
   * The same scan with its brightness made as even as that of the template's own heads.
   *
   * @param own the result of {@link BiasField#of} in those heads
   * @param scanFromAtlas where the template is placed in this scan
   */
  public Pyramid evened(
      TemplateSamples samples, BiasField own, Affine scanFromAtlas, TaskExecutor executor) {
    BiasField found = BiasField.of(this, samples, scanFromAtlas);
    return found.equals(BiasField.NONE)
        ? this
        : of(found.minus(own).takenFrom(working, dark, samples, scanFromAtlas, executor), executor);
  }

  /** The {@link #working()} volume of a scan when nothing else is needed. */
  public static Volume workingOf(Volume scan, TaskExecutor executor) {
    Volume average = boxAverage(scan, SPACING_MM[0], executor);
    // What is not finite shows in the mean of its block.
    return isFinite(average) ? average : boxAverage(finite(scan), SPACING_MM[0], executor);
  }

  /**
   * The working volume of the same scan without some of its voxels, which count as 0.
   *
   * @param working of the whole scan
   * @param removed on the scan's lattice
   */
  public static Volume workingWithout(Volume scan, Volume working, Mask removed) {
    Grid grid = scan.grid();
    return Resampler.blockAverageWithout(
        scan,
        working,
        removed,
        factor(grid, 0, SPACING_MM[0]),
        factor(grid, 1, SPACING_MM[0]),
        factor(grid, 2, SPACING_MM[0]));
  }

  /**
   * The scan averaged to about 2 mm, in its own intensity units; voxels that are not finite count
   * as 0.
   */
  public Volume working() {
    return working;
  }

  /** A working volume smoothed with [1 2 1]/4 on every axis of about 2 mm, to reduce noise. */
  public static Volume smoothedOf(Volume working) {
    return smooth(working, SPACING_MM[0]);
  }

  /** Level 0, 1, 2: about 2, 4, 8 mm. */
  PyramidLevel level(int level) {
    return levels.get(level);
  }

  private static boolean isFinite(Volume volume) {
    for (float value : volume.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static Volume finite(Volume scan) {
    float[] values = scan.values();
    float[] copy = new float[values.length];
    for (int v = 0; v < copy.length; v++) {
      copy[v] = Float.isFinite(values[v]) ? values[v] : 0;
    }
    return new Volume(scan.grid(), copy);
  }

  private static int factor(Grid grid, int axis, double spacingMm) {
    int whole = (int) Math.floor(spacingMm * FACTOR_SLACK / grid.voxelSizeMm(axis));
    return Math.clamp(whole, 1, grid.size(axis));
  }

  private static Volume boxAverage(Volume source, double spacingMm, TaskExecutor executor) {
    Grid grid = source.grid();
    int fx = factor(grid, 0, spacingMm);
    int fy = factor(grid, 1, spacingMm);
    int fz = factor(grid, 2, spacingMm);
    return fx * fy * fz == 1 ? source : Resampler.blockAverage(source, fx, fy, fz, executor);
  }

  /** Repeats a single slice, so that trilinear interpolation has two neighbours on each axis. */
  private static Volume atLeastTwo(Volume source) {
    Grid grid = source.grid();
    if (grid.nx() > 1 && grid.ny() > 1 && grid.nz() > 1) {
      return source;
    }
    Grid padded =
        new Grid(
            Math.max(2, grid.nx()),
            Math.max(2, grid.ny()),
            Math.max(2, grid.nz()),
            grid.worldFromVoxel());
    float[] out = new float[padded.voxelCount()];
    for (int k = 0; k < padded.nz(); k++) {
      for (int j = 0; j < padded.ny(); j++) {
        for (int i = 0; i < padded.nx(); i++) {
          out[padded.index(i, j, k)] =
              source.at(
                  Math.min(i, grid.nx() - 1),
                  Math.min(j, grid.ny() - 1),
                  Math.min(k, grid.nz() - 1));
        }
      }
    }
    return new Volume(padded, out);
  }

  private static Volume smooth(Volume source, double spacingMm) {
    Grid grid = source.grid();
    float[] values = source.values().clone();
    int[] strides = {1, grid.nx(), grid.nx() * grid.ny()};
    for (int axis = 0; axis < 3; axis++) {
      if (grid.voxelSizeMm(axis) <= spacingMm * FACTOR_SLACK) {
        smoothAxis(values, grid.size(axis), strides[axis]);
      }
    }
    return new Volume(grid, values);
  }

  /** [1 2 1]/4 along the axis with this length and stride, in place; the border repeats. */
  private static void smoothAxis(float[] values, int length, int stride) {
    int block = stride * length;
    for (int base = 0; base < values.length; base += block) {
      for (int offset = 0; offset < stride; offset++) {
        int at = base + offset;
        float before = values[at];
        for (int n = 0; n < length; n++, at += stride) {
          float here = values[at];
          float after = n + 1 < length ? values[at + stride] : here;
          values[at] = 0.25f * (before + 2 * here + after);
          before = here;
        }
      }
    }
  }

  private static PyramidLevel binned(Volume volume, double low, double high) {
    float[] values = volume.values();
    float[] bins = new float[values.length];
    double last = MutualInformation.BINS - 1;
    double scale = high > low ? last / (high - low) : 0;
    for (int v = 0; v < bins.length; v++) {
      double bin = (values[v] - low) * scale;
      bins[v] = (float) (bin > last ? last : bin > 0 ? bin : 0);
    }
    return new PyramidLevel(volume.grid(), bins);
  }
}
