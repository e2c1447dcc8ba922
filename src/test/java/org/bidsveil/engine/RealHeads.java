package org.bidsveil.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Assumptions;

/** The real heads that are set apart for tests, where they are. */
public final class RealHeads {
  private static final Path FOLDER = Path.of(System.getProperty("bidsveil.shared"), "heads");
  private static final int FILE = 0;
  private static final int SUBJECT = 1;
  private static final int FACE = 7;
  private static final int USE = 9;

  private RealHeads() {}

  /**
   * @param name the file's name without its extension
   * @param hasFace as heads.tsv has it: at least a part of the face is in view
   * @param use atlas or test
   */
  public record Head(String name, boolean hasFace, String use, Path file) {
    public Volume volume() {
      return NiftiReader.read(file).volume(0);
    }

    public boolean ofAtlasSource() {
      return name.startsWith("ixi");
    }

    /** Whether the atlas is made of it. */
    boolean ofAtlas() {
      return use.equals("atlas");
    }
  }

  /** In the order of heads.tsv; aborts the test, saying so, where there are none. */
  public static List<Head> forTests() throws IOException {
    return all(cells -> cells[USE].equals("test"));
  }

  /** The head of this name; aborts the test, saying so, where there are none. */
  static Head named(String name) throws IOException {
    return all(cells -> cells[FILE].endsWith("/" + name + ".nii.gz")).getFirst();
  }

  /**
   * One head each of all people whose whole face is in view, those that the atlas is made of among
   * them, in the order of heads.tsv.
   */
  static List<Head> withWholeFace() throws IOException {
    Set<String> seen = new HashSet<>();
    return all(cells -> cells[FACE].equals("yes") && seen.add(cells[SUBJECT]));
  }

  private static List<Head> all(Predicate<String[]> wanted) throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      System.out.println("no real heads here: what needs them is not run");
      Assumptions.abort("no real heads here");
    }
    return Files.readAllLines(FOLDER.resolve("heads.tsv")).stream()
        .map(line -> line.split("\t", -1))
        .filter(wanted)
        .map(cells ->
            new Head(
                Path.of(cells[FILE]).getFileName().toString().replace(".nii.gz", ""),
                !cells[FACE].equals("no"),
                cells[USE],
                FOLDER.resolve(cells[FILE])))
        .toList();
  }

  /** Those of {@link #forTests()} whose brain an outside segmentation has labelled. */
  static List<Head> withLabels() throws IOException {
    return forTests().stream().filter(h -> Files.exists(labels(h))).toList();
  }

  /** The outside label map of a head's brain, where there is one. */
  static Path labels(Head head) {
    return FOLDER.resolve("reference_brain_masks").resolve(head.name() + "_labels.nii.gz");
  }
}
