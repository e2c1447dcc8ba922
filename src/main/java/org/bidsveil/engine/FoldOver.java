package org.bidsveil.engine;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * A face that runs over the edge of a field of view which is too short comes out again at the
 * opposite edge, as the Fourier transform makes the image periodic (aliasing, "wrap-around";
 * Bernstein, King and Zhou 2004, Handbook of MRI Pulse Sequences, 11.1). The mask goes on there.
 */
final class FoldOver {
  /** The reason for a person to look. */
  static final String REASON = "face-folded-over";

  /** Tissue of less than 10 x 10 mm at an edge is no nose, chin or ear. */
  private static final double LEAST_MM2 = 100;

  /** Where the average head is not, but for one in fifty. */
  private static final float NO_HEAD = 0.02f;

  /** What came out again lies where it would lie but for a turn of the slice, mm. */
  private static final double BESIDE_MM = 6;

  /** A nose is longer than the average by less than this, mm. */
  private static final double LONGER_MM = 8;

  /** Skin about what shows as tissue, mm. */
  private static final double SKIN_MM = 4;

  /** More of a face does not come out again: then the head is not in view at all, mm. */
  private static final double DEEPEST_MM = 60;

  /** Neighbouring slices share this much of their tissue; the two ends of a crop do not. */
  private static final double NEIGHBOURS = 0.85;

  private final Volume working;
  private final Volume head;
  private final HeadAtlas atlas;
  private final AtlasOnScan placed;
  private final boolean keepEars;
  private final double tissue;
  private final TaskExecutor executor;

  private FoldOver(
      Volume working,
      Volume head,
      HeadAtlas atlas,
      AtlasOnScan placed,
      boolean keepEars,
      double tissue,
      TaskExecutor executor) {
    this.working = working;
    this.head = head;
    this.atlas = atlas;
    this.placed = placed;
    this.keepEars = keepEars;
    this.tissue = tissue;
    this.executor = executor;
  }

  /**
   * What of the face came out again at an opposite edge; empty where nothing did.
   *
   * @param working the scan at about 2 mm
   * @param head the atlas' head probability on the same lattice
   * @param tissue brighter is tissue
   */
  static Optional<Mask> of(
      Volume working,
      Volume head,
      HeadAtlas atlas,
      AtlasOnScan placed,
      boolean keepEars,
      double tissue,
      TaskExecutor executor) {
    return new FoldOver(working, head, atlas, placed, keepEars, tissue, executor).found();
  }

  private Optional<Mask> found() {
    Grid grid = working.grid();
    Mask face = face(placed);
    Mask all = new Mask(grid);
    for (int axis = 0; axis < 3; axis++) {
      for (boolean high : new boolean[] {false, true}) {
        if (grid.size(axis) > 2 * EDGE && comesOutAgain(face, axis, high)) {
          all = all.or(continued(axis, high));
        }
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** Slices that are looked at: filters leave the outermost one dark. */
  private static final int EDGE = 2;

  private boolean comesOutAgain(Mask face, int axis, boolean high) {
    Grid grid = working.grid();
    boolean[] leaves = columns(axis, high, v -> isTissue(v) && face.get(v));
    if (area(leaves, axis) < LEAST_MM2) {
      return false;
    }
    boolean[] near = widened(leaves, axis);
    boolean[] strange = columns(axis, !high, v -> isTissue(v) && head.values()[v] < NO_HEAD);
    for (int c = 0; c < near.length; c++) {
      strange[c] &= near[c];
    }
    // Left and right edges of any head are alike.
    boolean mirrored =
        Math.abs(grid.worldFromVoxel().column(axis).x()) > 0.5 * grid.voxelSizeMm(axis);
    return area(strange, axis) >= LEAST_MM2 || !mirrored && areNeighbours(axis);
  }

  /** Dice of the tissue in the outermost slices of both ends. */
  private boolean areNeighbours(int axis) {
    boolean[] first = columns(axis, false, this::isTissue);
    boolean[] last = columns(axis, true, this::isTissue);
    int both = 0;
    int one = 0;
    for (int c = 0; c < first.length; c++) {
      both += first[c] && last[c] ? 2 : 0;
      one += (first[c] ? 1 : 0) + (last[c] ? 1 : 0);
    }
    return one > 0 && both < 2 * first.length * ALL_TISSUE && both >= NEIGHBOURS * one;
  }

  /** Slabs through the middle of a head have tissue all over both ends. */
  private static final double ALL_TISSUE = 0.5;

  private boolean isTissue(int voxel) {
    return working.values()[voxel] > tissue;
  }

  private Mask face(AtlasOnScan there) {
    Mask face = there.where(atlas.face());
    return keepEars ? face : face.or(there.where(atlas.ears()));
  }

  /** The mask on the lattice as it would go on beyond its edge. */
  private Mask continued(int axis, boolean high) {
    Grid grid = working.grid();
    int n = high ? grid.size(axis) : -grid.size(axis);
    Affine shift = Affine.translation(axis == 0 ? n : 0, axis == 1 ? n : 0, axis == 2 ? n : 0);
    Grid beyond = new Grid(grid.nx(), grid.ny(), grid.nz(), grid.worldFromVoxel().after(shift));
    AtlasOnScan there = AtlasOnScan.of(atlas, placed.alignment(), beyond, executor);
    Volume headBeyond = there.pull(atlas.head());
    Mask strange = new Mask(grid);
    Mask possible = new Mask(grid);
    for (int v = 0; v < head.values().length; v++) {
      if (headBeyond.values()[v] >= NO_HEAD) {
        possible.set(v);
      }
      if (isTissue(v) && head.values()[v] < NO_HEAD) {
        strange.set(v);
      }
    }
    Mask faceBeyond = face(there);
    Mask onGrid = new Mask(grid);
    for (int v = faceBeyond.nextSet(0); v >= 0; v = faceBeyond.nextSet(v + 1)) {
      onGrid.set(v);
    }
    return onGrid
        .and(
            Morphology.dilate(possible, LONGER_MM, executor)
                .or(Morphology.dilate(strange, SKIN_MM, executor)))
        .and(within(axis, !high));
  }

  /** The part of the lattice next to one of its edges. */
  private Mask within(int axis, boolean high) {
    Grid grid = working.grid();
    int slices = Math.min(grid.size(axis) / 2, (int) (DEEPEST_MM / grid.voxelSizeMm(axis)));
    Mask near = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          int at = axis == 0 ? i : axis == 1 ? j : k;
          if (high ? at >= grid.size(axis) - slices : at < slices) {
            near.set(i, j, k);
          }
        }
      }
    }
    return near;
  }

  /** Of each column along the axis, whether one of its outermost voxels is so. */
  private boolean[] columns(int axis, boolean high, IntPredicate is) {
    Grid grid = working.grid();
    int[] stride = {1, grid.nx(), grid.nx() * grid.ny()};
    int u = (axis + 1) % 3;
    int w = (axis + 2) % 3;
    boolean[] out = new boolean[grid.size(u) * grid.size(w)];
    for (int b = 0; b < grid.size(w); b++) {
      for (int a = 0; a < grid.size(u); a++) {
        for (int e = 0; e < EDGE; e++) {
          int at = high ? grid.size(axis) - 1 - e : e;
          out[a + grid.size(u) * b] |= is.test(at * stride[axis] + a * stride[u] + b * stride[w]);
        }
      }
    }
    return solid(out, grid.size(u), grid.size(w));
  }

  /** Without specks of noise: most of the 3 x 3 columns about one must be as it is. */
  private static boolean[] solid(boolean[] columns, int nu, int nw) {
    boolean[] out = new boolean[columns.length];
    for (int b = 1; b < nw - 1; b++) {
      for (int a = 1; a < nu - 1; a++) {
        int n = 0;
        for (int c = 0; c < 9; c++) {
          n += columns[a + c % 3 - 1 + nu * (b + c / 3 - 1)] ? 1 : 0;
        }
        out[a + nu * b] = columns[a + nu * b] && n >= 7;
      }
    }
    return out;
  }

  private double area(boolean[] columns, int axis) {
    int n = 0;
    for (boolean column : columns) {
      n += column ? 1 : 0;
    }
    Grid grid = working.grid();
    return n * grid.voxelSizeMm((axis + 1) % 3) * grid.voxelSizeMm((axis + 2) % 3);
  }

  private boolean[] widened(boolean[] columns, int axis) {
    Grid grid = working.grid();
    int nu = grid.size((axis + 1) % 3);
    int nw = grid.size((axis + 2) % 3);
    int ru = (int) (BESIDE_MM / grid.voxelSizeMm((axis + 1) % 3));
    int rw = (int) (BESIDE_MM / grid.voxelSizeMm((axis + 2) % 3));
    boolean[] out = new boolean[columns.length];
    for (int b = 0; b < nw; b++) {
      for (int a = 0; a < nu; a++) {
        if (columns[a + nu * b]) {
          for (int y = Math.max(0, b - rw); y <= Math.min(nw - 1, b + rw); y++) {
            for (int x = Math.max(0, a - ru); x <= Math.min(nu - 1, a + ru); x++) {
              out[x + nu * y] = true;
            }
          }
        }
      }
    }
    return out;
  }
}
