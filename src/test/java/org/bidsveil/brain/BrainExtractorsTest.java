package org.bidsveil.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** Both extractors on the average head, whose brain is known. */
class BrainExtractorsTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);
  private static final Mask BRAIN = ATLAS.brain().atLeast(0.5);

  /** The average's skull is blurred: its surface must be held tighter than a single head's. */
  private static final double AVERAGE_FRACTION = 0.6;

  /** Ellipsoids about the origin: brain 100, fluid and bone 15, scalp 90, air 0; some noise. */
  private static final Volume PHANTOM =
      AverageHead.noisy(
          ellipsoid(r -> r < 1 ? 100 : r < 1.12 ? 15 : r < 1.24 ? 90 : 0, new Vec3(0, 0, 0)), 3);

  private static final Mask PHANTOM_BRAIN =
      ellipsoid(r -> r < 1 ? 1 : 0, new Vec3(0, 0, 0)).atLeast(0.5);

  @Test
  void theSurfaceFindsTheBrain() {
    Mask found =
        new SurfaceBrainExtractor(AVERAGE_FRACTION)
            .extract(ATLAS.template(), ATLAS.brainCentreMm(), ATLAS.brainRadiusMm());
    assertDice(0.9, found);
  }

  @Test
  void theSurfaceFindsTheBrainFromABadStart() {
    Vec3 start = ATLAS.brainCentreMm().plus(new Vec3(6, -6, 5));
    Mask found =
        new SurfaceBrainExtractor(AVERAGE_FRACTION)
            .extract(ATLAS.template(), start, ATLAS.brainRadiusMm());
    assertDice(0.9, found);
  }

  @Test
  void theSurfaceStopsAtASkullFromAnyStart() {
    for (Vec3 start : List.of(new Vec3(0, 0, 0), new Vec3(6, -6, 5), new Vec3(0, 10, 0))) {
      Mask found = new SurfaceBrainExtractor(0.5).extract(PHANTOM, start, 62);
      double dice = found.dice(PHANTOM_BRAIN);
      assertTrue(dice > 0.95, "Dice " + dice + " from " + start);
    }
  }

  @Test
  void aLargerFractionGivesASmallerBrain() {
    Vec3 centre = ATLAS.brainCentreMm();
    double radius = ATLAS.brainRadiusMm();
    int tight = new SurfaceBrainExtractor(0.7).extract(ATLAS.template(), centre, radius).count();
    int loose = new SurfaceBrainExtractor(0.3).extract(ATLAS.template(), centre, radius).count();
    assertTrue(tight < loose, tight + " and " + loose);
  }

  @Test
  void aSurfaceInNothingDoesNotGrowIntoABrain() {
    Volume constant = Volume.zeros(ATLAS.template().grid());
    Mask found =
        new SurfaceBrainExtractor(0.5)
            .extract(constant, ATLAS.brainCentreMm(), ATLAS.brainRadiusMm());
    assertTrue(found.dice(BRAIN) < 0.3, "Dice " + found.dice(BRAIN));
  }

  @Test
  void priorAndIntensitiesFindTheBrain() {
    assertDice(
        0.95, AtlasBrainExtractor.extract(ATLAS.template(), ATLAS.brain().volume(), EXECUTOR));
  }

  @Test
  void anyContrastWillDo() {
    Volume inverted = AverageHead.inverted(ATLAS.template());
    assertDice(0.95, AtlasBrainExtractor.extract(inverted, ATLAS.brain().volume(), EXECUTOR));
  }

  @Test
  void intensitiesOverruleAPriorThatIsOff() {
    Volume off =
        GaussianFilter.smooth(ellipsoid(r -> r < 1 ? 1 : 0, new Vec3(0, 0, 6)), 4, EXECUTOR);
    double prior = off.atLeast(0.5).dice(PHANTOM_BRAIN);
    double found = AtlasBrainExtractor.extract(PHANTOM, off, EXECUTOR).dice(PHANTOM_BRAIN);
    assertTrue(prior < 0.94, "the prior alone " + prior);
    assertTrue(found > 0.96, "found " + found + ", the prior alone " + prior);
  }

  @Test
  void noPriorNoBrain() {
    Volume nothing = Volume.zeros(ATLAS.brain().grid());
    assertTrue(AtlasBrainExtractor.extract(ATLAS.template(), nothing, EXECUTOR).isEmpty());
  }

  @Test
  void aScanThatTellsNothingLeavesThePrior() {
    Volume constant = Volume.zeros(ATLAS.template().grid());
    Arrays.fill(constant.values(), 5);
    assertDice(0.9, AtlasBrainExtractor.extract(constant, ATLAS.brain().volume(), EXECUTOR));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBrain() {
    Mask one = AtlasBrainExtractor.extract(ATLAS.template(), ATLAS.brain().volume(), EXECUTOR);
    Mask two =
        AtlasBrainExtractor.extract(ATLAS.template(), ATLAS.brain().volume(), TaskExecutor.of(2));
    assertEquals(one, two);
  }

  /** A function of the distance from a centre, 1 at half axes of 62, 78 and 58 mm. */
  private static Volume ellipsoid(DoubleUnaryOperator value, Vec3 centre) {
    Grid grid = AverageHead.cube(100, 2.2, new Vec3(0, 0, 0));
    Volume volume = Volume.zeros(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = grid.worldFromVoxel().apply(i, j, k).minus(centre);
          double r = new Vec3(p.x() / 62, p.y() / 78, p.z() / 58).norm();
          volume.values()[grid.index(i, j, k)] = (float) value.applyAsDouble(r);
        }
      }
    }
    return volume;
  }

  private static void assertDice(double least, Mask found) {
    double dice = found.dice(BRAIN);
    assertTrue(dice >= least, "Dice " + dice);
  }
}
