package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas.Landmark;
import org.bidsveil.registration.AffineRegistration.SearchSettings;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Known maps are found again: the average head is seen through them, and registered to itself. */
class AffineRegistrationTest {
  /** No landmark of the face and no point of the brain may be farther off. */
  private static final double MOST_MM = 3;

  private static final Vec3 MIDDLE = AverageHead.ATLAS.brainCentreMm();
  private static final AffineRegistration REGISTRATION =
      new AffineRegistration(AverageHead.ATLAS.samples(), SearchSettings.DEFAULT);

  /** One synthetic scan: where the head is, on which lattice, and what is wrong with it. */
  private record Case(
      String name, Affine scanFromAtlas, Grid lattice, UnaryOperator<Volume> defect) {
    Case(String name, Affine scanFromAtlas, Grid lattice) {
      this(name, scanFromAtlas, lattice, v -> v);
    }
  }

  private static List<Case> cases() {
    Affine small = turned(8, -5, 10, new Vec3(5, -9, 12), 1);
    Vec3 origin = new Vec3(0, 0, 0);
    // Axes P, S, R: x is the third and y the first axis, back to front.
    Grid permuted = new Grid(90, 90, 80, new Affine(0, 0, 3, -120, -3, 0, 0, 130, 0, 3, 0, -130));
    // Axes L, A, I.
    Grid flipped = new Grid(90, 90, 90, new Affine(-3, 0, 0, 133, 0, 3, 0, -133, 0, 0, -3, 133));
    Grid thick = new Grid(36, 128, 128, new Affine(6, 0, 0, -105, 0, 2, 0, -127, 0, 0, 2, -127));
    // The left half and 12 mm more.
    Grid half = new Grid(40, 90, 90, new Affine(3, 0, 0, -105, 0, 3, 0, -133, 0, 0, 3, -133));
    return List.of(
        new Case(
            "turned by 60 degrees and shifted by 80 mm",
            turned(60, 0, 0, new Vec3(0, 80, -20), 1),
            AverageHead.cube(110, 3.2, origin)),
        new Case(
            "a small head lying on its side",
            turned(0, 55, 20, new Vec3(-30, 10, 0), 0.8),
            AverageHead.cube(90, 3, origin)),
        new Case(
            "a large head, permuted axes", turned(-10, 6, -8, new Vec3(0, 5, 5), 1.2), permuted),
        new Case("flipped axes", small, flipped),
        new Case("slices of 6 mm", small, thick),
        new Case("half a head", turned(5, 3, -4, new Vec3(0, -5, 8), 1), half),
        new Case(
            "noise and another contrast",
            small,
            AverageHead.cube(90, 3, origin),
            v -> AverageHead.noisy(AverageHead.inverted(v), 12)));
  }

  @TestFactory
  Stream<DynamicTest> findsAKnownMap() {
    return cases().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> {
                  Volume scan = c.defect().apply(AverageHead.scan(c.scanFromAtlas(), c.lattice()));
                  TaskExecutor executor = TaskExecutor.of(2);
                  RegistrationResult result =
                      REGISTRATION.register(Pyramid.of(scan, executor), executor);
                  double off = mostOffMm(c.scanFromAtlas(), result.scanFromAtlas());
                  assertTrue(off < MOST_MM, "off by " + off + " mm, " + result);
                }));
  }

  @Test
  void threadsDoNotChangeASingleBit() {
    Affine truth = turned(20, -10, 5, new Vec3(10, 20, -10), 0.95);
    Volume scan = AverageHead.scan(truth, AverageHead.cube(64, 4, new Vec3(0, 0, 0)));
    AffineRegistration narrow =
        new AffineRegistration(AverageHead.ATLAS.samples(), new SearchSettings(60, 1000, 5, 3));
    Pyramid pyramid = Pyramid.of(scan, TaskExecutor.of(1));
    RegistrationResult one = narrow.register(pyramid, TaskExecutor.of(1));
    RegistrationResult two = narrow.register(pyramid, TaskExecutor.of(2));
    assertEquals(one, two);
    assertTrue(mostOffMm(truth, one.scanFromAtlas()) < MOST_MM);
  }

  @Test
  void refiningRemovesASmallErrorAndStaysInAGoodPlace() {
    Vec3 shift = new Vec3(6, -4, 5);
    Affine truth = turned(6, 4, -5, shift, 1);
    Volume scan = AverageHead.scan(truth, AverageHead.cube(90, 3, new Vec3(0, 0, 0)));
    Pyramid pyramid = Pyramid.of(scan, TaskExecutor.of(1));
    Affine start = Affine.translation(5, -5, 6).after(truth);
    assertTrue(mostOffMm(truth, start) > 9);
    assertTrue(
        mostOffMm(truth, REGISTRATION.refine(pyramid, start, TaskExecutor.of(2)).scanFromAtlas())
            < 1,
        "from a start that is 9 mm off");
    assertTrue(
        mostOffMm(truth, REGISTRATION.refine(pyramid, truth, TaskExecutor.of(2)).scanFromAtlas())
            < 1,
        "from the truth");
  }

  /** Degrees about the axes through the brain's middle, a size, and a shift in mm. */
  private static Affine turned(double x, double y, double z, Vec3 shift, double size) {
    Affine linear =
        Affine.rotation(Math.toRadians(x), Math.toRadians(y), Math.toRadians(z))
            .after(Affine.scaling(size, size, size));
    return Affine.translation(shift.x(), shift.y(), shift.z()).after(linear.about(MIDDLE));
  }

  /** Over the landmarks and six points at the brain's surface. */
  private static double mostOffMm(Affine expected, Affine actual) {
    List<Vec3> points =
        new ArrayList<>(AverageHead.ATLAS.landmarks().stream().map(Landmark::mm).toList());
    for (int sign = -1; sign <= 1; sign += 2) {
      points.add(MIDDLE.plus(new Vec3(sign * 62, 0, 0)));
      points.add(MIDDLE.plus(new Vec3(0, sign * 80, 0)));
      points.add(MIDDLE.plus(new Vec3(0, 0, sign * 50)));
    }
    return points.stream()
        .mapToDouble(p -> expected.apply(p).minus(actual.apply(p)).norm())
        .max()
        .orElseThrow();
  }
}
