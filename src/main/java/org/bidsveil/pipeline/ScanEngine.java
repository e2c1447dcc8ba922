package org.bidsveil.pipeline;

import java.util.List;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Steps 4 to 7 of the walk of one scan: registration, brain, proposal, guard, verdict. Pure: a
 * volume in, a mask out.
 */
public final class ScanEngine {
  private final Settings settings;
  private final TaskExecutor executor;

  /**
   * @param defacers the chain, first choice first: the next is tried when the verdict of the one
   *     before is fail
   * @param brainExtraction which extractor the guard uses; the measuring mask is the other one
   * @param options for every defacer
   * @param maxBrainLoss the largest accepted overlap, a share of the brain (brainprep: 0.05)
   */
  public record Settings(
      List<String> defacers,
      BrainExtraction brainExtraction,
      DefaceOptions options,
      double maxBrainLoss) {
    public Settings {
      defacers = List.copyOf(defacers);
    }
  }

  /** The two brain extractors. */
  public enum BrainExtraction {
    ATLAS,
    BET
  }

  public ScanEngine(Settings settings, TaskExecutor executor) {
    this.settings = settings;
    this.executor = executor;
  }

  /** The decision on one volume (of a 4-D image: its mean or first volume). */
  public ScanResult propose(Volume scan) {
    return new ScanResult.Impossible(
        "no defacer of "
            + settings.defacers()
            + " is built in yet ("
            + executor.threads()
            + " threads, "
            + scan.grid().voxelCount()
            + " voxels)");
  }
}
