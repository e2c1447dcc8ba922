package org.bidsveil.volume;

import java.util.Arrays;

/**
 * Puts images and masks on another grid. The map is {@code sourceWorldFromTargetWorld}, RAS+ mm to
 * RAS+ mm: {@link Affine#IDENTITY} when both are in the same space. Nothing is smoothed: before
 * going to larger voxels, smooth or take a {@link #blockAverage}.
 */
public final class Resampler {
  /** Voxels a chunk: a multiple of 64, so that no two chunks write to one word of a mask. */
  private static final int CHUNK = 1 << 16;

  private Resampler() {}

  /** Trilinear interpolation; {@code outside} where the source has no voxel. */
  public static Volume resample(
      Volume source,
      Grid target,
      Affine sourceWorldFromTargetWorld,
      float outside,
      TaskExecutor executor) {
    Sampler sampler = new Sampler(source, outside);
    return volume(source.grid(), target, sourceWorldFromTargetWorld, sampler::trilinear, executor);
  }

  /**
   * The voxels where the trilinear interpolation of the mask (1 in the set, 0 elsewhere) is at
   * least one half.
   */
  public static Mask resample(
      Mask source, Grid target, Affine sourceWorldFromTargetWorld, TaskExecutor executor) {
    // A float image of the box around the set in place of bits: eight reads instead of eight
    // shifts, and nothing for the empty space around it.
    Box box = Box.around(source).grownMm(source.grid().voxelSizeMm(0) * 1.5, source.grid());
    if (box.isEmpty()) {
      return new Mask(target);
    }
    Sampler sampler = new Sampler(asVolume(source, box), 0);
    Grid grid = box.on(source.grid());
    return mask(grid, target, sourceWorldFromTargetWorld, sampler::trilinear, executor);
  }

  /**
   * The mean of every block of {@code bx * by * bz} voxels, as one voxel at the block's centre;
   * voxels left over at the far end of an axis make a smaller block of their own, whose mean stands
   * for a whole one.
   */
  public static Volume blockAverage(Volume source, int bx, int by, int bz, TaskExecutor executor) {
    Grid from = source.grid();
    int nx = (from.nx() + bx - 1) / bx;
    int ny = (from.ny() + by - 1) / by;
    int nz = (from.nz() + bz - 1) / bz;
    Affine fromBlock =
        Affine.translation((bx - 1) / 2.0, (by - 1) / 2.0, (bz - 1) / 2.0)
            .after(Affine.scaling(bx, by, bz));
    Volume average = Volume.zeros(new Grid(nx, ny, nz, from.worldFromVoxel().after(fromBlock)));
    executor.forEach(
        nz,
        k -> {
          float[] sum = new float[nx];
          for (int j = 0; j < ny; j++) {
            int rows = 0;
            Arrays.fill(sum, 0);
            for (int z = k * bz; z < Math.min((k + 1) * bz, from.nz()); z++) {
              for (int y = j * by; y < Math.min((j + 1) * by, from.ny()); y++) {
                addRow(source.values(), from.index(0, y, z), from.nx(), bx, sum);
                rows++;
              }
            }
            int to = average.grid().index(0, j, k);
            for (int i = 0; i < nx; i++) {
              int columns = Math.min(bx, from.nx() - i * bx);
              average.values()[to + i] = sum[i] / (rows * columns);
            }
          }
        });
    return average;
  }

  /**
   * The block averages of a volume without some of its voxels, which count as 0, as does what is
   * not finite. Only the blocks that lose a voxel are averaged anew.
   *
   * @param average of the whole volume, {@link #blockAverage}
   * @param removed on the volume's lattice
   */
  public static Volume blockAverageWithout(
      Volume source, Volume average, Mask removed, int bx, int by, int bz, TaskExecutor executor) {
    Grid from = source.grid();
    Grid to = average.grid();
    Volume without = average.copy();
    executor.forEach(
        to.nz(),
        slice -> {
          boolean[] touched = new boolean[to.nx() * to.ny()];
          int begin = slice * bz * from.nx() * from.ny();
          int end = Math.min((slice + 1) * bz, from.nz()) * from.nx() * from.ny();
          for (int v = removed.nextSet(begin); v >= 0 && v < end; v = removed.nextSet(v)) {
            int row = v / from.nx();
            int block = row % from.ny() / by * to.nx();
            int last = Math.min((row + 1) * from.nx(), removed.nextClear(v));
            for (; v < last; v++) {
              touched[block + v % from.nx() / bx] = true;
            }
          }
          for (int b = 0; b < touched.length; b++) {
            if (touched[b]) {
              int i = b % to.nx() * bx;
              int j = b / to.nx() * by;
              without.values()[slice * touched.length + b] =
                  blockAverage(source, removed, i, j, slice * bz, bx, by, bz);
            }
          }
        });
    return without;
  }

  /** In the order of {@link #addRow}, so that the sum is the same. */
  private static float blockAverage(
      Volume source, Mask removed, int i, int j, int k, int bx, int by, int bz) {
    Grid grid = source.grid();
    int endI = Math.min(i + bx, grid.nx());
    int endJ = Math.min(j + by, grid.ny());
    int endK = Math.min(k + bz, grid.nz());
    float sum = 0;
    for (int z = k; z < endK; z++) {
      for (int y = j; y < endJ; y++) {
        float s = 0;
        int v = grid.index(i, y, z);
        for (int x = i; x < endI; x++, v++) {
          float value = source.values()[v];
          s += removed.get(v) || !Float.isFinite(value) ? 0 : value;
        }
        sum += s;
      }
    }
    return sum / ((endK - k) * (endJ - j) * (endI - i));
  }

  private static void addRow(float[] values, int from, int count, int block, float[] sum) {
    int v = from;
    for (int i = 0; i < sum.length; i++) {
      int end = Math.min(from + count, v + block);
      float s = 0;
      for (; v < end; v++) {
        s += values[v];
      }
      sum[i] += s;
    }
  }

  /** Reads the source at voxel coordinates. */
  private interface Reader {
    float at(double x, double y, double z);
  }

  /** Takes one target voxel. */
  private interface Writer {
    void put(int index, float value);
  }

  private static Volume volume(
      Grid source, Grid target, Affine sourceFromTarget, Reader reader, TaskExecutor executor) {
    float[] out = new float[target.voxelCount()];
    walk(source, target, sourceFromTarget, reader, executor, (v, value) -> out[v] = value);
    return new Volume(target, out);
  }

  private static Mask mask(
      Grid source, Grid target, Affine sourceFromTarget, Reader reader, TaskExecutor executor) {
    Mask out = new Mask(target);
    Writer writer =
        (v, value) -> {
          if (value >= 0.5f) {
            out.set(v);
          }
        };
    walk(source, target, sourceFromTarget, reader, executor, writer);
    return out;
  }

  private static void walk(
      Grid source,
      Grid target,
      Affine sourceWorldFromTargetWorld,
      Reader reader,
      TaskExecutor executor,
      Writer writer) {
    Affine m =
        source.voxelFromWorld().after(sourceWorldFromTargetWorld).after(target.worldFromVoxel());
    int count = target.voxelCount();
    executor.forEach(
        (count + CHUNK - 1) / CHUNK,
        chunk -> {
          int end = (int) Math.min(count, (chunk + 1L) * CHUNK);
          int v = chunk * CHUNK;
          while (v < end) {
            int row = v / target.nx();
            int j = row % target.ny();
            int k = row / target.ny();
            int i = v - row * target.nx();
            int rowEnd = Math.min(end, v - i + target.nx());
            double x0 = m.xy() * j + m.xz() * k + m.xt();
            double y0 = m.yy() * j + m.yz() * k + m.yt();
            double z0 = m.zy() * j + m.zz() * k + m.zt();
            for (; v < rowEnd; v++, i++) {
              writer.put(v, reader.at(x0 + m.xx() * i, y0 + m.yx() * i, z0 + m.zx() * i));
            }
          }
        });
  }

  private static Volume asVolume(Mask mask, Box box) {
    Volume volume = Volume.zeros(box.on(mask.grid()));
    int to = 0;
    for (int k = box.k0(); k < box.k1(); k++) {
      for (int j = box.j0(); j < box.j1(); j++) {
        int from = mask.grid().index(box.i0(), j, k);
        for (int i = 0; i < box.size(0); i++) {
          volume.values()[to++] = mask.get(from + i) ? 1 : 0;
        }
      }
    }
    return volume;
  }
}
