package org.bidsveil.plan;

import java.util.List;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.Defacer;
import org.bidsveil.engine.BrainExtraction;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.external.ExternalDefacer;
import org.bidsveil.external.ExternalTool;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.rewrite.Fill;

/**
 * How a scan is defaced.
 *
 * @param defacers the chain: the next one is tried when the verdict on the one before is fail
 * @param brainExtraction which extractor the brain guard uses
 * @param bufferMm least distance in mm between a removed voxel and the brain; NaN means the
 *     defacer's own
 * @param keepEars whether the pinnae stay
 * @param betFraction fractional intensity threshold of the surface brain extraction (Smith 2002)
 * @param maxBrainLoss the largest accepted share of the brain among the removed voxels
 * @param fill the value that a removed voxel gets
 * @param tools the installed programs in the chain
 */
public record Defacing(
    List<String> defacers,
    BrainExtraction brainExtraction,
    double bufferMm,
    boolean keepEars,
    double betFraction,
    double maxBrainLoss,
    Fill fill,
    List<ExternalTool> tools) {

  /**
   * The defaults (contract, "Commands"): the chain and the values in force when nothing is asked
   * for.
   */
  public static final Defacing DEFAULT =
      new Defacing(
          List.of("template", "probability", "quickshear"),
          BrainExtraction.ATLAS,
          Double.NaN,
          false,
          DefaceOptions.DEFAULT.betFraction(),
          Thresholds.USUAL_BRAIN_LOSS,
          Fill.ZERO,
          List.of());

  public Defacing {
    defacers = List.copyOf(defacers);
    tools = List.copyOf(tools);
    if (defacers.isEmpty()) {
      throw new IllegalArgumentException("a chain of defacers has at least one");
    }
    if (!(maxBrainLoss >= 0 && maxBrainLoss <= 1)) {
      throw new IllegalArgumentException("a share lies between 0 and 1: " + maxBrainLoss);
    }
  }

  /** The same settings with another value for removed voxels. */
  public Defacing with(Fill other) {
    return new Defacing(
        defacers, brainExtraction, bufferMm, keepEars, betFraction, maxBrainLoss, other, tools);
  }

  /** The same settings as the engine takes them. */
  public EngineSettings engineSettings() {
    return new EngineSettings(
        defacers,
        brainExtraction,
        new DefaceOptions(bufferMm, keepEars, betFraction),
        maxBrainLoss,
        tools.stream().<Defacer>map(ExternalDefacer::new).toList());
  }
}
