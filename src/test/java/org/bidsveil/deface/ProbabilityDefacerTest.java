package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.qc.FaceCheck;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.junit.jupiter.api.Test;

class ProbabilityDefacerTest {
  private static final AtlasHead HEAD = AtlasHead.on(AtlasHead.sagittalSlices(), AtlasHead.TILTED);

  /** The same scan with the atlas placed wrong by a shift in its own world, mm. */
  private static ScanContext misplaced(double right, double front, double up) {
    ScanContext placed = HEAD.context();
    Alignment wrong =
        Alignment.affine(AtlasHead.TILTED.after(Affine.translation(right, front, up)));
    return ScanContext.of(
        placed.image(),
        placed.working(),
        wrong,
        placed.atlas(),
        placed.brain(),
        AtlasHead.EXECUTOR);
  }

  /** Too far up and back: the atlas' face reaches into the brain, the intensities say where not. */
  @Test
  void intensitiesKeepBrainThatTheAtlasCallsFace() throws CannotDeface {
    ScanContext scan = misplaced(0, -6, 8);
    Mask template = new TemplateDefacer().propose(scan, DefaceOptions.DEFAULT).removed();
    // Without intensities, what can be face is the atlas' face and 6 mm around it.
    double without = HEAD.brainLoss(Morphology.dilate(template, 6, AtlasHead.EXECUTOR));
    double loss =
        HEAD.brainLoss(new ProbabilityDefacer().propose(scan, DefaceOptions.DEFAULT).removed());
    assertTrue(without > 0.06, "the shift endangers the brain: " + without);
    assertTrue(loss < 0.4 * without, loss + " of the brain, without intensities " + without);
    assertTrue(loss < HEAD.brainLoss(template), "no more than the narrower template takes");
  }

  /** Too far down and in front: what can be face reaches beyond the atlas' face. */
  @Test
  void aFaceBesideTheAtlasFaceGoesToo() throws CannotDeface {
    ScanContext scan = misplaced(3, 6, -6);
    FaceCheck check = HEAD.faceCheck();
    Mask removed = HEAD.guarded(new ProbabilityDefacer().propose(scan, DefaceOptions.DEFAULT));
    double left = check.faceLeft(HEAD.without(removed));
    double likeness = check.faceLikeness(HEAD.without(removed));
    assertTrue(left < 0.05, "face left: " + left);
    assertTrue(likeness < 0.3, "likeness: " + likeness);
  }

  @Test
  void aFieldOfViewWithoutFaceIsRefused() {
    // The vertex: 60 mm and more above the brow.
    Grid vertex =
        new Grid(52, 70, 8, AtlasHead.plain().worldFromVoxel().after(Affine.translation(0, 0, 62)));
    AtlasHead head = AtlasHead.on(vertex, Affine.IDENTITY);
    assertThrows(
        CannotDeface.class,
        () -> new ProbabilityDefacer().propose(head.context(), DefaceOptions.DEFAULT));
  }
}
