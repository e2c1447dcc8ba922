package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** A field that was put on the average head is found and taken out. */
class BiasFieldTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final TemplateSamples SAMPLES = AverageHead.ATLAS.samples();
  private static final Affine PLACE = Affine.translation(7, -12, 9);
  private static final Grid LATTICE = AverageHead.cube(90, 3, new Vec3(0, 0, 0));
  private static final Volume EVEN = AverageHead.scan(PLACE, LATTICE);

  /** Six-fold from the left ear to the right one, and twice as bright in front as behind. */
  private static double field(Vec3 atlas) {
    return Math.exp(Math.log(6) / 150 * atlas.x() + Math.log(2) / 200 * atlas.y());
  }

  private static Volume uneven(Volume head) {
    Volume out = head.copy();
    Affine atlasFromVoxel = PLACE.inverse().after(LATTICE.worldFromVoxel());
    for (int k = 0; k < LATTICE.nz(); k++) {
      for (int j = 0; j < LATTICE.ny(); j++) {
        for (int i = 0; i < LATTICE.nx(); i++) {
          out.values()[LATTICE.index(i, j, k)] *= (float) field(atlasFromVoxel.apply(i, j, k));
        }
      }
    }
    return out;
  }

  /** The largest ratio of the scan to the even one over the smallest, within the brain. */
  private static double unevenness(Volume scan, Volume even) {
    Vec3 middle = AverageHead.ATLAS.brainCentreMm();
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (int axis = 0; axis < 3; axis++) {
      for (double mm : new double[] {-45, 0, 45}) {
        Vec3 p = middle.plus(new Vec3(axis == 0 ? mm : 0, axis == 1 ? mm : 0, axis == 2 ? mm : 0));
        Vec3 at = LATTICE.voxelFromWorld().after(PLACE).apply(p.x(), p.y(), p.z());
        int v =
            LATTICE.index(
                (int) Math.rint(at.x()), (int) Math.rint(at.y()), (int) Math.rint(at.z()));
        double ratio = scan.values()[v] / even.values()[v];
        low = Math.min(low, ratio);
        high = Math.max(high, ratio);
      }
    }
    return high / low;
  }

  private static Volume evened(Volume scan) {
    return Pyramid.of(scan, ONE).evened(SAMPLES, BiasField.NONE, PLACE, ONE).working();
  }

  @Test
  void aFieldIsTakenOutOfAnyContrast() {
    Volume uneven = uneven(EVEN);
    assertTrue(unevenness(uneven, EVEN) > 2.5, "as it comes");
    assertEquals(1, unevenness(evened(uneven), EVEN), 0.2);
    Volume dark = EVEN.copy();
    for (int v = 0; v < dark.values().length; v++) {
      // The average's skin and air meet at about 10; its brightest voxels are at 255.
      dark.values()[v] = dark.values()[v] < 10 ? dark.values()[v] : 290 - dark.values()[v];
    }
    assertEquals(1, unevenness(evened(uneven(dark)), dark), 0.2);
  }

  @Test
  void whatTheTemplatesOwnHeadsHaveStays() {
    Volume uneven = uneven(EVEN);
    Pyramid scan = Pyramid.of(uneven, ONE);
    BiasField own = BiasField.of(scan, SAMPLES, PLACE);
    Volume kept = scan.evened(SAMPLES, own, PLACE, ONE).working();
    assertEquals(unevenness(uneven, EVEN), unevenness(kept, EVEN), 1e-3);
  }

  @Test
  void aTemplateThatIsNotInViewSaysNothing() {
    Pyramid scan = Pyramid.of(EVEN, ONE);
    assertEquals(BiasField.NONE, BiasField.of(scan, SAMPLES, Affine.translation(1000, 0, 0)));
    BiasField own = AverageHead.ATLAS.bias();
    Pyramid evened = scan.evened(SAMPLES, own, Affine.translation(1000, 0, 0), ONE);
    assertArrayEquals(EVEN.values(), evened.working().values());
  }

  @Test
  void whatTheValuesAreCountedFromDoesNotMatter() {
    Volume uneven = uneven(EVEN);
    Volume low = uneven.copy();
    for (int v = 0; v < low.values().length; v++) {
      low.values()[v] -= 1024;
    }
    float[] expected = evened(uneven).values();
    float[] actual = evened(low).values();
    for (int v = 0; v < actual.length; v++) {
      assertEquals(expected[v], actual[v] + 1024, 0.5);
    }
  }

  @Test
  void aSingleSliceIsEvenedToo() {
    Grid slice = new Grid(90, 90, 1, LATTICE.worldFromVoxel().after(Affine.translation(0, 0, 45)));
    Pyramid scan = Pyramid.of(AverageHead.scan(PLACE, slice), ONE);
    Volume evened = scan.evened(SAMPLES, BiasField.NONE, PLACE, ONE).working();
    assertEquals(slice, evened.grid());
    for (float value : evened.values()) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void theMeanOfManyIsTheSameOnBothSides() {
    BiasField one = new BiasField(DoubleStream.generate(() -> 1).limit(19).boxed().toList());
    BiasField three = new BiasField(DoubleStream.generate(() -> 3).limit(19).boxed().toList());
    BiasField mean = BiasField.symmetricMean(List.of(one, three));
    int[][] exponents = BiasField.exponents();
    for (int t = 0; t < exponents.length; t++) {
      assertEquals(exponents[t][0] % 2 == 1 ? 0 : 2, mean.coefficients().get(t));
    }
    assertThrows(IllegalArgumentException.class, () -> new BiasField(List.of(1.0)));
  }

  @Test
  void threadsDoNotChangeASingleBit() {
    Pyramid scan = Pyramid.of(uneven(EVEN), ONE);
    float[] one = scan.evened(SAMPLES, BiasField.NONE, PLACE, ONE).working().values();
    float[] two =
        scan.evened(SAMPLES, BiasField.NONE, PLACE, TaskExecutor.of(2)).working().values();
    assertArrayEquals(one, two);
  }
}
