package org.bidsveil.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.demo.AtlasHead;
import org.bidsveil.volume.TaskExecutor;

/**
 * What a start does, done once, for Java to learn from: the head of the atlas is defaced at 1 mm as
 * an image and at 2 mm as a dataset (docs/decisions/0091), or one of both: what is learned from
 * both is more to load for a start that does only one (docs/decisions/0093). Not a command: it is
 * run after a build, while Java records.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** A part of it. */
  enum Part {
    IMAGE,
    DATASET
  }

  /**
   * Exits with 0 when all was defaced.
   *
   * @param arguments an empty folder, which is written to; the part, where only one is to be done
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Set<Part> parts =
        arguments.length == 1
            ? EnumSet.allOf(Part.class)
            : EnumSet.of(Part.valueOf(arguments[1].toUpperCase(Locale.ROOT)));
    int code = ExitCode.OK;
    for (Part part : parts) {
      code = Math.max(code, rehearse(part, folder));
    }
    System.exit(code);
  }

  /**
   * @param folder empty but for another part, is written to
   * @return the exit code
   */
  static int rehearse(Part part, Path folder) throws IOException {
    return switch (part) {
      case IMAGE -> {
        Path image = folder.resolve("head.nii.gz");
        Files.write(image, head(1));
        yield run("deface", image.toString(), "-o", folder.resolve("out.nii.gz").toString());
      }
      case DATASET -> {
        Path dataset = folder.resolve("dataset");
        Path scans = Files.createDirectories(dataset.resolve("sub-01").resolve("anat"));
        Files.writeString(
            dataset.resolve("dataset_description.json"),
            "{\"Name\": \"Rehearsal\", \"BIDSVersion\": \"1.10.0\"}");
        Files.write(scans.resolve("sub-01_T1w.nii.gz"), head(2));
        yield run(dataset.toString(), "participant", "--skip_bids_validation");
      }
    };
  }

  private static byte[] head(double millimetres) {
    return AtlasHead.file(millimetres, TaskExecutor.of(Runtime.getRuntime().availableProcessors()));
  }

  private static int run(String... arguments) {
    PrintWriter nowhere =
        new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return Bidsveil.run(new SearchPath(""), nowhere, nowhere, arguments);
  }
}
