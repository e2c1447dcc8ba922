package org.bidsveil.demo;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * A head that belongs to no one: the average head, turned, scaled and bent by smooth waves, with
 * the shading of a coil and the noise of a scanner. The same seed gives the same head.
 */
public final class SyntheticHead {
  /** A head may lie so much off in a scanner: degrees, mm. */
  private static final double TURN_DEGREES = 6;

  private static final double SHIFT_MM = 8;

  /** Adult heads differ by about a twentieth in length (ISO 7250-3). */
  private static final double SCALE_SPREAD = 0.05;

  /** Bends of some mm over half a head: another person, but still a head. */
  private static final double WAVE_MM = 3;

  private static final double WAVE_LENGTH_MM = 120;

  /** Of the brightest tissue; a surface coil shades about as much. */
  private static final double SHADING = 0.2;

  /** Of the median head brightness; a signal-to-noise ratio of about 30. */
  private static final double NOISE = 3;

  /** What a scanner stores for the median brightness of a head, which is 100 in the template. */
  private static final double STORED_SCALE = 6;

  /** Brightness to which soft tissue of proton-density contrast tends, and how fast. */
  private static final double PLATEAU = 140;

  private static final double HALF_WAY = 50;

  private final RandomGenerator random;
  private final Volume template;

  public SyntheticHead(Volume template, int seed) {
    this.template = template;
    this.random = new Well19937c(seed);
  }

  /** The contrast of the grey values. */
  public enum Contrast {
    /** As the template: fluid dark, fat bright. */
    T1W,
    /** Proton density: all soft tissue about as bright, bone and air dark. */
    PDW
  }

  /**
   * The image of the head.
   *
   * @param voxelMm edge of a voxel, mm
   */
  public Volume image(double voxelMm, Contrast contrast, TaskExecutor executor) {
    Affine templateFromScan = pose();
    double[] phases = phases();
    Grid grid = grid(voxelMm);
    Sampler sampler = new Sampler(template, 0);
    float[] values = new float[grid.voxelCount()];
    executor.forEach(
        grid.nz(),
        k -> {
          for (int j = 0; j < grid.ny(); j++) {
            for (int i = 0; i < grid.nx(); i++) {
              Vec3 scan = grid.worldFromVoxel().apply(i, j, k);
              Vec3 point = bent(templateFromScan.apply(scan), phases);
              double grey = sampler.trilinearAtWorld(point.x(), point.y(), point.z());
              double shade = 1 + SHADING * StrictMath.sin(scan.y() / 90 + phases[0]);
              values[grid.index(i, j, k)] = (float) (shade * contrasted(grey, contrast));
            }
          }
        });
    addNoise(values);
    return new Volume(grid, values);
  }

  /** Where a point of the scan lies in the template's world. */
  private Affine pose() {
    Affine turn =
        Affine.rotation(
            StrictMath.toRadians(TURN_DEGREES * centred()),
            StrictMath.toRadians(TURN_DEGREES * centred()),
            StrictMath.toRadians(TURN_DEGREES * centred()));
    Affine scale =
        Affine.scaling(
            1 + SCALE_SPREAD * centred(),
            1 + SCALE_SPREAD * centred(),
            1 + SCALE_SPREAD * centred());
    Affine shift =
        Affine.translation(SHIFT_MM * centred(), SHIFT_MM * centred(), SHIFT_MM * centred());
    return shift.after(turn.after(scale)).about(template.grid().centreMm());
  }

  /** -1 to 1. */
  private double centred() {
    return 2 * random.nextDouble() - 1;
  }

  private double[] phases() {
    double[] phases = new double[4];
    for (int n = 0; n < phases.length; n++) {
      phases[n] = 2 * Math.PI * random.nextDouble();
    }
    return phases;
  }

  private static Vec3 bent(Vec3 p, double[] phases) {
    double wave = 2 * Math.PI / WAVE_LENGTH_MM;
    return new Vec3(
        p.x() + WAVE_MM * StrictMath.sin(wave * p.y() + phases[1]),
        p.y() + WAVE_MM * StrictMath.sin(wave * p.z() + phases[2]),
        p.z() + WAVE_MM * StrictMath.sin(wave * p.x() + phases[3]));
  }

  /** The template's box, in voxels of another size. */
  private Grid grid(double voxelMm) {
    Grid from = template.grid();
    int[] size = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      size[axis] = (int) Math.round(from.size(axis) * from.voxelSizeMm(axis) / voxelMm);
    }
    Vec3 corner = from.worldFromVoxel().apply(0, 0, 0);
    Affine worldFromVoxel =
        Affine.translation(corner.x(), corner.y(), corner.z())
            .after(Affine.scaling(voxelMm, voxelMm, voxelMm));
    return new Grid(size[0], size[1], size[2], worldFromVoxel);
  }

  private static double contrasted(double grey, Contrast contrast) {
    return switch (contrast) {
      case T1W -> grey;
      case PDW -> PLATEAU * (1 - StrictMath.exp(-grey / HALF_WAY));
    };
  }

  /** Magnitude of a complex signal with Gaussian noise in both parts (Gudbjartsson 1995). */
  private void addNoise(float[] values) {
    for (int v = 0; v < values.length; v++) {
      double real = values[v] + NOISE * random.nextGaussian();
      double imaginary = NOISE * random.nextGaussian();
      values[v] = (float) (STORED_SCALE * Math.sqrt(real * real + imaginary * imaginary));
    }
  }
}
