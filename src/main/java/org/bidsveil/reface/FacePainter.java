package org.bidsveil.reface;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/** Evaluates the average face at the removed voxels of a scan. */
final class FacePainter {
  /** An eyeball: axial length 24 mm (Bekerman 2014, J Ophthalmol 503645). */
  private static final double EYE_MM = 12;

  /** The sclera, which is dark in any contrast, and the blur of the average. */
  private static final double EYE_EDGE_MM = 2;

  private final Grid grid;
  private final Mask removed;
  private final KeptScan kept;
  private final Alignment alignment;
  private final Expected expected;
  private final IntToDoubleFunction air;
  private final Grain grain;
  private final List<Vec3> eyes;
  private final Skin skin;
  private final Sampler brightness;
  private final Sampler gain;
  private final Sampler seam;

  /**
   * @param eyes their middles, atlas world mm
   * @param alignment of the atlas in the scan
   */
  FacePainter(
      AverageFace face,
      List<Vec3> eyes,
      Mask removed,
      KeptScan kept,
      Alignment alignment,
      Expected expected,
      IntToDoubleFunction air,
      Grain grain) {
    this.grid = removed.grid();
    this.removed = removed;
    this.kept = kept;
    this.alignment = alignment;
    this.expected = expected;
    this.air = air;
    this.grain = grain;
    this.eyes = eyes;
    this.skin = new Skin(expected.depth(), kept.voxel());
    this.brightness = new Sampler(face.brightness(), 0);
    this.gain = new Sampler(expected.gain(), 1);
    this.seam = new Sampler(expected.seam(), 0);
  }

  /** The values in the order of the voxels' indices. */
  float[] paint(TaskExecutor executor) {
    int slice = grid.nx() * grid.ny();
    int[] first = new int[grid.nz() + 1];
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      first[v / slice + 1]++;
    }
    for (int k = 0; k < grid.nz(); k++) {
      first[k + 1] += first[k];
    }
    float[] out = new float[first[grid.nz()]];
    executor.forEach(grid.nz(), k -> paintSlice(k, first[k], out));
    return out;
  }

  private void paintSlice(int k, int from, float[] out) {
    double[] row = new double[3 * grid.nx()];
    int at = from;
    for (int j = 0; j < grid.ny(); j++) {
      int start = grid.index(0, j, k);
      int end = start + grid.nx();
      int v = removed.nextSet(start);
      if (v < 0 || v >= end) {
        continue;
      }
      alignment.rowToAtlas(grid, j, k, row);
      for (; v >= 0 && v < end; v = removed.nextSet(v + 1)) {
        out[at++] = value(v, v - start, j, k, row);
      }
    }
  }

  private float value(int voxel, int i, int j, int k, double[] row) {
    double x = row[3 * i];
    double y = row[3 * i + 1];
    double z = row[3 * i + 2];
    double ci = kept.at(0, i);
    double cj = kept.at(1, j);
    double ck = kept.at(2, k);
    double inside = skin.share(ci, cj, ck);
    double even = withEyes(expected.curve().at(brightness.trilinearHeldAtWorld(x, y, z)), x, y, z);
    double flesh =
        expected.air() + gain.trilinear(ci, cj, ck) * (even - expected.air()) + grain.at(voxel);
    double value =
        (1 - inside) * air.applyAsDouble(voxel) + inside * flesh + seam.trilinear(ci, cj, ck);
    return (float) Math.clamp(value, kept.least(), kept.most());
  }

  private double withEyes(double flesh, double x, double y, double z) {
    if (Float.isNaN(expected.fluid())) {
      return flesh;
    }
    double share = 0;
    for (Vec3 eye : eyes) {
      double d = new Vec3(x, y, z).minus(eye).norm();
      share = Math.max(share, Math.clamp((EYE_MM - d) / EYE_EDGE_MM, 0, 1));
    }
    return flesh + share * (expected.fluid() - flesh);
  }
}
