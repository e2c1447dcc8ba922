package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bidsveil.qc.FaceCheck;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Nearest;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every defacer on the same head, stored in different ways and tilted. */
class DefacersOnAtlasHeadTest {
  private static final List<Defacer> DEFACERS =
      List.of(
          new TemplateDefacer(),
          new QuickshearDefacer(),
          new ProbabilityDefacer(),
          new ScalpDefacer());

  /** Features of a face; of the eyes the corneas, 12 mm in front of the eyeballs' middle. */
  private static final Map<String, Vec3> FEATURES =
      Map.of(
          "pronasale", landmark("pronasale"),
          "sellion", landmark("sellion"),
          "subnasale", landmark("subnasale"),
          "stomion", landmark("stomion"),
          "gnathion", landmark("gnathion"),
          "left cornea", landmark("eye-left").plus(new Vec3(0, 12, 0)),
          "right cornea", landmark("eye-right").plus(new Vec3(0, 12, 0)));

  private static Vec3 landmark(String name) {
    return AtlasHead.ATLAS.landmark(name);
  }

  private static Map<String, AtlasHead> heads() {
    Map<String, AtlasHead> heads = new LinkedHashMap<>();
    heads.put("RAS 4 mm", AtlasHead.on(AtlasHead.plain(), Affine.IDENTITY));
    heads.put("PSR 3x3x5 mm", AtlasHead.on(AtlasHead.sagittalSlices(), Affine.IDENTITY));
    heads.put("oblique LPS 2.5x2.5x4 mm", AtlasHead.on(AtlasHead.oblique(), AtlasHead.TILTED));
    return heads;
  }

  @TestFactory
  Stream<DynamicTest> theFaceGoesAndTheBrainStays() {
    List<DynamicTest> tests = new ArrayList<>();
    heads()
        .forEach((name, head) -> {
          FaceCheck check = head.faceCheck();
          for (Defacer defacer : DEFACERS) {
            tests.add(
                DynamicTest.dynamicTest(
                    defacer.name() + " on " + name, () -> judge(defacer, head, check)));
          }
        });
    return tests.stream();
  }

  private static void judge(Defacer defacer, AtlasHead head, FaceCheck check) throws CannotDeface {
    DefaceProposal proposal = defacer.propose(head.context(), DefaceOptions.DEFAULT);
    assertEquals(defacer.name(), proposal.defacer());
    assertEquals(head.scan().grid(), proposal.removed().grid());
    double proposedLoss = head.brainLoss(proposal.removed());
    assertTrue(proposedLoss < 0.02, "proposes to remove brain: " + proposedLoss);
    Mask removed = head.guarded(proposal);
    assertEquals(0, head.brainLoss(removed), "the guard keeps the brain");
    FEATURES.forEach((feature, place) ->
        assertTrue(head.around(place, 5).andNot(removed).isEmpty(), feature + " stays"));
    double left = check.faceLeft(head.without(removed));
    double likeness = check.faceLikeness(head.without(removed));
    // A plane leaves the temples, which the window shows at its upper corners.
    assertTrue(left < (defacer instanceof QuickshearDefacer ? 0.1 : 0.03), "face left: " + left);
    assertTrue(likeness < 0.3, "likeness: " + likeness);
    double headLoss = (double) head.head().countAnd(removed) / head.head().count();
    assertTrue(headLoss > 0.05 && headLoss < 0.45, "share of the head removed: " + headLoss);
  }

  /** The checks above can fail: of a face that stays, all is left. */
  @Test
  void nothingRemovedLeavesTheWholeFace() {
    AtlasHead head = AtlasHead.on(AtlasHead.plain(), Affine.IDENTITY);
    Mask nothing = new Mask(head.scan().grid());
    FaceCheck check = head.faceCheck();
    assertEquals(1, check.faceLeft(head.without(nothing)), 1e-9);
    assertEquals(1, check.faceLikeness(head.without(nothing)), 1e-6);
  }

  /** Ears go unless they are to stay; a shear never takes them. */
  @Test
  void earsGoUnlessTheyAreToStay() throws CannotDeface {
    AtlasHead head = AtlasHead.on(AtlasHead.sagittalSlices(), Affine.IDENTITY);
    DefaceOptions keepEars = new DefaceOptions(Double.NaN, true, 0.5);
    Vec3 behindTragus = landmark("tragion-left").plus(new Vec3(-10, -12, 6));
    Mask pinna = head.around(behindTragus, 4);
    for (Defacer defacer : List.of(new TemplateDefacer(), new ProbabilityDefacer())) {
      Mask all = defacer.propose(head.context(), DefaceOptions.DEFAULT).removed();
      Mask kept = defacer.propose(head.context(), keepEars).removed();
      assertTrue(pinna.andNot(all).isEmpty(), defacer.name() + " leaves an ear");
      assertEquals(0, kept.countAnd(pinna), defacer.name() + " takes a kept ear");
    }
  }

  /** One head, two lattices: the same places are removed, whatever way the voxels are stored. */
  @Test
  void theWayOfStorageDoesNotMatter() throws CannotDeface {
    AtlasHead one = AtlasHead.on(AtlasHead.plain(), Affine.IDENTITY);
    AtlasHead other = AtlasHead.on(AtlasHead.sagittalSlices(), Affine.IDENTITY);
    for (Defacer defacer : DEFACERS) {
      Mask a = defacer.propose(one.context(), DefaceOptions.DEFAULT).removed();
      Mask b = defacer.propose(other.context(), DefaceOptions.DEFAULT).removed();
      Mask bOnA = Nearest.resample(b, a.grid());
      Mask both = Nearest.resample(new Mask(b.grid()).not(), a.grid());
      double dice = a.and(both).dice(bOnA);
      assertTrue(dice > 0.95, defacer.name() + ": " + dice);
    }
  }
}
