package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Both brain extractors against an outside segmentation of the 30 IXI test heads; writes
 * docs/evaluation/brain.md.
 */
@Tag("evaluation")
class BrainEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;

  /** Dice and sensitivity of one mask. */
  private record Agreement(double dice, double sensitivity) {
    static Agreement of(Mask found, Mask truth) {
      return new Agreement(found.dice(truth), (double) truth.countAnd(found) / truth.count());
    }

    String cells() {
      return String.format(Locale.ROOT, "%.3f | %.3f", dice, sensitivity);
    }
  }

  private record Row(String head, Agreement atlas, Agreement surface) {}

  @Test
  void bothFindTheBrain() throws IOException {
    List<RealHeads.Head> heads = RealHeads.withLabels();
    Row[] rows = new Row[heads.size()];
    TaskExecutor.of(2).forEach(rows.length, n -> rows[n] = measure(heads.get(n)));
    double[] atlas = Arrays.stream(rows).mapToDouble(r -> r.atlas().dice()).sorted().toArray();
    double[] surface = Arrays.stream(rows).mapToDouble(r -> r.surface().dice()).sorted().toArray();
    EvaluationPage page =
        EvaluationPage.measured("evaluation/brain.md", page(rows, atlas, surface));
    assertEquals(30, rows.length);
    assertTrue(median(atlas) >= 0.95, "median Dice by atlas " + median(atlas));
    assertTrue(median(surface) >= 0.92, "median Dice by surface " + median(surface));
    assertTrue(atlas[0] >= 0.88, "worst Dice by atlas " + atlas[0]);
    assertTrue(surface[0] >= 0.88, "worst Dice by surface " + surface[0]);
    page.publish();
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static Row measure(RealHeads.Head head) {
    TaskExecutor one = TaskExecutor.of(1);
    Volume scan = head.volume();
    Pyramid pyramid = Pyramid.of(scan, one);
    Volume working = pyramid.working();
    HeadPlacement placed = HeadPlacement.of(ATLAS, pyramid, one);
    // The reference has no ventricles' outlets and sulci as holes: both are compared filled.
    Mask truth =
        Morphology.fillHoles(
            Morphology.close(
                NiftiReader.read(RealHeads.labels(head)).volume(0).atLeast(0.5), 4, one));
    Mask atlas =
        MaskLift.toGrid(
            AtlasBrainExtractor.extract(working, placed.brain(), one), scan.grid(), one);
    Mask surface =
        MaskLift.toGrid(
            placed.brainSurface(ATLAS, working, DefaceOptions.DEFAULT.betFraction(), one),
            scan.grid(),
            one);
    return new Row(head.name(), Agreement.of(atlas, truth), Agreement.of(surface, truth));
  }

  private static String page(Row[] rows, double[] atlas, double[] surface) {
    List<String> lines = new ArrayList<>();
    lines.add("# Brain extraction against an outside segmentation");
    lines.add("");
    lines.add(
        "Written by `mvn -Pevaluation verify` on the 30 IXI test heads, none of them part of the"
            + " atlas. The reference is an automatic segmentation, closed by 4 mm and filled; its"
            + " errors count as ours.");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Dice by atlas: median %.3f, worst %.3f. Dice by surface: median %.3f, worst %.3f.",
            median(atlas),
            atlas[0],
            median(surface),
            surface[0]));
    lines.add("");
    lines.add("| head | Dice, atlas | sensitivity | Dice, surface | sensitivity |");
    lines.add("|---|---|---|---|---|");
    for (Row row : rows) {
      lines.add(
          "| " + row.head() + " | " + row.atlas().cells() + " | " + row.surface().cells() + " |");
    }
    return String.join("\n", lines) + "\n";
  }
}
