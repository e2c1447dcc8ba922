package org.bidsveil.bids;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order of entities in a file name, and their long names (BIDS schema 1.2.7, {@code
 * rules/entities.yaml} and {@code objects/entities.yaml}; the long names are the keys of a PyBIDS
 * query).
 */
final class EntityOrder {
  private static final List<String> KEYS =
      List.of(
          "sub",
          "tpl",
          "ses",
          "cohort",
          "sample",
          "task",
          "tracksys",
          "acq",
          "nuc",
          "voi",
          "ce",
          "trc",
          "stain",
          "rec",
          "dir",
          "run",
          "mod",
          "echo",
          "flip",
          "inv",
          "mt",
          "part",
          "proc",
          "hemi",
          "space",
          "split",
          "recording",
          "chunk",
          "atlas",
          "seg",
          "scale",
          "res",
          "den",
          "label",
          "desc");

  private static final Map<String, String> KEY_OF_LONG_NAME =
      Map.ofEntries(
          Map.entry("subject", "sub"),
          Map.entry("template", "tpl"),
          Map.entry("session", "ses"),
          Map.entry("cohort", "cohort"),
          Map.entry("sample", "sample"),
          Map.entry("task", "task"),
          Map.entry("trackingsystem", "tracksys"),
          Map.entry("acquisition", "acq"),
          Map.entry("nucleus", "nuc"),
          Map.entry("volume", "voi"),
          Map.entry("ceagent", "ce"),
          Map.entry("tracer", "trc"),
          Map.entry("staining", "stain"),
          Map.entry("reconstruction", "rec"),
          Map.entry("direction", "dir"),
          Map.entry("run", "run"),
          Map.entry("modality", "mod"),
          Map.entry("echo", "echo"),
          Map.entry("flip", "flip"),
          Map.entry("inversion", "inv"),
          Map.entry("inv", "inv"),
          Map.entry("mtransfer", "mt"),
          Map.entry("mt", "mt"),
          Map.entry("part", "part"),
          Map.entry("processing", "proc"),
          Map.entry("proc", "proc"),
          Map.entry("hemisphere", "hemi"),
          Map.entry("hemi", "hemi"),
          Map.entry("space", "space"),
          Map.entry("split", "split"),
          Map.entry("recording", "recording"),
          Map.entry("chunk", "chunk"),
          Map.entry("atlas", "atlas"),
          Map.entry("segmentation", "seg"),
          Map.entry("scale", "scale"),
          Map.entry("resolution", "res"),
          Map.entry("density", "den"),
          Map.entry("label", "label"),
          Map.entry("description", "desc"),
          Map.entry("desc", "desc"));

  private EntityOrder() {}

  /** Place of the key in the schema's order; a key the schema does not know comes last. */
  static int rank(String key) {
    int rank = KEYS.indexOf(key);
    return rank < 0 ? KEYS.size() : rank;
  }

  /** The key of an entity named by its long name ({@code session}) or by its key ({@code ses}). */
  static Optional<String> keyOf(String name) {
    String key = KEY_OF_LONG_NAME.get(name);
    return key != null ? Optional.of(key) : Optional.of(name).filter(KEYS::contains);
  }

  /** Whether the label is an index, so that {@code 1} and {@code 01} are the same value. */
  static boolean isIndex(String key) {
    return switch (key) {
      case "run", "echo", "flip", "inv", "split", "chunk" -> true;
      default -> false;
    };
  }
}
