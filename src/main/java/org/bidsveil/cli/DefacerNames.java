package org.bidsveil.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.Refusal;

/**
 * The names that {@code --deid} takes: ours, and those of BIDSonym's tools, which stand for the
 * engine of ours that works alike. What ran is always called by our name.
 */
final class DefacerNames {

  /** Contract, "Options": BIDSonym's name to the engine that really runs. */
  private static final Map<String, String> ENGINE = new LinkedHashMap<>();

  static {
    ENGINE.put("template", "template");
    ENGINE.put("probability", "probability");
    ENGINE.put("quickshear", "quickshear");
    ENGINE.put("scalp", "scalp");
    ENGINE.put("pydeface", "template");
    ENGINE.put("mridefacer", "template");
    ENGINE.put("mri_deface", "probability");
  }

  /**
   * @param engines the chain, each engine once
   * @param notes one sentence for each name that stands for another engine
   */
  record Chain(List<String> engines, List<String> notes) {
    Chain {
      engines = List.copyOf(engines);
      notes = List.copyOf(notes);
    }
  }

  private DefacerNames() {}

  /** The default chain, without the engines that are not built yet. */
  static Chain defaultChain(List<String> chain, Collection<String> built) {
    return new Chain(chain.stream().filter(built::contains).toList(), List.of());
  }

  /**
   * The engines behind names that a user gave.
   *
   * @param built the engines that this version has
   * @throws Refusal of kind USAGE for a name that nobody knows, and for an engine not built yet
   */
  static Chain resolve(List<String> names, Collection<String> built) {
    List<String> engines = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String name : names) {
      String engine = ENGINE.get(name);
      if (engine == null) {
        throw new Refusal(
            Refusal.Kind.USAGE,
            "defacer-unknown",
            "there is no defacer '" + name + "'.",
            "Choose from " + String.join(", ", ENGINE.keySet()) + ".");
      }
      if (!built.contains(engine)) {
        throw LaterOptions.notYet("--deid " + name, "0.2");
      }
      if (!engine.equals(name)) {
        notes.add("--deid %s: bidsveil's own engine '%s' runs.".formatted(name, engine));
      }
      if (!engines.contains(engine)) {
        engines.add(engine);
      }
    }
    return new Chain(engines, notes);
  }
}
