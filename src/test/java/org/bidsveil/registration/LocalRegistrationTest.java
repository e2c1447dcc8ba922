package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.registration.AffineRegistration.SearchSettings;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class LocalRegistrationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final LocalRegistration LOCAL =
      new LocalRegistration(ATLAS.samples(), LocalRegistration.Settings.scan());

  /** The bent head: at q lies what the atlas has at {@link #atlasPoint}(q). */
  private static final Pyramid BENT = Pyramid.of(bent(), TaskExecutor.of(1));

  private static final Affine NEAREST_AFFINE =
      new AffineRegistration(ATLAS.samples(), SearchSettings.LOCAL)
          .refine(BENT, Affine.IDENTITY, TaskExecutor.of(1))
          .scanFromAtlas();

  @Test
  void followsABendThatNoAffineMapFollows() {
    double affine = meanOffMm(Alignment.affine(NEAREST_AFFINE));
    double local = meanOffMm(LOCAL.refine(BENT, NEAREST_AFFINE, TaskExecutor.of(2)));
    assertTrue(affine > 2, "the bend is one: " + affine);
    assertTrue(local < 0.6 * affine, local + " mm after " + affine + " mm");
  }

  @Test
  void leavesAHeadAloneThatFitsAlready() {
    Pyramid same =
        Pyramid.of(AverageHead.scan(Affine.IDENTITY, ATLAS.template().grid()), TaskExecutor.of(1));
    Alignment local = LOCAL.refine(same, Affine.IDENTITY, TaskExecutor.of(1));
    for (HeadAtlas.Landmark l : ATLAS.landmarks()) {
      // Less than a voxel of the level on which it climbs.
      assertTrue(local.toScan(l.mm()).minus(l.mm()).norm() < 1.5, l.name());
    }
  }

  @Test
  void leadsBackFromTheScan() {
    Alignment local = LOCAL.refine(BENT, NEAREST_AFFINE, TaskExecutor.of(2));
    for (HeadAtlas.Landmark l : ATLAS.landmarks()) {
      assertEquals(0, local.toAtlas(local.toScan(l.mm())).minus(l.mm()).norm(), 0.3, l.name());
    }
    assertEquals(NEAREST_AFFINE, local.affine());
  }

  private static Vec3 atlasPoint(Vec3 q) {
    return new Vec3(
        q.x() + 5 * Math.sin(q.z() / 35),
        q.y() + 6 * Math.cos(q.z() / 30 + 1),
        q.z() + 5 * Math.sin(q.y() / 35));
  }

  private static Volume bent() {
    Grid grid = ATLAS.template().grid();
    Sampler sampler = new Sampler(ATLAS.template(), 0);
    Volume out = Volume.zeros(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = atlasPoint(grid.worldFromVoxel().apply(i, j, k));
          out.values()[grid.index(i, j, k)] = sampler.trilinearAtWorld(p.x(), p.y(), p.z());
        }
      }
    }
    return out;
  }

  /** Over the landmarks: where the alignment says they are, and what is there. */
  private static double meanOffMm(Alignment alignment) {
    return ATLAS.landmarks().stream()
        .mapToDouble(l -> atlasPoint(alignment.toScan(l.mm())).minus(l.mm()).norm())
        .average()
        .orElseThrow();
  }
}
