package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How true the placement is: whether the same structures of different brains, as an outside
 * segmentation has them, come to lie on each other in the atlas (Klein et al. 2009, NeuroImage
 * 46:786); writes docs/evaluation/agreement.md.
 */
@Tag("evaluation")
class AgreementEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final Grid LATTICE = ATLAS.template().grid();

  /** Half a millilitre on the atlas' lattice: the overlap of what is smaller is chance. */
  private static final int LEAST_VOXELS = 60;

  /** The labels of one head, carried to the atlas. */
  private record Carried(String head, int[] affine, int[] local) {}

  /**
   * Each head against what most of the others have.
   *
   * @param structures mean Dice over the structures of each head
   * @param brain Dice of everything that has a label
   */
  private record Agreement(double[] structures, double[] brain) {}

  @Test
  void structuresOfDifferentBrainsMeet() throws IOException {
    List<RealHeads.Head> heads = RealHeads.withLabels();
    Carried[] carried = new Carried[heads.size()];
    TaskExecutor.of(2).forEach(carried.length, n -> carried[n] = carried(heads.get(n)));
    Agreement affine = agreement(Arrays.stream(carried).map(Carried::affine).toArray(int[][]::new));
    Agreement local = agreement(Arrays.stream(carried).map(Carried::local).toArray(int[][]::new));
    EvaluationPage page =
        EvaluationPage.measured("evaluation/agreement.md", page(carried, affine, local));
    assertEquals(30, carried.length);
    assertTrue(mean(local.structures()) >= 0.62, "structures " + mean(local.structures()));
    assertTrue(mean(local.brain()) >= 0.97, "brain " + mean(local.brain()));
    assertEquals(
        List.of(),
        IntStream.range(0, carried.length)
            .filter(h -> !(local.structures()[h] > affine.structures()[h]))
            .mapToObj(h -> carried[h].head())
            .toList());
    page.publish();
  }

  private static Carried carried(RealHeads.Head head) {
    TaskExecutor one = TaskExecutor.of(1);
    Volume labels = NiftiReader.read(RealHeads.labels(head)).volume(0);
    Alignment placed = HeadPlacement.of(ATLAS, Pyramid.of(head.volume(), one), one).alignment();
    return new Carried(
        head.name(), pulled(labels, Alignment.affine(placed.affine())), pulled(labels, placed));
  }

  private static int[] pulled(Volume labels, Alignment placed) {
    int[] pulled = new int[LATTICE.voxelCount()];
    Affine voxelFromScan = labels.grid().voxelFromWorld();
    for (int k = 0; k < LATTICE.nz(); k++) {
      for (int j = 0; j < LATTICE.ny(); j++) {
        for (int i = 0; i < LATTICE.nx(); i++) {
          Vec3 at = voxelFromScan.apply(placed.toScan(LATTICE.worldFromVoxel().apply(i, j, k)));
          int x = (int) Math.rint(at.x());
          int y = (int) Math.rint(at.y());
          int z = (int) Math.rint(at.z());
          if (labels.grid().contains(x, y, z)) {
            pulled[LATTICE.index(i, j, k)] = (int) labels.at(x, y, z);
          }
        }
      }
    }
    return pulled;
  }

  private static Agreement agreement(int[][] labels) {
    int structures = 1 + Arrays.stream(labels).flatMapToInt(Arrays::stream).max().orElseThrow();
    int[][] sizes = new int[labels.length][structures];
    int[][] common = new int[labels.length][structures];
    int[] brains = new int[labels.length];
    int[] commonBrain = new int[labels.length];
    int[] votes = new int[structures];
    for (int v = 0; v < LATTICE.voxelCount(); v++) {
      Arrays.fill(votes, 0);
      for (int[] head : labels) {
        votes[head[v]]++;
      }
      for (int h = 0; h < labels.length; h++) {
        int own = labels[h][v];
        votes[own]--;
        int most = mostVoted(votes);
        boolean brain = 2 * votes[0] < labels.length - 1;
        votes[own]++;
        sizes[h][own]++;
        sizes[h][most]++;
        common[h][own] += own == most ? 1 : 0;
        brains[h] += (own > 0 ? 1 : 0) + (brain ? 1 : 0);
        commonBrain[h] += own > 0 && brain ? 1 : 0;
      }
    }
    double[] dice = new double[labels.length];
    double[] brainDice = new double[labels.length];
    for (int h = 0; h < labels.length; h++) {
      int head = h;
      dice[h] =
          IntStream.range(1, structures)
              .filter(s -> sizes[head][s] >= 2 * LEAST_VOXELS)
              .mapToDouble(s -> 2.0 * common[head][s] / sizes[head][s])
              .average()
              .orElseThrow();
      brainDice[h] = 2.0 * commonBrain[h] / brains[h];
    }
    return new Agreement(dice, brainDice);
  }

  private static int mostVoted(int[] votes) {
    int most = 0;
    for (int s = 1; s < votes.length; s++) {
      most = votes[s] > votes[most] ? s : most;
    }
    return most;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static String page(Carried[] carried, Agreement affine, Agreement local) {
    StringBuilder page = new StringBuilder();
    page.append(
        String.format(
            Locale.ROOT,
            """
            # Do the same structures of different brains meet in the atlas?

            Written by `mvn -Pevaluation verify` on the 30 IXI test heads, none of them part of the atlas. The labels of an outside
            segmentation of each brain are carried to the atlas by the placement and compared with what most of the 29 other heads
            have there: Dice, the mean over all structures of at least half a millilitre. The registration never sees a label, so
            this measures how true it is; brains differ and the segmentation errs, so nothing reaches 1.

            | | structures | brain |
            |---|---|---|
            | affine | %.3f | %.3f |
            | affine and local | %.3f | %.3f |

            | head | structures, affine | affine and local | brain, affine | affine and local |
            |---|---|---|---|---|
            """,
            mean(affine.structures()),
            mean(affine.brain()),
            mean(local.structures()),
            mean(local.brain())));
    for (int h = 0; h < carried.length; h++) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %.3f | %.3f | %.3f | %.3f |%n",
              carried[h].head(),
              affine.structures()[h],
              local.structures()[h],
              affine.brain()[h],
              local.brain()[h]));
    }
    return page.toString();
  }
}
