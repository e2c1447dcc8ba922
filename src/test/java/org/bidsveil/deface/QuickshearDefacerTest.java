package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class QuickshearDefacerTest {
  private static final AtlasHead HEAD = AtlasHead.on(AtlasHead.sagittalSlices(), AtlasHead.TILTED);

  private final QuickshearDefacer quickshear = new QuickshearDefacer();

  private static DefaceOptions buffer(double mm) {
    return new DefaceOptions(mm, false, 0.5);
  }

  private String refusal(Mask brain) {
    ScanContext context = HEAD.withBrain(brain).context();
    CannotDeface refusal =
        assertThrows(CannotDeface.class, () -> quickshear.propose(context, DefaceOptions.DEFAULT));
    return String.valueOf(refusal.getMessage());
  }

  /** The voxels of the working lattice for which a box in the atlas' world, mm, holds. */
  private static Mask box(Vec3 low, Vec3 high) {
    Grid grid = HEAD.context().working().grid();
    Mask mask = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = HEAD.context().alignment().toAtlas(grid.worldFromVoxel().apply(i, j, k));
          if (p.x() > low.x()
              && p.y() > low.y()
              && p.z() > low.z()
              && p.x() < high.x()
              && p.y() < high.y()
              && p.z() < high.z()) {
            mask.set(i, j, k);
          }
        }
      }
    }
    return mask;
  }

  @Test
  void thePlaneTouchesTheBrainAndLooksToTheFace() throws CannotDeface {
    ScanContext scan = HEAD.context();
    ShearPlane plane = ShearPlane.of(scan.brain(), scan.alignment(), scan.atlas());
    Grid grid = scan.brain().grid();
    double nearest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (scan.brain().get(i, j, k)) {
            nearest = Math.max(nearest, plane.distanceMm(grid.worldFromVoxel().apply(i, j, k)));
          }
        }
      }
    }
    // The plane passes through a voxel's corner, half its diagonal of 6.6 mm from its centre.
    assertTrue(nearest <= 0 && nearest > -3.3, "nearest brain voxel: " + nearest);
    assertEquals(1, plane.normal().norm(), 1e-9);
    Vec3 inAtlas = AtlasHead.TILTED.inverse().applyToDirection(plane.normal());
    assertEquals(0, inAtlas.x(), 1e-6, "perpendicular to the head's own sagittal plane");
    assertTrue(inAtlas.y() > 0.4 && inAtlas.z() < 0, "forward and down: " + inAtlas);
    assertTrue(plane.distanceMm(AtlasHead.TILTED.apply(0, 117, -11)) > 40, "the nose is beyond");
  }

  @Test
  void theBufferIsADistanceInMillimetres() throws CannotDeface {
    ScanContext scan = HEAD.context();
    ShearPlane plane = ShearPlane.of(scan.brain(), scan.alignment(), scan.atlas());
    Grid grid = scan.grid();
    Mask removed = quickshear.propose(scan, buffer(17)).removed();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          double distance = plane.distanceMm(grid.worldFromVoxel().apply(i, j, k));
          if (Math.abs(distance - 17) > 1e-6) {
            assertEquals(distance > 17, removed.get(i, j, k));
          }
        }
      }
    }
    assertEquals(
        quickshear.propose(scan, buffer(QuickshearDefacer.BUFFER_MM)).removed(),
        quickshear.propose(scan, DefaceOptions.DEFAULT).removed());
  }

  @Test
  void anEmptyBrainIsRefused() {
    assertEquals("the brain mask is empty", refusal(new Mask(HEAD.context().working().grid())));
  }

  @Test
  void aBrainOfImpossibleSizeIsRefused() {
    Mask small = box(new Vec3(-30, -50, 0), new Vec3(30, 10, 50));
    assertTrue(refusal(small).contains(" ml, which is no brain"), refusal(small));
    Mask whole = new Mask(HEAD.context().working().grid()).not();
    assertTrue(refusal(whole).contains(" ml, which is no brain"), refusal(whole));
  }

  @Test
  void aBrainWithNeckIsRefused() {
    Mask neck = box(new Vec3(-30, -60, -130), new Vec3(30, 10, -30));
    String sentence = refusal(HEAD.context().brain().or(neck));
    assertTrue(sentence.endsWith("% of the brain mask lie where no brain can be"), sentence);
  }

  /** A slab from the vertex to the nose: half a brain is no implausible brain there. */
  @Test
  void aSlabWithPartOfTheBrainIsDefaced() throws CannotDeface {
    Grid slab =
        new Grid(
            52, 70, 24, AtlasHead.plain().worldFromVoxel().after(Affine.translation(0, 0, 37)));
    AtlasHead head = AtlasHead.on(slab, Affine.IDENTITY);
    int whole = AtlasHead.on(AtlasHead.plain(), Affine.IDENTITY).context().brain().count();
    assertTrue(head.context().brain().count() < 0.9 * whole, "part of the brain is out of view");
    Mask removed = quickshear.propose(head.context(), DefaceOptions.DEFAULT).removed();
    assertFalse(removed.isEmpty());
    assertEquals(0, head.brainLoss(removed));
    Vec3 cornea = AtlasHead.ATLAS.landmark("eye-left").plus(new Vec3(0, 12, 0));
    assertTrue(head.around(cornea, 4).andNot(removed).isEmpty());
  }

  @Test
  void aFieldOfViewWithoutBrainIsRefused() {
    Grid neck = new Grid(52, 70, 16, AtlasHead.plain().worldFromVoxel());
    AtlasHead head = AtlasHead.on(neck, Affine.IDENTITY);
    Mask some = new Mask(head.context().working().grid());
    some.set(20, 20, 10);
    CannotDeface refusal =
        assertThrows(
            CannotDeface.class,
            () -> quickshear.propose(head.withBrain(some).context(), DefaceOptions.DEFAULT));
    assertEquals("hardly any brain lies in the field of view", refusal.getMessage());
  }
}
