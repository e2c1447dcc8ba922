package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.Arrays;
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
  private final Volume smoothed;
  private final Percentiles percentiles;
  private final List<PyramidLevel> levels;

  private Pyramid(
      Volume working, Volume smoothed, Percentiles percentiles, List<PyramidLevel> levels) {
    this.working = working;
    this.smoothed = smoothed;
    this.percentiles = percentiles;
    this.levels = List.copyOf(levels);
  }

  public static Pyramid of(Volume scan, TaskExecutor executor) {
    Volume working = workingOf(scan, executor);
    Percentiles percentiles = Percentiles.of(working, executor);
    double low = percentiles.percentile(LOW_PERCENTILE);
    double high = percentiles.percentile(HIGH_PERCENTILE);
    Volume smoothed = smoothedOf(working, executor);
    List<PyramidLevel> levels = new ArrayList<>();
    Volume current = working;
    for (double spacing : SPACING_MM) {
      current = boxAverage(current, spacing, executor);
      Volume slices = atLeastTwo(current);
      Volume smooth = slices == working ? smoothed : smooth(slices, spacing, executor);
      levels.add(binned(smooth, low, high, executor));
    }
    return new Pyramid(working, smoothed, percentiles, levels);
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
    return found.isEven()
        ? this
        : of(
            found
                .minus(own)
                .takenFrom(
                    working,
                    percentiles.percentile(LOW_PERCENTILE),
                    samples,
                    scanFromAtlas,
                    executor),
            executor);
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
  public static Volume workingWithout(
      Volume scan, Volume working, Mask removed, TaskExecutor executor) {
    Grid grid = scan.grid();
    return Resampler.blockAverageWithout(
        scan,
        working,
        removed,
        factor(grid, 0, SPACING_MM[0]),
        factor(grid, 1, SPACING_MM[0]),
        factor(grid, 2, SPACING_MM[0]),
        executor);
  }

  /**
   * The scan averaged to about 2 mm, in its own intensity units; voxels that are not finite count
   * as 0.
   */
  public Volume working() {
    return working;
  }

  /** The working volume smoothed with [1 2 1]/4 on every axis of about 2 mm, to reduce noise. */
  public Volume smoothed() {
    return smoothed;
  }

  /** The same of a working volume by itself. */
  public static Volume smoothedOf(Volume working, TaskExecutor executor) {
    return smooth(working, SPACING_MM[0], executor);
  }

  /** True when every finite value of the working volume is the same. */
  public boolean isConstant() {
    return percentiles.isConstant();
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

  private static Volume smooth(Volume source, double spacingMm, TaskExecutor executor) {
    Grid grid = source.grid();
    float[] values = source.values().clone();
    int nx = grid.nx();
    int slice = nx * grid.ny();
    executor.forEach(
        grid.nz(),
        k -> {
          if (isSmoothed(grid, 0, spacingMm)) {
            for (int j = 0; j < grid.ny(); j++) {
              smoothRow(values, k * slice + j * nx, nx);
            }
          }
          if (isSmoothed(grid, 1, spacingMm)) {
            smoothAcross(values, k * slice, nx, nx, grid.ny());
          }
        });
    if (isSmoothed(grid, 2, spacingMm)) {
      executor.forEach(grid.ny(), j -> smoothAcross(values, j * nx, nx, slice, grid.nz()));
    }
    return new Volume(grid, values);
  }

  private static boolean isSmoothed(Grid grid, int axis, double spacingMm) {
    return grid.voxelSizeMm(axis) <= spacingMm * FACTOR_SLACK;
  }

  /** [1 2 1]/4 along a row, in place; the border repeats. */
  private static void smoothRow(float[] values, int from, int length) {
    float before = values[from];
    float here = before;
    for (int at = from; at < from + length - 1; at++) {
      float after = values[at + 1];
      values[at] = 0.25f * (before + 2 * here + after);
      before = here;
      here = after;
    }
    values[from + length - 1] = 0.25f * (before + 2 * here + here);
  }

  /** The same across rows of {@code length} neighbouring values, {@code stride} apart. */
  private static void smoothAcross(float[] values, int from, int length, int stride, int rows) {
    float[] before = Arrays.copyOfRange(values, from, from + length);
    for (int row = 0; row < rows; row++) {
      int at = from + row * stride;
      int next = row + 1 < rows ? at + stride : at;
      for (int i = 0; i < length; i++) {
        float here = values[at + i];
        values[at + i] = 0.25f * (before[i] + 2 * here + values[next + i]);
        before[i] = here;
      }
    }
  }

  private static PyramidLevel binned(
      Volume volume, double low, double high, TaskExecutor executor) {
    float[] values = volume.values();
    float[] bins = new float[values.length];
    double last = MutualInformation.BINS - 1;
    double scale = high > low ? last / (high - low) : 0;
    executor.forRanges(
        bins.length,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            double bin = (values[v] - low) * scale;
            bins[v] = (float) (bin > last ? last : bin > 0 ? bin : 0);
          }
        });
    return new PyramidLevel(volume.grid(), bins);
  }
}
