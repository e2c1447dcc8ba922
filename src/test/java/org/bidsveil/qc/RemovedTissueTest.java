package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.RemovableZone;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.Test;

class RemovedTissueTest {
  private static final Mask HEAD = AverageHead.ATLAS.head().atLeast(0.5);
  private static final Grid GRID = HEAD.grid();
  private static final Mask ZONE =
      RemovableZone.on(GRID, AverageHead.ATLAS, Alignment.affine(Affine.IDENTITY));

  @Test
  void faceAndEarsOfTheAtlasLieWithinTheZone() {
    Mask faceAndEars =
        AverageHead.ATLAS.face().atLeast(0.5).or(AverageHead.ATLAS.ears().atLeast(0.5));
    RemovedTissue tissue = RemovedTissue.of(HEAD, ZONE, faceAndEars);
    assertTrue(tissue.elsewhereMl() < 0.1, tissue.toString());
    assertTrue(tissue.removedShare() > 0.1 && tissue.removedShare() < 0.3, tissue.toString());
  }

  @Test
  void airCountsForNothing() {
    assertEquals(0, RemovedTissue.of(HEAD, ZONE, HEAD.not()).removedMl());
  }

  @Test
  void anErasedHeadLosesMuchElsewhere() {
    Mask brain = AverageHead.ATLAS.brain().atLeast(0.02);
    RemovedTissue tissue = RemovedTissue.of(HEAD, ZONE, brain.not());
    assertTrue(tissue.elsewhereShare() > 0.1, tissue.toString());
  }

  @Test
  void theForeheadIsElsewhere() {
    double brow = AverageHead.ATLAS.landmark("eye-left").z() + 40;
    Mask forehead = AverageHead.where(GRID, p -> p.y() > 40 && p.z() > brow);
    assertTrue(RemovedTissue.of(HEAD, ZONE, forehead).elsewhereMl() > 40);
  }

  @Test
  void finerVoxelsCountByTheirVolume() {
    Affine fromHalves =
        Affine.translation(-0.25, -0.25, -0.25).after(Affine.scaling(0.5, 0.5, 0.5));
    Grid fine =
        new Grid(
            2 * GRID.nx(), 2 * GRID.ny(), 2 * GRID.nz(), GRID.worldFromVoxel().after(fromHalves));
    Mask top = AverageHead.where(fine, p -> p.z() > 61);
    Mask coarse = AverageHead.where(GRID, p -> p.z() > 61);
    assertEquals(
        RemovedTissue.of(HEAD, ZONE, coarse).elsewhereMl(),
        RemovedTissue.of(HEAD, ZONE, top).elsewhereMl(),
        1e-6);
  }
}
