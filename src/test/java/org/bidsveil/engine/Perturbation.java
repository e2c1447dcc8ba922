package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Nearest;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** What may happen to a head on its way to us, made on purpose, with the truth kept. */
sealed interface Perturbation {
  String name();

  Perturbed of(Volume head, SplittableRandom random);

  /**
   * Whether it can happen to this head.
   *
   * @param truth where the atlas lies in it
   */
  default boolean isPossible(Volume head, HeadAtlas atlas, Alignment truth) {
    return true;
  }

  /**
   * @param newFromOld world of the perturbed scan from world of the head
   * @param size by how much a mm of the head has grown
   */
  record Perturbed(Volume scan, Affine newFromOld, double size) {}

  /** Another pose or size: only the header's affine changes. */
  record Posed(String name, java.util.function.Function<SplittableRandom, Affine> map, double size)
      implements Perturbation {
    @Override
    public Perturbed of(Volume head, SplittableRandom random) {
      Grid grid = head.grid();
      Affine move = map.apply(random).about(grid.centreMm());
      return new Perturbed(
          new Volume(on(grid, move.after(grid.worldFromVoxel())), head.values()), move, size);
    }
  }

  /** Other voxels of the same head in the same place. */
  record Changed(
      String name, java.util.function.BiFunction<Volume, SplittableRandom, Volume> change)
      implements Perturbation {
    @Override
    public Perturbed of(Volume head, SplittableRandom random) {
      return new Perturbed(change.apply(head, random), Affine.IDENTITY, 1);
    }
  }

  /** A neck goes on only below a head whose chin is in view. */
  record LongNeck(String name) implements Perturbation {
    @Override
    public Perturbed of(Volume head, SplittableRandom random) {
      return new Perturbed(neck(head), Affine.IDENTITY, 1);
    }

    @Override
    public boolean isPossible(Volume head, HeadAtlas atlas, Alignment truth) {
      Vec3 chin = truth.toScan(atlas.landmark("gnathion"));
      Vec3 voxel = head.grid().voxelFromWorld().apply(chin.x(), chin.y(), chin.z());
      return head.grid()
          .contains(
              (int) Math.rint(voxel.x()), (int) Math.rint(voxel.y()), (int) Math.rint(voxel.z()));
    }
  }

  private static Grid on(Grid grid, Affine worldFromVoxel) {
    return new Grid(grid.nx(), grid.ny(), grid.nz(), worldFromVoxel);
  }

  private static double radians(double degrees) {
    return Math.toRadians(degrees);
  }

  private static double sign(SplittableRandom random) {
    return random.nextBoolean() ? 1 : -1;
  }

  String LIKE_T2W = "contrast like T2w";

  /** All of them; docs/evaluation/registration.md describes each by its name. */
  static List<Perturbation> all() {
    List<Perturbation> all = new ArrayList<>();
    all.add(new Changed("as it is", (head, random) -> head));
    all.add(
        new Posed(
            "turned 60° about x", random -> Affine.rotation(sign(random) * radians(60), 0, 0), 1));
    all.add(
        new Posed(
            "turned 60° about y", random -> Affine.rotation(0, sign(random) * radians(60), 0), 1));
    all.add(
        new Posed(
            "turned 60° about z", random -> Affine.rotation(0, 0, sign(random) * radians(60)), 1));
    all.add(
        new Posed(
            "turned up to 60° about each axis, shifted up to 80 mm along each",
            random ->
                Affine.translation(
                        random.nextDouble(-80, 80),
                        random.nextDouble(-80, 80),
                        random.nextDouble(-80, 80))
                    .after(
                        Affine.rotation(
                            radians(random.nextDouble(-60, 60)),
                            radians(random.nextDouble(-60, 60)),
                            radians(random.nextDouble(-60, 60)))),
            1));
    all.add(
        new Posed(
            "shifted 80 mm along each axis",
            random -> Affine.translation(80 * sign(random), 80 * sign(random), 80 * sign(random)),
            1));
    all.add(new Posed("size 0.75", random -> Affine.scaling(0.75, 0.75, 0.75), 0.75));
    all.add(new Posed("size 1.25", random -> Affine.scaling(1.25, 1.25, 1.25), 1.25));
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      all.add(
          new Changed("6-mm slices, axis " + "ijk".charAt(a), (head, random) -> thick(head, a)));
    }
    all.add(new Changed("left or right half", (head, random) -> half(head, 0, random)));
    all.add(new Changed("front two thirds", (head, random) -> part(head, 1, 1.0 / 3, 1)));
    all.add(new Changed("lower half", (head, random) -> part(head, 2, 0, 0.55)));
    all.add(new Changed("upper half", (head, random) -> part(head, 2, 0.45, 1)));
    all.add(new Changed("cropped to the skin", (head, random) -> tight(head)));
    all.add(new LongNeck("30 cm of neck and shoulders"));
    all.add(new Changed("storage axes permuted and flipped", (head, random) -> permuted(head)));
    all.add(new Changed("oblique lattice", (head, random) -> oblique(head)));
    all.add(new Changed("bias field up to a factor of 8", Perturbation::biased));
    all.add(new Changed("noise, 20 % of the head's median", Perturbation::noisy));
    all.add(new Changed(LIKE_T2W, (head, random) -> likeT2w(head)));
    return all;
  }

  private static Volume thick(Volume head, int axis) {
    int block = Math.max(1, (int) Math.round(6 / head.grid().voxelSizeMm(axis)));
    return Resampler.blockAverage(
        head,
        axis == 0 ? block : 1,
        axis == 1 ? block : 1,
        axis == 2 ? block : 1,
        TaskExecutor.of(1));
  }

  /** The voxel axis that runs nearest to a world axis, and whether it runs along it. */
  private static int along(Grid grid, int world) {
    int best = 0;
    for (int axis = 1; axis < 3; axis++) {
      if (share(grid, axis, world) > share(grid, best, world)) {
        best = axis;
      }
    }
    return best;
  }

  private static double share(Grid grid, int axis, int world) {
    return Math.abs(component(grid.worldFromVoxel().column(axis), world)) / grid.voxelSizeMm(axis);
  }

  private static double component(Vec3 v, int world) {
    return world == 0 ? v.x() : world == 1 ? v.y() : v.z();
  }

  /** What lies between two shares of the head's extent along a world axis. */
  private static Volume part(Volume head, int world, double from, double to) {
    Grid grid = head.grid();
    Box box = Box.around(HeadMask.of(head, TaskExecutor.of(1)));
    int axis = along(grid, world);
    boolean forward = component(grid.worldFromVoxel().column(axis), world) > 0;
    double low = forward ? from : 1 - to;
    double high = forward ? to : 1 - from;
    int[] first = {box.i0(), box.j0(), box.k0()};
    int begin = low <= 0 ? 0 : first[axis] + (int) (low * box.size(axis));
    int end = high >= 1 ? grid.size(axis) : first[axis] + (int) (high * box.size(axis));
    int[] start = new int[3];
    int[] stop = {grid.nx(), grid.ny(), grid.nz()};
    start[axis] = begin;
    stop[axis] = end;
    return cut(head, new Box(start[0], start[1], start[2], stop[0], stop[1], stop[2]));
  }

  private static Volume half(Volume head, int world, SplittableRandom random) {
    return random.nextBoolean() ? part(head, world, 0, 0.55) : part(head, world, 0.45, 1);
  }

  private static Volume tight(Volume head) {
    return cut(head, Box.around(HeadMask.of(head, TaskExecutor.of(1))));
  }

  private static Volume cut(Volume head, Box box) {
    return Nearest.resample(head, box.on(head.grid()));
  }

  /** The lowest slice with signal goes on downwards as a neck, then widens to shoulders. */
  private static Volume neck(Volume head) {
    Grid grid = head.grid();
    int axis = along(grid, 2);
    boolean up = component(grid.worldFromVoxel().column(axis), 2) > 0;
    int extra = (int) Math.round(300 / grid.voxelSizeMm(axis));
    int[] size = {grid.nx(), grid.ny(), grid.nz()};
    size[axis] += extra;
    int[] origin = new int[3];
    origin[axis] = up ? -extra : 0;
    Grid tall =
        new Grid(
            size[0],
            size[1],
            size[2],
            grid.worldFromVoxel().after(Affine.translation(origin[0], origin[1], origin[2])));
    Box box = Box.around(HeadMask.of(head, TaskExecutor.of(1)));
    double median = Percentiles.of(head).percentileAbove(Percentiles.of(head).otsu(), 50);
    Volume out = Nearest.resample(head, tall).copy();
    int lowest = up ? box.k0() : box.k1() - 1;
    if (axis != 2) {
      lowest = axis == 0 ? (up ? box.i0() : box.i1() - 1) : up ? box.j0() : box.j1() - 1;
    }
    int[] half = {grid.nx() / 2, grid.ny() / 2, grid.nz() / 2};
    half[axis] = lowest;
    Vec3 bottom = grid.worldFromVoxel().apply(half[0], half[1], half[2]);
    for (int k = 0; k < tall.nz(); k++) {
      for (int j = 0; j < tall.ny(); j++) {
        for (int i = 0; i < tall.nx(); i++) {
          Vec3 p = tall.worldFromVoxel().apply(i, j, k);
          double below = bottom.z() - p.z();
          if (below <= 0) {
            continue;
          }
          double wide = 60 + Math.max(0, below - 80) * 1.2;
          double deep = 60 + Math.max(0, Math.min(40, below - 80)) * 0.8;
          double r = Math.hypot((p.x() - bottom.x()) / wide, (p.y() - bottom.y()) / deep);
          if (r < 1) {
            // Muscle with a dark windpipe and bright fat under the skin.
            double d = Math.hypot(p.x() - bottom.x(), p.y() - bottom.y() - 25);
            out.values()[tall.index(i, j, k)] =
                (float) (d < 10 ? 0 : r > 0.9 ? 1.4 * median : 0.6 * median);
          }
        }
      }
    }
    return out;
  }

  /** New axes (k, -i, j) over the same world. */
  private static Volume permuted(Volume head) {
    Grid old = head.grid();
    // Old voxel (i, j, k) from new voxel (a, b, c): i = nx - 1 - b, j = c, k = a.
    Affine oldFromNew = new Affine(0, -1, 0, old.nx() - 1.0, 0, 0, 1, 0, 1, 0, 0, 0);
    Grid grid = new Grid(old.nz(), old.nx(), old.ny(), old.worldFromVoxel().after(oldFromNew));
    return Nearest.resample(head, grid);
  }

  private static Volume oblique(Volume head) {
    Grid grid = head.grid();
    Affine turn = Affine.rotation(radians(25), radians(-15), radians(20)).about(grid.centreMm());
    return Resampler.resample(
        head, on(grid, turn.after(grid.worldFromVoxel())), Affine.IDENTITY, 0, TaskExecutor.of(1));
  }

  /** Brightness falls by this factor across the head, in a random direction. */
  private static Volume biased(Volume head, SplittableRandom random) {
    Grid grid = head.grid();
    Vec3 middle = grid.centreMm();
    double a = random.nextDouble(2 * Math.PI);
    double z = random.nextDouble(-1, 1);
    double r = Math.sqrt(1 - z * z);
    Vec3 direction = new Vec3(r * Math.cos(a), r * Math.sin(a), z);
    Volume out = head.copy();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          double t = grid.worldFromVoxel().apply(i, j, k).minus(middle).dot(direction) / 90;
          out.values()[grid.index(i, j, k)] *=
              (float) Math.exp(Math.log(8) / 2 * Math.clamp(t, -1.2, 1.2));
        }
      }
    }
    return out;
  }

  private static Volume noisy(Volume head, SplittableRandom random) {
    Percentiles percentiles = Percentiles.of(head);
    double deviation = 0.2 * percentiles.percentileAbove(percentiles.otsu(), 50);
    Volume out = head.copy();
    for (int v = 0; v < out.values().length; v++) {
      out.values()[v] =
          (float)
              Math.hypot(
                  out.values()[v] + deviation * random.nextGaussian(),
                  deviation * random.nextGaussian());
    }
    return out;
  }

  /** CSF of a T1w head against its brightest tissue. */
  double CSF = 0.3;

  /** As T2w shows it: what is darker than CSF stays dark, CSF is brightest, fat darkest. */
  private static Volume likeT2w(Volume head) {
    double high = Percentiles.of(head).percentile(99.5);
    Volume out = head.copy();
    for (int v = 0; v < out.values().length; v++) {
      double value = out.values()[v] / high;
      out.values()[v] =
          (float)
              (high
                  * (value < CSF
                      ? value / CSF
                      : Math.max(0.1, 1 - 0.9 * (value - CSF) / (1 - CSF))));
    }
    return out;
  }
}
