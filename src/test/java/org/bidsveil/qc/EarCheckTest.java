package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Predicate;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** The average head's ears, whole, cut, hidden, out of view and gone. */
class EarCheckTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final Volume HEAD = ATLAS.template();
  private static final Vec3 TRAGION = ATLAS.landmark("tragion-right");

  /** Brightness 100 is the median of a head. */
  private static final double TISSUE = 25;

  private static final EarCheck CHECK = check(HEAD, Affine.IDENTITY);

  @Test
  void untouchedEarsAreAllThere() {
    assertEquals(2, CHECK.earsSeen());
    assertEquals(1, CHECK.earsLeft(HEAD));
  }

  @Test
  void earsRemovedByTheAtlasAreGone() {
    assertEquals(0, CHECK.earsLeft(AverageHead.without(HEAD, ATLAS.ears().atLeast(0.5))), 0.02);
  }

  @Test
  void aMaskWithoutEarsLeavesThem() {
    assertTrue(CHECK.earsLeft(AverageHead.without(HEAD, ATLAS.face().atLeast(0.5))) > 0.95);
  }

  @Test
  void oneEarThatIsKeptCounts() {
    Mask ears = ATLAS.ears().atLeast(0.5);
    assertTrue(
        CHECK.earsLeft(AverageHead.without(HEAD, ears.and(where(p -> p.x() > 0)))) > 0.95,
        "left kept");
    assertTrue(
        CHECK.earsLeft(AverageHead.without(HEAD, ears.and(where(p -> p.x() < 0)))) > 0.95,
        "right kept");
  }

  @Test
  void halfOfEachEarIsHalfOfIt() {
    Mask ears = ATLAS.ears().atLeast(0.5);
    double behind =
        CHECK.earsLeft(AverageHead.without(HEAD, ears.and(where(p -> p.y() > TRAGION.y() - 13))));
    double before =
        CHECK.earsLeft(AverageHead.without(HEAD, ears.and(where(p -> p.y() <= TRAGION.y() - 13))));
    assertEquals(1, behind + before, 0.1);
    assertTrue(behind > 0.3 && behind < 0.7, "the back half left " + behind);
  }

  @Test
  void anEarOfWhichTheRimIsShavedOffIsStillAnEar() {
    Mask rim = where(p -> Math.abs(p.x()) > TRAGION.x() + 6);
    assertTrue(CHECK.earsLeft(AverageHead.without(HEAD, rim)) > 0.6);
  }

  @Test
  void anEarThatStandsElsewhereThanTheAtlasSaysIsStillSeen() {
    // The atlas, and with it the window, lies 8 mm too far in front and below.
    EarCheck check = check(HEAD, Affine.translation(0, 8, -8));
    assertEquals(2, check.earsSeen());
    assertTrue(check.earsLeft(AverageHead.without(HEAD, ATLAS.face().atLeast(0.5))) > 0.95);
    assertEquals(0, check.earsLeft(AverageHead.without(HEAD, ATLAS.ears().atLeast(0.5))), 0.05);
  }

  @Test
  void whatIsSeenDoesNotDependOnWhereTheHeadLies() {
    Affine map = Affine.translation(20, -10, 5).after(Affine.rotation(0.2, 0.1, -0.3));
    Volume scan = AverageHead.scan(map, AverageHead.cube(130, 2.5, map.apply(0, 0, 0)));
    EarCheck check = check(scan, map);
    assertEquals(2, check.earsSeen());
    assertEquals(1, check.earsLeft(scan));
    assertEquals(0, check.earsLeft(Volume.zeros(scan.grid())));
  }

  @Test
  void anEarUnderACushionThatStaysIsLeft() {
    // As bright as tissue, on the right ear, larger than any ear.
    Mask cushion =
        where(p ->
            p.x() > TRAGION.x() + 8
                && Math.abs(p.y() - TRAGION.y() + 13) < 60
                && Math.abs(p.z() - TRAGION.z()) < 60);
    Volume scan = HEAD.copy();
    for (int v = cushion.nextSet(0); v >= 0; v = cushion.nextSet(v + 1)) {
      scan.values()[v] = 100;
    }
    EarCheck check = check(scan, Affine.IDENTITY);
    assertEquals(2, check.earsSeen());
    Mask ears = ATLAS.ears().atLeast(0.5);
    assertEquals(0, check.earsLeft(AverageHead.without(scan, ears)), 0.02);
    assertTrue(check.earsLeft(AverageHead.without(scan, ears.and(where(p -> p.x() < 0)))) > 0.9);
  }

  @Test
  void aGhostBesideTheHeadIsNoEar() {
    Volume scan = HEAD.copy();
    Mask ears = ATLAS.ears().atLeast(0.5);
    Volume after = AverageHead.without(scan, ears);
    // Two voxels wide: what the check takes for noise.
    Mask specks =
        where(p ->
            Math.abs(Math.abs(p.x()) - TRAGION.x() - 15) < 6
                && Math.abs(p.y() - TRAGION.y() + 13) < 1.5
                && Math.abs(p.z() - TRAGION.z()) < 1.5);
    assertTrue(!specks.isEmpty());
    for (int v = specks.nextSet(0); v >= 0; v = specks.nextSet(v + 1)) {
      after.values()[v] = 100;
    }
    assertEquals(0, CHECK.earsLeft(after), 0.03);
  }

  @Test
  void earsOutOfTheFieldOfViewAreNotSaidToBeLeft() {
    // Between the ears, and above them.
    Volume middle =
        AverageHead.scan(
            Affine.IDENTITY,
            new Grid(68, 120, 120, Affine.translation(-67, -120, -140).after(two())));
    assertNone(middle);
    Volume top = AverageHead.scan(Affine.IDENTITY, AverageHead.cube(60, 2, new Vec3(0, 0, 110)));
    assertNone(top);
    assertNone(Volume.zeros(HEAD.grid()));
  }

  @Test
  void anEarThatTheFieldOfViewCutsIsMeasuredByWhatIsInIt() {
    // The view ends 8 mm outside the tragion on both sides.
    Volume cut =
        AverageHead.scan(
            Affine.IDENTITY,
            new Grid(81, 120, 140, Affine.translation(-80, -120, -140).after(two())));
    EarCheck check = check(cut, Affine.IDENTITY);
    assertEquals(2, check.earsSeen());
    assertEquals(1, check.earsLeft(cut));
    assertEquals(0, check.earsLeft(Volume.zeros(cut.grid())));
  }

  private static Affine two() {
    return Affine.scaling(2, 2, 2);
  }

  private static void assertNone(Volume scan) {
    EarCheck none = check(scan, Affine.IDENTITY);
    assertEquals(0, none.earsSeen());
    assertEquals(Double.NaN, none.earsLeft(scan));
  }

  private static EarCheck check(Volume scan, Affine scanFromAtlas) {
    return new EarCheck(
        Arrays.stream(EarWindow.Side.values())
            .map(side -> EarWindow.of(ATLAS, Alignment.affine(scanFromAtlas), side))
            .toList(),
        scan,
        TISSUE,
        TaskExecutor.of(1));
  }

  private static Mask where(Predicate<Vec3> condition) {
    return AverageHead.where(HEAD.grid(), condition);
  }
}
