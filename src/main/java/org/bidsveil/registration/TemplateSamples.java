package org.bidsveil.registration;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bidsveil.alignment.DisplacementField;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The points of the template at which scans are compared: jittered lattice positions in template
 * world mm, with the template's intensity bin at each. Their order is shuffled, except for {@link
 * #PREFIXES}: the first so many are a fair sample, and between one of these numbers and the next
 * the points are in the lattice's order, so that neighbours read the same part of a scan.
 */
public final class TemplateSamples {
  /** The jitter and the order are part of the atlas: the same on any day. */
  private static final long SEED = 0x62696473L;

  /** How many samples, from the first, may be used by themselves. */
  private static final int[] PREFIXES = {
    1000, 2000, 5000, 10_000, 20_000, 30_000, 40_000, 50_000, 80_000, 160_000
  };

  private final float[] x;
  private final float[] y;
  private final float[] z;
  private final byte[] bin;
  private final Vec3 centreMm;

  private TemplateSamples(float[] x, float[] y, float[] z, byte[] bin, Vec3 centreMm) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.bin = bin;
    this.centreMm = centreMm;
  }

  /**
   * @param template the head template
   * @param region where to sample: the head with a margin of air
   * @param count the largest number of points; fewer when the region has fewer voxels
   */
  public static TemplateSamples of(Volume template, Mask region, int count) {
    Grid grid = template.grid();
    int available = region.count();
    int n = Math.min(count, available);
    int[] voxels = new int[available];
    int at = 0;
    for (int v = region.nextSet(0); v >= 0; v = region.nextSet(v + 1)) {
      voxels[at++] = v;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    // A stride through the raster order keeps the points evenly spread; the shuffle comes after.
    int[] chosen = new int[n];
    for (int s = 0; s < n; s++) {
      long lo = (long) s * available / n;
      long hi = (long) (s + 1) * available / n;
      chosen[s] = voxels[(int) (lo + random.nextLong(hi - lo))];
    }
    for (int s = n - 1; s > 0; s--) {
      int other = random.nextInt(s + 1);
      int swap = chosen[s];
      chosen[s] = chosen[other];
      chosen[other] = swap;
    }
    int first = 0;
    for (int prefix : PREFIXES) {
      int end = Math.min(prefix, n);
      Arrays.sort(chosen, first, end);
      first = end;
    }
    Arrays.sort(chosen, first, n);
    Sampler sampler = new Sampler(template, 0);
    Percentiles percentiles = Percentiles.of(template);
    double high = percentiles.percentile(99.5);
    double low = percentiles.min();
    float[] x = new float[n];
    float[] y = new float[n];
    float[] z = new float[n];
    byte[] bin = new byte[n];
    for (int s = 0; s < n; s++) {
      int v = chosen[s];
      int i = v % grid.nx();
      int j = v / grid.nx() % grid.ny();
      int k = v / (grid.nx() * grid.ny());
      double ci = Math.clamp(i + random.nextDouble() - 0.5, 0, grid.nx() - 1);
      double cj = Math.clamp(j + random.nextDouble() - 0.5, 0, grid.ny() - 1);
      double ck = Math.clamp(k + random.nextDouble() - 0.5, 0, grid.nz() - 1);
      Vec3 world = grid.worldFromVoxel().apply(ci, cj, ck);
      x[s] = (float) world.x();
      y[s] = (float) world.y();
      z[s] = (float) world.z();
      double value = sampler.trilinear(ci, cj, ck);
      double scaled = high > low ? (value - low) / (high - low) * (MutualInformation.BINS - 1) : 0;
      bin[s] = (byte) Math.round(Math.clamp(scaled, 0, MutualInformation.BINS - 1));
    }
    return of(x, y, z, bin);
  }

  /** The first samples, at most this many. */
  public TemplateSamples first(int most) {
    int n = Math.min(most, x.length);
    return of(Arrays.copyOf(x, n), Arrays.copyOf(y, n), Arrays.copyOf(z, n), Arrays.copyOf(bin, n));
  }

  /** The samples of the template in another shape, mm of its world. */
  public TemplateSamples moved(DisplacementField shape) {
    float[] toX = new float[x.length];
    float[] toY = new float[x.length];
    float[] toZ = new float[x.length];
    for (int s = 0; s < x.length; s++) {
      Vec3 u = shape.at(x[s], y[s], z[s]);
      toX[s] = (float) (x[s] + u.x());
      toY[s] = (float) (y[s] + u.y());
      toZ[s] = (float) (z[s] + u.z());
    }
    return of(toX, toY, toZ, bin);
  }

  private static TemplateSamples of(float[] x, float[] y, float[] z, byte[] bin) {
    double sx = 0;
    double sy = 0;
    double sz = 0;
    for (int s = 0; s < x.length; s++) {
      sx += x[s];
      sy += y[s];
      sz += z[s];
    }
    int n = Math.max(1, x.length);
    return new TemplateSamples(x, y, z, bin, new Vec3(sx / n, sy / n, sz / n));
  }

  /** The samples as {@code float[4 * count]}: x, y, z in mm and the bin of each. */
  public float[] table() {
    float[] table = new float[4 * x.length];
    for (int s = 0; s < x.length; s++) {
      table[4 * s] = x[s];
      table[4 * s + 1] = y[s];
      table[4 * s + 2] = z[s];
      table[4 * s + 3] = bin[s];
    }
    return table;
  }

  /** The samples from a {@link #table()}. */
  public static TemplateSamples of(float[] table) {
    int n = table.length / 4;
    float[] x = new float[n];
    float[] y = new float[n];
    float[] z = new float[n];
    byte[] bin = new byte[n];
    for (int s = 0; s < n; s++) {
      x[s] = table[4 * s];
      y[s] = table[4 * s + 1];
      z[s] = table[4 * s + 2];
      bin[s] = (byte) table[4 * s + 3];
    }
    return of(x, y, z, bin);
  }

  public int count() {
    return x.length;
  }

  /** Mean position of the samples in template world mm. */
  Vec3 centreMm() {
    return centreMm;
  }

  /** The least and the largest of some coordinates. */
  static double[] range(float[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    return new double[] {low, high};
  }

  float[] x() {
    return x;
  }

  float[] y() {
    return y;
  }

  float[] z() {
    return z;
  }

  byte[] bin() {
    return bin;
  }
}
