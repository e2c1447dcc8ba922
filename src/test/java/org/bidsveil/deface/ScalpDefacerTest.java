package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class ScalpDefacerTest {
  private static final AtlasHead HEAD = AtlasHead.on(AtlasHead.plain(), Affine.IDENTITY);

  private static ScanContext context(Volume scan) {
    ScanContext clean = HEAD.context();
    return ScanContext.of(
        scan,
        Pyramid.workingOf(scan, AtlasHead.EXECUTOR),
        clean.alignment(),
        clean.atlas(),
        clean.brain(),
        AtlasHead.EXECUTOR);
  }

  /** The head and a third of its brightness again, half a field of view farther along y. */
  private static Volume withGhost() {
    Volume ghosted = HEAD.scan().copy();
    Grid grid = ghosted.grid();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          int from = (j + grid.ny() / 2) % grid.ny();
          ghosted.values()[grid.index(i, j, k)] += HEAD.scan().at(i, from, k) / 3;
        }
      }
    }
    return ghosted;
  }

  @Test
  void ghostsInAirGoAndTheHeadBehindTheFaceStays() throws CannotDeface {
    Volume ghosted = withGhost();
    Mask ghost = ghosted.atLeast(15);
    // Farther than any of the atlas' heads reaches, the margin and the shell.
    Mask farAir = Morphology.dilate(HEAD.anyHead(), 16, AtlasHead.EXECUTOR).not();
    assertTrue(farAir.countAnd(ghost) > 1000, "the ghost is seen in air");
    ScanContext scan = context(ghosted);
    Mask removed = new ScalpDefacer().propose(scan, DefaceOptions.DEFAULT).removed();
    assertTrue(farAir.andNot(removed).isEmpty(), "air far from the head");
    Mask template = new TemplateDefacer().propose(scan, DefaceOptions.DEFAULT).removed();
    assertTrue(template.andNot(removed).isEmpty(), "face and ears");
    assertTrue(farAir.and(ghost).andNot(template).count() > 100, "the template alone leaves some");
    Mask kept = HEAD.head().andNot(template);
    double loss = (double) kept.countAnd(removed) / kept.count();
    assertEquals(0, loss, 0.01, "share of the rest of the head that goes");
  }

  @Test
  void aScanWithoutAHeadIsRefused() {
    Grid grid = AtlasHead.plain();
    ScanContext empty =
        ScanContext.of(
            Volume.zeros(grid),
            Volume.zeros(grid),
            HEAD.context().alignment(),
            AtlasHead.ATLAS,
            new Mask(grid),
            AtlasHead.EXECUTOR);
    assertThrows(
        CannotDeface.class, () -> new ScalpDefacer().propose(empty, DefaceOptions.DEFAULT));
  }
}
