package org.bidsveil.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.files.FolderRelation;
import org.bidsveil.files.Refusal;

/** Where the copies of the originals are kept: the option {@code --originals}. */
public sealed interface OriginalsLocation {

  /** In {@code sourcedata/bidsveil/} of the dataset. */
  record InDataset() implements OriginalsLocation {}

  /**
   * In a folder outside the dataset, at the same relative paths.
   *
   * @param folder absolute
   */
  record Outside(Path folder) implements OriginalsLocation {}

  /** Nowhere: once a scan is replaced, its original is gone. */
  record None() implements OriginalsLocation {}

  /**
   * Reads the option.
   *
   * @param text {@code sourcedata}, {@code none} or a folder
   * @param root the dataset
   * @param confirmed whether {@code --yes} was given
   * @throws Refusal "originals-inside-dataset", because what lies in the dataset is published with
   *     it; "originals-around-dataset"; "originals-none-unconfirmed"
   */
  static OriginalsLocation parse(String text, Path root, boolean confirmed) {
    return switch (text) {
      case "sourcedata" -> new InDataset();
      case "none" -> none(confirmed);
      default -> outside(Path.of(text).toAbsolutePath().normalize(), root);
    };
  }

  private static OriginalsLocation none(boolean confirmed) {
    if (!confirmed) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "originals-none-unconfirmed",
          "With --originals none the scans can never be restored.",
          "Give --originals none --yes if there is another copy of the dataset, or --originals"
              + " DIR.");
    }
    return new None();
  }

  private static OriginalsLocation outside(Path folder, Path root) {
    requireApart(root, folder, folder.resolve("nowhere"));
    return new Outside(folder);
  }

  /**
   * Refuses a folder for originals that is the dataset, lies in it or holds it, by whatever name.
   *
   * @param allowed a folder of the dataset in which it may lie all the same
   * @throws Refusal "originals-inside-dataset" or "originals-around-dataset"
   */
  static void requireApart(Path root, Path folder, Path allowed) {
    if (!Files.isDirectory(root)) {
      return; // whoever reads the dataset says so
    }
    FolderRelation relation = FolderRelation.of(root, folder);
    boolean inAllowed =
        relation == FolderRelation.INSIDE
            && Files.isDirectory(allowed)
            && FolderRelation.of(allowed, folder) == FolderRelation.INSIDE;
    if (relation == FolderRelation.APART || inAllowed) {
      return;
    }
    boolean around = relation == FolderRelation.AROUND;
    throw new Refusal(
        Refusal.Kind.USAGE,
        around ? "originals-around-dataset" : "originals-inside-dataset",
        "The folder for the originals, "
            + folder
            + (around ? ", holds the dataset." : ", is the dataset or lies inside it."),
        "Choose a folder outside of it, or leave out the option: sourcedata/bidsveil is used.");
  }
}
