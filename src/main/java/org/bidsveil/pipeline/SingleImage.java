package org.bidsveil.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.TaskExecutor;

/** Defaces one image into a new file; the image itself is only read. */
public final class SingleImage {
  private final Path image;
  private final Path output;
  private final boolean force;
  private final Defacing defacing;
  private final Resources resources;
  private final Engine.Factory engines;

  public SingleImage(
      Path image, Path output, boolean force, Defacing defacing, Resources resources) {
    this(image, output, force, defacing, resources, Engine.Factory.of(defacing));
  }

  SingleImage(
      Path image,
      Path output,
      boolean force,
      Defacing defacing,
      Resources resources,
      Engine.Factory engines) {
    this.image = image;
    this.output = output;
    this.force = force;
    this.defacing = defacing;
    this.resources = resources;
    this.engines = engines;
  }

  /** The image's name with {@code _defaced} before its extension, as pydeface has it. */
  public static Path defaultOutput(Path image) {
    String name = String.valueOf(image.getFileName());
    int dot = name.indexOf(".nii");
    String stem = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? ".nii.gz" : name.substring(dot);
    return image.resolveSibling(stem + "_defaced" + extension);
  }

  /**
   * Does it.
   *
   * @throws Refusal when the image cannot be read or the output not be written
   */
  public ImageOutcome deface() {
    requireOutput();
    NiftiImage original = NiftiReader.read(image);
    int threads = resources.processors();
    return switch (engines.on(TaskExecutor.of(threads)).propose(MeanVolume.of(original))) {
      case ScanResult.Impossible impossible -> new ImageOutcome.Failed(image, impossible.reason());
      case ScanResult.NothingToDo nothing -> new ImageOutcome.NoFace(image, nothing.reason());
      case ScanResult.Proposed proposed ->
          switch (proposed.verdict()) {
            case Verdict.Fail fail -> new ImageOutcome.Failed(image, fail.reason());
            case Verdict.Pass _, Verdict.Review _ -> write(original, proposed, threads);
          };
    };
  }

  private ImageOutcome write(NiftiImage original, ScanResult.Proposed proposed, int threads) {
    byte[] bytes =
        DefacedImage.bytes(
            Scrubber.header(Scrubbing.DEFAULT, original),
            proposed.removed(),
            defacing.fill(),
            String.valueOf(output.getFileName()),
            threads);
    new DurableWrite(Disk.unobserved()).replace(output, bytes);
    if (original.voxelsChangedOutside(proposed.removed(), NiftiReader.read(output)) != 0) {
      new DurableWrite(Disk.unobserved()).delete(output);
      throw new Refusal(
          Refusal.Kind.IO,
          "kept-voxels-changed",
          "after writing, kept voxels of " + output + " read differently.",
          "Check the disk and the memory of this machine.");
    }
    return new ImageOutcome.Written(
        image, output, proposed.defacer(), proposed.verdict(), proposed.metrics());
  }

  private void requireOutput() {
    String name = String.valueOf(output.getFileName());
    if (!name.endsWith(".nii") && !name.endsWith(".nii.gz")) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "output-name",
          "the output " + output + " ends neither in .nii nor in .nii.gz.",
          "Give it one of the two.");
    }
    if (!Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (isTheImage()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "output-is-image",
          "the output is the image itself.",
          "Give another name with -o.");
    }
    if (!force) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-exists",
          output + " exists.",
          "Give another name with -o, or overwrite it with --force.");
    }
  }

  private boolean isTheImage() {
    try {
      return Files.exists(output) && Files.exists(image) && Files.isSameFile(output, image);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "read-failed",
          "looking at " + output + " failed: " + e.getMessage() + ".",
          "Check its folder and its permissions.",
          e);
    }
  }
}
