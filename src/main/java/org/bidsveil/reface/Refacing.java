package org.bidsveil.reface;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The values of the removed voxels of a scan when the average face and ears of the atlas are put in
 * their place, in the contrast of the tissue that is kept. No value depends on a removed voxel; the
 * placement is that of the scan near what is kept, and farther away the average is as large and as
 * broad as it is ({@link Alignment#continuedFrom}): it is drawn neither into the shape of this face
 * nor into the proportions of this head.
 *
 * <p>Noise is drawn by voxel: the same scan gives the same values for any number of threads.
 */
public final class Refacing {
  /** Probability of brain above which a voxel is deep in it. */
  private static final double BRAIN = 0.98;

  private final HeadAtlas atlas;
  private final AverageFace face;
  private final TaskExecutor executor;

  /** Takes the average face from an atlas. */
  public Refacing(HeadAtlas atlas, TaskExecutor executor) {
    this.atlas = atlas;
    this.face = AverageFace.of(atlas, executor);
    this.executor = executor;
  }

  /**
   * The values of the removed voxels of one volume, in the order of their indices.
   *
   * @param scan as it was; its removed voxels are not looked at
   * @param removed on the same grid
   * @param placement of the atlas in the scan
   * @param air value of air by the index of a voxel: where no tissue is to be, and as noisy
   * @param seed of the noise of tissue; another for each volume of an image
   */
  public float[] values(
      Volume scan, Mask removed, Alignment placement, IntToDoubleFunction air, long seed) {
    Sampler head = new Sampler(atlas.head(), 0);
    Alignment continued =
        placement.continuedFrom(
            atlas.template().grid(),
            p -> head.trilinearHeldAtWorld(p.x(), p.y(), p.z()) >= 0.5,
            new KeptPlaces(removed, scan.grid().voxelFromWorld())::isKept,
            executor);
    KeptScan kept = KeptScan.of(scan, removed, executor);
    AtlasOnScan pulled = AtlasOnScan.of(atlas, continued, kept.grid(), executor);
    Volume depth = pulled.pull(face.depth());
    Volume brightness = pulled.pull(face.brightness());
    Volume brain = pulled.pull(atlas.brain());
    Expected expected = Expected.of(kept, depth, brightness, brain, mean(air, removed), executor);
    double noise = TissueNoise.of(scan, kept.inside(brain, removed, BRAIN));
    Grain grain = new Grain(seed, noise);
    return new FacePainter(face, eyes(), removed, kept, continued, expected, air, grain)
        .paint(executor);
  }

  private List<Vec3> eyes() {
    return List.of(atlas.landmark("eye-left"), atlas.landmark("eye-right"));
  }

  private static float mean(IntToDoubleFunction air, Mask removed) {
    double sum = 0;
    int n = 0;
    for (int v = removed.nextSet(0); v >= 0 && n < AIR_SAMPLES; v = removed.nextSet(v + 1)) {
      sum += air.applyAsDouble(v);
      n++;
    }
    return n == 0 ? 0 : (float) (sum / n);
  }

  /** Enough for a mean within 1 % of the noise. */
  private static final int AIR_SAMPLES = 10_000;

  /** Whether a point of the scan's world is in the field of view and kept. */
  private record KeptPlaces(Mask removed, Affine voxelFromWorld) {
    boolean isKept(Vec3 mm) {
      Grid grid = removed.grid();
      Vec3 p = voxelFromWorld.apply(mm);
      int i = (int) Math.rint(p.x());
      int j = (int) Math.rint(p.y());
      int k = (int) Math.rint(p.z());
      return grid.contains(i, j, k) && !removed.get(i, j, k);
    }
  }
}
