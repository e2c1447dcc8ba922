package org.bidsveil.cli.options;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bidsveil.external.ExternalTool;
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

  /** A program that is installed beside bidsveil: {@code external} or {@code external:NAME}. */
  static boolean isExternal(String name) {
    return name.equals(ExternalTool.PREFIX) || name.startsWith(ExternalTool.PREFIX + ":");
  }

  /**
   * The engines behind names that a user gave.
   *
   * @param built the defacers on the class path
   * @throws Refusal of kind USAGE for an unknown name
   */
  static Chain resolve(List<String> names, Collection<String> built) {
    List<String> engines = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String name : names) {
      // A jar on the class path may give its defacer any name.
      String engine = built.contains(name) || isExternal(name) ? name : ENGINE.get(name);
      if (engine == null || !isExternal(name) && !built.contains(engine)) {
        Set<String> known = new LinkedHashSet<>(ENGINE.keySet());
        known.addAll(built);
        throw new Refusal(
            Refusal.Kind.USAGE,
            "defacer-unknown",
            "there is no defacer '" + name + "'.",
            "Choose from "
                + String.join(", ", known)
                + ", external:PROGRAM, or external with --external-command.");
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
