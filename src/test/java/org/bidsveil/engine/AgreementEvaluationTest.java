package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
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

  /** More than the segmentation has. */
  private static final int LABELS = 256;

  /** The centre of what is smaller says little, mm3. */
  private static final double LEAST_MM3 = 500;

  /** One head carried to the atlas. */
  private record Carried(String head, Placed affine, Placed local) {}

  /**
   * The labels of a head by one placement.
   *
   * @param labels on the atlas' lattice
   * @param centres of the structures by label, atlas mm
   */
  private record Placed(int[] labels, List<Vec3> centres) {}

  /**
   * Each head against what most of the others have.
   *
   * @param structures mean Dice over the structures of each head
   * @param brain Dice of everything that has a label
   * @param centresMm mean distance of its structures' centres from the median of the others'
   */
  private record Agreement(double[] structures, double[] brain, double[] centresMm) {}

  @Test
  void structuresOfDifferentBrainsMeet() throws IOException {
    List<RealHeads.Head> heads = RealHeads.withLabels();
    Carried[] carried = new Carried[heads.size()];
    TaskExecutor.of(2).forEach(carried.length, n -> carried[n] = carried(heads.get(n)));
    Agreement affine = agreement(Arrays.stream(carried).map(Carried::affine).toList());
    Agreement local = agreement(Arrays.stream(carried).map(Carried::local).toList());
    EvaluationPage page =
        EvaluationPage.measured("evaluation/agreement.md", page(carried, affine, local));
    assertEquals(30, carried.length);
    assertTrue(mean(local.structures()) >= 0.62, "structures " + mean(local.structures()));
    assertTrue(mean(local.brain()) >= 0.97, "brain " + mean(local.brain()));
    assertTrue(mean(local.centresMm()) <= 2.1, "centres " + mean(local.centresMm()));
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
        head.name(), placed(labels, Alignment.affine(placed.affine())), placed(labels, placed));
  }

  private static Placed placed(Volume labels, Alignment placed) {
    return new Placed(pulled(labels, placed), centres(labels, placed));
  }

  /** Of each label; not finite for what is too small. */
  private static List<Vec3> centres(Volume labels, Alignment placed) {
    Grid grid = labels.grid();
    double[][] sums = new double[LABELS][3];
    int[] sizes = new int[LABELS];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          int label = (int) labels.at(i, j, k);
          sums[label][0] += i;
          sums[label][1] += j;
          sums[label][2] += k;
          sizes[label]++;
        }
      }
    }
    return IntStream.range(0, LABELS)
        .mapToObj(label -> {
          double of = sizes[label] * grid.voxelVolumeMm3() < LEAST_MM3 ? 0 : sizes[label];
          double[] sum = sums[label];
          return placed.toAtlas(grid.worldFromVoxel().apply(sum[0] / of, sum[1] / of, sum[2] / of));
        })
        .toList();
  }

  private static double[] centresMm(List<Placed> heads) {
    List<Integer> common =
        IntStream.range(1, LABELS)
            .filter(label ->
                heads.stream().allMatch(h -> Double.isFinite(h.centres().get(label).norm())))
            .boxed()
            .toList();
    return heads.stream()
        .mapToDouble(head -> {
          List<Placed> others = heads.stream().filter(other -> other != head).toList();
          return common.stream()
              .mapToDouble(label -> head.centres().get(label).minus(median(others, label)).norm())
              .average()
              .orElseThrow();
        })
        .toArray();
  }

  private static Vec3 median(List<Placed> heads, int label) {
    List<Vec3> centres = heads.stream().map(head -> head.centres().get(label)).toList();
    return new Vec3(median(centres, Vec3::x), median(centres, Vec3::y), median(centres, Vec3::z));
  }

  private static double median(List<Vec3> points, ToDoubleFunction<Vec3> component) {
    return points.stream()
        .mapToDouble(component)
        .sorted()
        .skip(points.size() / 2)
        .findFirst()
        .orElseThrow();
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

  private static Agreement agreement(List<Placed> heads) {
    int[][] labels = heads.stream().map(Placed::labels).toArray(int[][]::new);
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
    return new Agreement(dice, brainDice, centresMm(heads));
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
            this measures how true it is; brains differ and the segmentation errs, so nothing reaches 1. Beside it, as landmarks,
            the centres of the structures: the mean distance from the median of the other heads', of all structures that every head
            has half a millilitre of. In ixi638 the segmentation gives much of one hemisphere the names of the other's structures.

            | | structures | brain | centres, mm |
            |---|---|---|---|
            | affine | %.3f | %.3f | %.2f |
            | affine and local | %.3f | %.3f | %.2f |

            | head | structures, affine | affine and local | brain, affine | affine and local | centres, affine | affine and local |
            |---|---|---|---|---|---|---|
            """,
            mean(affine.structures()),
            mean(affine.brain()),
            mean(affine.centresMm()),
            mean(local.structures()),
            mean(local.brain()),
            mean(local.centresMm())));
    for (int h = 0; h < carried.length; h++) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %.3f | %.3f | %.3f | %.3f | %.2f | %.2f |%n",
              carried[h].head(),
              affine.structures()[h],
              local.structures()[h],
              affine.brain()[h],
              local.brain()[h],
              affine.centresMm()[h],
              local.centresMm()[h]));
    }
    return page.toString();
  }
}
