package org.bidsveil.engine;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.Defacer;
import org.bidsveil.qc.Judge;
import org.bidsveil.qc.Thresholds;

/**
 * The settings of the engine.
 *
 * @param defacers the chain, first choice first: the next one is tried when the verdict on the one
 *     before is fail
 * @param brainExtraction which extractor the guard uses
 * @param options for every defacer
 * @param maxBrainLoss the largest accepted overlap, a share of the brain
 * @param tools defacers of this run alone, in addition to those on the class path
 */
public record EngineSettings(
    List<String> defacers,
    BrainExtraction brainExtraction,
    DefaceOptions options,
    double maxBrainLoss,
    List<Defacer> tools) {
  public EngineSettings {
    defacers = List.copyOf(defacers);
    tools = List.copyOf(tools);
  }

  /** The settings for this chain, with the usual values for everything else. */
  public static EngineSettings of(String... defacers) {
    return new EngineSettings(
        List.of(defacers),
        BrainExtraction.ATLAS,
        DefaceOptions.DEFAULT,
        Thresholds.USUAL_BRAIN_LOSS,
        List.of());
  }

  /** The names that {@code --deid} knows: every defacer on the class path. */
  public static List<String> defacerNames() {
    return ServiceLoader.load(Defacer.class).stream().map(p -> p.get().name()).sorted().toList();
  }

  /** The defacer that the chain calls so. */
  Defacer defacer(String name) throws CannotDeface {
    return find(name).orElseThrow(() -> new CannotDeface("there is no defacer of this name"));
  }

  /** Whether a mask of this maker should take the ears; that of a person should. */
  boolean earsShouldGo(String maker) {
    return find(maker).map(Defacer::removesEars).orElse(true);
  }

  /** Turns the numbers of a mask into a verdict. */
  Judge judge(boolean earsShouldGo) {
    Thresholds usual = Thresholds.withBrainLoss(maxBrainLoss);
    return new Judge(earsShouldGo ? usual : usual.withEarsForReview());
  }

  private Optional<Defacer> find(String name) {
    Optional<Defacer> tool = tools.stream().filter(t -> t.name().equals(name)).findFirst();
    return tool.or(() -> onClassPath(name));
  }

  private static Optional<Defacer> onClassPath(String name) {
    return ServiceLoader.load(Defacer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(d -> d.name().equals(name))
        .findFirst();
  }
}
