package org.bidsveil.reface;

import static org.bidsveil.atlas.AverageHead.ATLAS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class RefacingTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Grid GRID = AverageHead.cube(84, 3, new Vec3(0, 0, -10));
  private static final Alignment IDENTITY = Alignment.affine(Affine.IDENTITY);
  private static final Refacing REFACING = new Refacing(ATLAS, ONE);

  private static Mask face() {
    Volume face = AtlasOnScan.pull(ATLAS.face(), IDENTITY, GRID, ONE);
    return face.atLeast(0.5).or(AtlasOnScan.pull(ATLAS.ears(), IDENTITY, GRID, ONE).atLeast(0.5));
  }

  private static float[] values(Volume scan, Mask removed, int threads) {
    return new Refacing(ATLAS, TaskExecutor.of(threads)).values(scan, removed, IDENTITY, v -> 0, 1);
  }

  private static Volume head(double gain) {
    Volume head = AverageHead.scan(Affine.IDENTITY, GRID);
    for (int v = 0; v < head.values().length; v++) {
      head.values()[v] *= (float) gain;
    }
    return head;
  }

  @Test
  void noRemovedVoxelIsLookedAt() {
    Volume scan = AverageHead.noisy(head(5), 4);
    Mask removed = face();
    float[] expected = values(scan, removed, 1);
    Volume other = scan.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      other.values()[v] = v % 4000;
    }
    assertArrayEquals(expected, values(other, removed, 1));
  }

  @Test
  void theValuesAreTheSameForAnyNumberOfThreads() {
    Volume scan = AverageHead.noisy(head(5), 4);
    assertArrayEquals(values(scan, face(), 1), values(scan, face(), 3));
  }

  @Test
  void theAverageFaceComesInTheContrastOfTheScan() {
    assertTrue(correlation(head(5)) > 0.9, "as the template: " + correlation(head(5)));
    Volume dark = AverageHead.inverted(head(1));
    assertTrue(correlation(dark) > 0.6, "bright and dark exchanged: " + correlation(dark));
  }

  /** Of what was there, the atlas' own face, with what is put there, where tissue is. */
  private static double correlation(Volume scan) {
    Mask removed = face();
    float[] values = values(scan, removed, 1);
    Volume tissue = AtlasOnScan.pull(ATLAS.head(), IDENTITY, GRID, ONE);
    double[] sums = new double[5];
    int n = 0;
    int at = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1), at++) {
      if (tissue.values()[v] > 0.9) {
        double x = scan.values()[v];
        double y = values[at];
        double[] terms = {x, y, x * x, y * y, x * y};
        for (int s = 0; s < 5; s++) {
          sums[s] += terms[s];
        }
        n++;
      }
    }
    double covariance = sums[4] / n - sums[0] / n * sums[1] / n;
    double varianceX = sums[2] / n - sums[0] / n * sums[0] / n;
    double varianceY = sums[3] / n - sums[1] / n * sums[1] / n;
    return covariance / Math.sqrt(varianceX * varianceY);
  }

  @Test
  void brightnessFollowsTheCoilAndHasNoStepAtTheSeam() {
    Volume scan = head(5);
    for (int k = 0; k < GRID.nz(); k++) {
      for (int j = 0; j < GRID.ny(); j++) {
        for (int i = 0; i < GRID.nx(); i++) {
          scan.values()[GRID.index(i, j, k)] *= (float) (1 + 0.5 * k / GRID.nz());
        }
      }
    }
    Mask removed = face();
    float[] values = values(scan, removed, 1);
    double[] off = new double[values.length];
    Volume tissue = AtlasOnScan.pull(ATLAS.head(), IDENTITY, GRID, ONE);
    int n = 0;
    int at = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1), at++) {
      boolean seam = !removed.get(v - 1) || !removed.get(v + 1) || !removed.get(v - GRID.nx());
      if (seam && tissue.values()[v] > 0.9) {
        off[n++] = Math.abs(values[at] - scan.values()[v]);
      }
    }
    Arrays.sort(off, 0, n);
    assertTrue(n > 500, "voxels at the seam: " + n);
    assertTrue(off[n / 2] < 50, "median step of 500 to 750: " + off[n / 2]);
  }

  @Test
  void tissueHasTheNoiseOfTheScanAndAirThatOfTheAir() {
    Mask removed = face();
    Volume still = head(5);
    Volume scan = still.copy();
    Grain noise = new Grain(3, 20);
    for (int v = 0; v < scan.values().length; v++) {
      scan.values()[v] += (float) noise.at(v);
    }
    float[] quiet = REFACING.values(still, removed, IDENTITY, v -> 7, 1);
    float[] noisy = REFACING.values(scan, removed, IDENTITY, v -> 7, 1);
    Volume tissue = AtlasOnScan.pull(ATLAS.head(), IDENTITY, GRID, ONE);
    double sum = 0;
    int n = 0;
    int at = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1), at++) {
      if (tissue.values()[v] > 0.99) {
        sum += Math.pow(noisy[at] - quiet[at], 2);
        n++;
      }
    }
    assertEquals(20, Math.sqrt(sum / n), 8);
    int front = removed.nextSet(GRID.index(42, 81, 40));
    int index = 0;
    for (int v = removed.nextSet(0); v < front; v = removed.nextSet(v + 1)) {
      index++;
    }
    assertEquals(7, quiet[index], 0.01, "air before the face");
  }

  @Test
  void nothingKeptOfTheHeadIsStillAnAnswer() {
    Volume scan = head(5);
    Mask all = new Mask(GRID).not();
    for (float value : values(scan, all, 1)) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void headsOfOtherBreadthReceiveTheSameFace() {
    Affine broad = Affine.scaling(1.04, 1, 1);
    Affine narrow = Affine.scaling(0.96, 1, 1);
    double was = frontMm(AverageHead.scan(broad, GRID)) / frontMm(AverageHead.scan(narrow, GRID));
    assertEquals(1.08, was, 0.02, "the faces that were there");
    double is = frontMm(refaced(broad)) / frontMm(refaced(narrow));
    assertEquals(1, is, 0.015, "the faces that are there now");
  }

  private static Volume refaced(Affine scanFromAtlas) {
    Volume scan = AverageHead.scan(scanFromAtlas, GRID);
    Alignment alignment = Alignment.affine(scanFromAtlas);
    Mask removed = AtlasOnScan.pull(ATLAS.face(), alignment, GRID, ONE).atLeast(0.5);
    float[] values = REFACING.values(scan, removed, alignment, v -> 0, 1);
    int at = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      scan.values()[v] = values[at++];
    }
    return scan;
  }

  /** Mean breadth of the face between eyes and chin, 70 to 85 mm before the middle of the head. */
  private static double frontMm(Volume head) {
    int tissue = 0;
    int rows = 0;
    for (int k = 0; k < GRID.nz(); k++) {
      for (int j = 0; j < GRID.ny(); j++) {
        Vec3 p = GRID.worldFromVoxel().apply(0, j, k);
        if (p.y() > 70 && p.y() < 85 && p.z() > -80 && p.z() < -30) {
          rows++;
          for (int i = 0; i < GRID.nx(); i++) {
            tissue += head.at(i, j, k) > 40 ? 1 : 0;
          }
        }
      }
    }
    return GRID.voxelSizeMm(0) * tissue / rows;
  }
}
