package org.bidsveil.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.demo.AtlasHead;
import org.bidsveil.volume.TaskExecutor;

/**
 * What a start does, done once, for Java to learn from: the head of the atlas is defaced at 1 mm as
 * an image and at 2 mm as a dataset (docs/decisions/0091). Not a command: it is run after a build,
 * while Java records.
 */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Exits with 0 when both were defaced.
   *
   * @param arguments an empty folder, which is written to
   */
  public static void main(String[] arguments) throws IOException {
    System.exit(rehearse(Path.of(arguments[0])));
  }

  /**
   * @param folder empty, is written to
   * @return the larger of two exit codes
   */
  static int rehearse(Path folder) throws IOException {
    TaskExecutor executor = TaskExecutor.of(Runtime.getRuntime().availableProcessors());
    Path image = folder.resolve("head.nii.gz");
    Files.write(image, AtlasHead.file(1, executor));
    Path dataset = folder.resolve("dataset");
    Path scans = Files.createDirectories(dataset.resolve("sub-01").resolve("anat"));
    Files.writeString(
        dataset.resolve("dataset_description.json"),
        "{\"Name\": \"Rehearsal\", \"BIDSVersion\": \"1.10.0\"}");
    Files.write(scans.resolve("sub-01_T1w.nii.gz"), AtlasHead.file(2, executor));
    int defaced = run("deface", image.toString(), "-o", folder.resolve("out.nii.gz").toString());
    int walked = run(dataset.toString(), "participant", "--skip_bids_validation");
    return Math.max(defaced, walked);
  }

  private static int run(String... arguments) {
    PrintWriter nowhere =
        new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return Bidsveil.run(new SearchPath(""), nowhere, nowhere, arguments);
  }
}
