package org.bidsveil.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * The map from template world mm to scan world mm and back: an affine map after an optional smooth
 * displacement.
 */
public final class Alignment {
  private static final TaskExecutor ALONE = TaskExecutor.of(1);

  private final Affine scanFromAtlas;
  private final Affine atlasFromScan;
  private final DisplacementField forward;
  private final DisplacementField backward;
  private final boolean local;

  private Alignment(
      Affine scanFromAtlas, DisplacementField forward, DisplacementField backward, boolean local) {
    this.scanFromAtlas = scanFromAtlas;
    this.atlasFromScan = scanFromAtlas.inverse();
    this.forward = forward;
    this.backward = backward;
    this.local = local;
  }

  /** An alignment by an affine map alone, scan world from template world, mm. */
  public static Alignment affine(Affine scanFromAtlas) {
    DisplacementField none =
        new DisplacementField(new Grid(2, 2, 2, Affine.IDENTITY), new float[24]);
    return new Alignment(scanFromAtlas, none, none, false);
  }

  public static Alignment local(Affine scanFromAtlas, DisplacementField displacement) {
    return local(scanFromAtlas, displacement, ALONE);
  }

  /** The same, the displacement inverted on several threads. */
  public static Alignment local(
      Affine scanFromAtlas, DisplacementField displacement, TaskExecutor executor) {
    return new Alignment(scanFromAtlas, displacement, displacement.inverse(executor), true);
  }

  /**
   * The alignment of the same template with another scan of the same head.
   *
   * @param otherFromScan maps this scan's world to the other's
   */
  public Alignment carried(Affine otherFromScan) {
    return new Alignment(otherFromScan.after(scanFromAtlas), forward, backward, local);
  }

  /**
   * The same alignment where tissue is kept. Away from it, it gives way to the template in its own
   * size and proportions, turned and moved to fit the kept tissue around: so it tells nothing of
   * the shape of what was removed, and far from the kept tissue nothing of whose head it is.
   *
   * @param template its lattice, on which everything lies that is to be placed
   * @param tissue whether a point of the template's world, mm, is in its head
   * @param kept whether a point of the scan's world, mm, is kept
   */
  public Alignment continuedFrom(
      Grid template, Predicate<Vec3> tissue, Predicate<Vec3> kept, TaskExecutor executor) {
    Grid lattice = DisplacementField.lattice(template);
    return local(
        scanFromAtlas, FieldContinuation.of(this, lattice, tissue, kept, executor), executor);
  }

  /**
   * The alignment of the template when this one is of the template in another shape.
   *
   * @param shape from the template to that shape, mm
   */
  public Alignment after(DisplacementField shape) {
    return local(scanFromAtlas, forward.after(shape));
  }

  /** The affine part alone. */
  public Affine affine() {
    return scanFromAtlas;
  }

  /** From template world mm to scan world mm. */
  public Vec3 toScan(double x, double y, double z) {
    if (!local) {
      return scanFromAtlas.apply(x, y, z);
    }
    Vec3 u = forward.at(x, y, z);
    return scanFromAtlas.apply(x + u.x(), y + u.y(), z + u.z());
  }

  /** From template world mm to scan world mm. */
  public Vec3 toScan(Vec3 p) {
    return toScan(p.x(), p.y(), p.z());
  }

  /**
   * Moves points from template world to scan world, in place.
   *
   * @param points three components per point, mm
   */
  public void toScan(double[] points) {
    if (local) {
      forward.move(points);
    }
    scanFromAtlas.move(points);
  }

  /** From scan world mm to template world mm. */
  public Vec3 toAtlas(double x, double y, double z) {
    Vec3 p = atlasFromScan.apply(x, y, z);
    if (!local) {
      return p;
    }
    return p.plus(backward.at(p.x(), p.y(), p.z()));
  }

  /**
   * The template world points of a row of a scan's voxels.
   *
   * @param row receives three components per voxel, mm
   */
  public void rowToAtlas(Grid scan, int j, int k, double[] row) {
    Affine m = atlasFromScan.after(scan.worldFromVoxel());
    double x = m.xy() * j + m.xz() * k + m.xt();
    double y = m.yy() * j + m.yz() * k + m.yt();
    double z = m.zy() * j + m.zz() * k + m.zt();
    double dx = m.xx();
    double dy = m.yx();
    double dz = m.zx();
    for (int i = 0; i < scan.nx(); i++) {
      row[3 * i] = x + dx * i;
      row[3 * i + 1] = y + dy * i;
      row[3 * i + 2] = z + dz * i;
    }
    if (local) {
      backward.move(row);
    }
  }

  /** From scan world mm to template world mm. */
  public Vec3 toAtlas(Vec3 p) {
    return toAtlas(p.x(), p.y(), p.z());
  }

  /**
   * The same alignments seen from an unbiased template: the mean displacement of all is taken out,
   * so that the template's shape is the mean shape. The affine parts stay.
   */
  public static List<Alignment> unbiased(List<Alignment> alignments) {
    DisplacementField mean =
        DisplacementField.mean(alignments.stream().map(a -> a.forward).toList());
    // New template point x' = x + mean(x); the old point of x' is its inverse.
    DisplacementField toOld = mean.inverse(ALONE);
    List<Alignment> out = new ArrayList<>();
    for (Alignment a : alignments) {
      out.add(local(a.scanFromAtlas, a.forward.after(toOld)));
    }
    return out;
  }
}
