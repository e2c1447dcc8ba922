package org.bidsveil.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Predicate;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

/** A block of tissue around the origin, of which what lies before y = 30 mm is removed. */
class FieldContinuationTest {
  private static final Grid TEMPLATE =
      new Grid(
          81, 81, 81, Affine.translation(-100, -100, -100).after(Affine.scaling(2.5, 2.5, 2.5)));
  private static final Predicate<Vec3> TISSUE =
      p -> Math.abs(p.x()) < 78 && Math.abs(p.y()) < 93 && Math.abs(p.z()) < 88;
  private static final double CUT_MM = 30;

  private static Alignment continued(Alignment alignment) {
    return alignment.continuedFrom(TEMPLATE, TISSUE, p -> p.y() < CUT_MM, TaskExecutor.of(1));
  }

  /** 2 mm to the left everywhere, and a nose drawn forward behind which nothing is. */
  private static Alignment withNose(double noseMm) {
    Grid lattice = DisplacementField.lattice(TEMPLATE);
    float[] mm = new float[3 * lattice.voxelCount()];
    for (int v = 0; v < lattice.voxelCount(); v++) {
      double y = v / lattice.nx() % lattice.ny() * 5 - 100;
      mm[3 * v] = -2;
      mm[3 * v + 1] = y > CUT_MM + 10 ? (float) noseMm : 0;
    }
    return Alignment.local(Affine.IDENTITY, new DisplacementField(lattice, mm));
  }

  @Test
  void whatIsKeptStaysAndTheRestFollowsIt() {
    Alignment continued = continued(withNose(9));
    assertEquals(0, continued.toScan(40, 20, 40).minus(new Vec3(38, 20, 40)).norm(), 1e-4);
    Vec3 nose = continued.toScan(40, 90, 40);
    assertTrue(nose.minus(new Vec3(38, 90, 40)).norm() < 0.01, "moved along: " + nose);
  }

  @Test
  void theShapeOfWhatWasRemovedMakesNoDifference() {
    Vec3 one = continued(withNose(9)).toScan(40, 80, 40);
    Vec3 other = continued(withNose(-9)).toScan(40, 80, 40);
    assertTrue(one.minus(other).norm() < 1e-4, one + " and " + other);
  }

  @Test
  void headsOfOtherBreadthAreTheSameAwayFromTheCut() {
    Alignment broad = continued(Alignment.affine(Affine.scaling(1.04, 1, 1)));
    Alignment narrow = continued(Alignment.affine(Affine.scaling(0.96, 1, 1)));
    double apart = broad.toScan(70, 20, 0).x() - narrow.toScan(70, 20, 0).x();
    assertEquals(0.08 * 70, apart, 1e-4, "where kept");
    for (double mm : new double[] {40, 50, 60}) {
      Vec3 one = broad.toScan(70, CUT_MM + mm, 0);
      Vec3 other = narrow.toScan(70, CUT_MM + mm, 0);
      assertTrue(one.minus(other).norm() < 0.1, mm + " mm away: " + one + " and " + other);
    }
  }

  @Test
  void headsOfOtherLengthHaveAFaceOfTheSameLength() {
    for (double length : new double[] {0.92, 1.08}) {
      Alignment continued = continued(Alignment.affine(Affine.scaling(1, length, 1)));
      double mm = continued.toScan(0, 90, 0).y() - continued.toScan(0, 75, 0).y();
      assertEquals(15, mm, 0.1, "of a head " + length + " times as long");
    }
  }

  @Test
  void whatIsKeptIsMetWithinAMillimetre() {
    // The standard deviation of 124 heads is 0.04: decision 0085.
    for (double breadth : new double[] {0.93, 1.07}) {
      Affine affine = Affine.scaling(breadth, 1, 1);
      Vec3 beyond = continued(Alignment.affine(affine)).toScan(75, CUT_MM + 1, 0);
      Vec3 own = affine.apply(new Vec3(75, CUT_MM + 1, 0));
      assertTrue(beyond.minus(own).norm() < 1, "a mm beyond the cut: " + beyond);
    }
  }

  @Test
  void theDifferenceFadesWithoutAFold() {
    // Broader and narrower by 22 mm than the template, of 150.
    for (double breadth : new double[] {0.85, 1.15}) {
      Alignment continued = continued(Alignment.affine(Affine.scaling(breadth, 1, 1)));
      double sideways = 0;
      double stretch = Double.POSITIVE_INFINITY;
      for (double y = 10; y < 90; y += 1) {
        Vec3 at = continued.toScan(75, y, 0);
        Vec3 next = continued.toScan(75, y + 1, 0);
        sideways = Math.max(sideways, Math.abs(next.x() - at.x()));
        stretch = Math.min(stretch, next.y() - at.y());
        stretch = Math.min(stretch, continued.toScan(76, y, 0).x() - at.x());
      }
      assertTrue(sideways < 0.7, "mm sideways for each mm forward: " + sideways);
      assertTrue(stretch > 0.5, "least stretch: " + stretch);
      Vec3 back = continued.toAtlas(continued.toScan(75, 45, 0));
      assertTrue(back.minus(new Vec3(75, 45, 0)).norm() < 0.3, "there and back: " + back);
    }
  }

  @Test
  void aTurnedHeadHasItsFaceInFront() {
    Affine turned = Affine.translation(12, -5, 30).after(Affine.rotation(0.3, -0.4, 1.2));
    Alignment continued =
        Alignment.affine(turned)
            .continuedFrom(
                TEMPLATE, TISSUE, p -> turned.inverse().apply(p).y() < CUT_MM, TaskExecutor.of(1));
    Vec3 nose = new Vec3(0, 90, 0);
    assertEquals(0, continued.toScan(nose).minus(turned.apply(nose)).norm(), 1e-3);
  }

  @Test
  void childrenGetASmallerFace() {
    Alignment child = continued(Alignment.affine(Affine.scaling(0.8, 0.8, 0.8)));
    double mm = child.toScan(0, 90, 0).y() - child.toScan(0, 75, 0).y();
    assertEquals(15 * 0.8 / 0.9, mm, 0.1);
  }

  @Test
  void withNothingKeptTheTemplateIsAsLargeAsItIs() {
    Affine broad = Affine.translation(3, 4, 5).after(Affine.scaling(1.08, 1, 1));
    Alignment continued =
        Alignment.affine(broad).continuedFrom(TEMPLATE, TISSUE, p -> false, TaskExecutor.of(1));
    Vec3 at = continued.toScan(70, 80, 40);
    assertTrue(at.minus(new Vec3(73, 84, 45)).norm() < 1e-3, "at " + at);
  }
}
