package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.engine.SharedMask;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.FolderRelation;
import org.bidsveil.files.Refusal;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.DecodedImage;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.ReadAhead;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.qc.Verdict;
import org.bidsveil.rewrite.DefacedImage;
import org.bidsveil.rewrite.Fill;
import org.bidsveil.rewrite.NewImage;
import org.bidsveil.session.EveryVolume;
import org.bidsveil.session.MaskGroup;
import org.bidsveil.session.PlacementDonor;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * Defaces one image into a new file, and others of the same head with it; the images themselves are
 * only read.
 */
public final class SingleImage {
  private final Path image;
  private final Path output;
  private final boolean force;
  private final Defacing defacing;
  private final Resources resources;
  private final Engine.Factory engines;
  private final Disk disk;
  private final ImageReport report;
  private final Optional<ReadAhead> ahead;

  /**
   * @param ahead the image, when it is already being read
   */
  public SingleImage(
      Optional<ReadAhead> ahead,
      Path image,
      Path output,
      boolean force,
      Defacing defacing,
      Resources resources,
      ImageReport report) {
    this(
        ahead,
        image,
        output,
        force,
        defacing,
        resources,
        Engine.Factory.of(defacing.engineSettings()),
        Disk.unobserved(),
        report);
  }

  SingleImage(
      Path image,
      Path output,
      boolean force,
      Defacing defacing,
      Resources resources,
      Engine.Factory engines,
      Disk disk) {
    this(
        Optional.empty(),
        image,
        output,
        force,
        defacing,
        resources,
        engines,
        disk,
        ImageReport.NONE);
  }

  private SingleImage(
      Optional<ReadAhead> ahead,
      Path image,
      Path output,
      boolean force,
      Defacing defacing,
      Resources resources,
      Engine.Factory engines,
      Disk disk,
      ImageReport report) {
    this.ahead = ahead;
    this.image = image;
    this.output = output;
    this.force = force;
    this.defacing = defacing;
    this.resources = resources;
    this.engines = engines;
    this.disk = disk;
    this.report = report;
  }

  /** The image's name with {@code _defaced} before its extension, as pydeface does it. */
  public static Path defaultOutput(Path image) {
    String name = String.valueOf(image.getFileName());
    int dot = name.indexOf(".nii");
    String stem = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? ".nii.gz" : name.substring(dot);
    return image.resolveSibling(stem + "_defaced" + extension);
  }

  /**
   * Defaces the image and further images of the same head.
   *
   * @param applyTo further images of the same head; each gets the mask of the first image if it is
   *     on the same grid and that mask removes its face, or the mask carried over by a rigid
   *     registration otherwise, and is defaced by itself where that fails. Each goes to its {@link
   *     #defaultOutput}
   * @return one outcome per image, that of the image itself first; when it fails, so do the others
   * @throws Refusal when an image cannot be read or an output cannot be written
   */
  public List<ImageOutcome> deface(List<Path> applyTo) {
    List<Path> inputs = new ArrayList<>(List.of(image));
    inputs.addAll(applyTo);
    List<Path> outputs = new ArrayList<>(List.of(output));
    applyTo.forEach(other -> outputs.add(defaultOutput(other)));
    for (int n = 0; n < outputs.size(); n++) {
      requireOutput(inputs, outputs.get(n), outputs.subList(0, n));
    }
    inputs.forEach(input -> MemoryBudget.requireRoom(input, resources.memoryMegabytes()));
    ReadAhead begun = ahead.filter(a -> a.isOf(image)).orElseGet(() -> ReadAhead.of(image));
    int threads = resources.processors();
    TaskExecutor executor = TaskExecutor.of(threads);
    // Reads the atlas, beside the image.
    Engine engine = engines.on(executor);
    NiftiImage original = begun.image().image();
    Volume volume = begun.image().mean();
    long start = System.nanoTime();
    ScanResult result = EveryVolume.covered(engine, original, engine.propose(volume));
    double seconds = (System.nanoTime() - start) / 1e9;
    List<ImageOutcome> outcomes = new ArrayList<>();
    ImageOutcome first = outcome(image, output, original, volume, result, executor);
    if (!report.equals(ImageReport.NONE)) {
      Optional<Volume> refaced =
          first instanceof ImageOutcome.Written && defacing.fill() == Fill.FACE
              ? Optional.of(MeanVolume.of(NiftiReader.read(output)))
              : Optional.empty();
      report.write(image, volume, result, refaced, defacing.maxBrainLoss(), seconds, threads);
    }
    outcomes.add(withLandmarks(first, volume, result, threads));
    for (Path other : applyTo) {
      DecodedImage also = DecodedImage.read(other);
      NiftiImage its = also.image();
      Volume itsVolume = also.mean();
      ScanResult applied = applied(engine, volume, result, itsVolume);
      outcomes.add(
          outcome(
              other,
              defaultOutput(other),
              its,
              itsVolume,
              EveryVolume.covered(engine, its, applied),
              executor));
    }
    return outcomes;
  }

  /** Writes the landmarks of the image where they are asked for, and says which are not there. */
  private ImageOutcome withLandmarks(
      ImageOutcome outcome, Volume volume, ScanResult result, int threads) {
    if (report.landmarks().isPresent()
        && outcome instanceof ImageOutcome.Written written
        && result instanceof ScanResult.Proposed proposed) {
      SortedMap<String, Vec3> found = LandmarkSearch.of(volume, proposed, threads);
      report.write(found);
      return LandmarkSearch.isComplete(found) ? written : written.with(LandmarkSearch.note(found));
    }
    return outcome;
  }

  /**
   * What another image of the same head gets. A mask of its grid counts when it is measured on the
   * image that it takes the face: the head may lie otherwise there. Where nothing can be measured
   * and no registration passes, as on a phase image, it is for review.
   */
  private ScanResult applied(Engine engine, Volume volume, ScanResult result, Volume its) {
    if (result instanceof ScanResult.Proposed mask
        && !mask.failed()
        && its.grid().matches(volume.grid(), MaskGroup.SAME_GRID_MM)) {
      return switch (engine.share(its, mask)) {
        case SharedMask.Measured(ScanResult.Proposed here) when !here.failed() -> here;
        case SharedMask.Measured _ -> carriedOverOrAlone(engine, volume, result, its);
        case SharedMask.NotMeasurable() -> {
          ScanResult carried = carriedOver(engine, volume, result, its);
          yield isOfNoUse(carried) ? mask.unmeasured(ScanResult.NOT_MEASURED) : carried;
        }
      };
    }
    return carriedOverOrAlone(engine, volume, result, its);
  }

  /**
   * What does not lie as the image does, or has too little in common with it, is done by itself.
   */
  private ScanResult carriedOverOrAlone(
      Engine engine, Volume volume, ScanResult result, Volume its) {
    ScanResult carried = carriedOver(engine, volume, result, its);
    if (!(carried instanceof ScanResult.Proposed p && p.failed())) {
      return carried;
    }
    ScanResult alone = engine.propose(its);
    return isOfNoUse(alone) ? carried : alone;
  }

  private static boolean isOfNoUse(ScanResult result) {
    return switch (result) {
      case ScanResult.Proposed p -> p.failed();
      case ScanResult.Impossible _ -> true;
      case ScanResult.NothingToDo _ -> false;
    };
  }

  private ScanResult carriedOver(Engine engine, Volume volume, ScanResult result, Volume its) {
    return PlacementDonor.placementOf(result)
        .map(placed -> engine.proposeWith(its, volume, placed))
        .orElseGet(() ->
            new ScanResult.Impossible(
                "it would get the mask of " + image + ", which has none that needs no look"));
  }

  private ImageOutcome outcome(
      Path from,
      Path to,
      NiftiImage original,
      Volume volume,
      ScanResult result,
      TaskExecutor executor) {
    return switch (result) {
      case ScanResult.Impossible impossible -> new ImageOutcome.Failed(from, impossible.reason());
      case ScanResult.NothingToDo nothing -> new ImageOutcome.NoFace(from, nothing);
      case ScanResult.Proposed proposed ->
          switch (proposed.verdict()) {
            case Verdict.Fail _ -> new ImageOutcome.Failed(from, proposed.failure());
            case Verdict.Pass _, Verdict.Review _ ->
                write(from, to, original, volume, proposed, executor);
          };
    };
  }

  private ImageOutcome write(
      Path from,
      Path to,
      NiftiImage original,
      Volume volume,
      ScanResult.Proposed proposed,
      TaskExecutor executor) {
    byte[] made =
        copy(
            original,
            volume,
            proposed.removed(),
            proposed.placement(),
            defacing.fill(),
            String.valueOf(to.getFileName()),
            executor);
    DurableWrite write = new DurableWrite(disk);
    Path temporary = DurableWrite.temporaryFor(to);
    Optional<String> note;
    try {
      // The disk does not wait for the proof; the name of the new file does.
      note =
          executor
              .both(
                  () -> {
                    write.stage(to, temporary, Content.of(made), traits(from, to));
                    return DefacedImage.note(volume, defacing.fill(), executor);
                  },
                  () -> NewImage.prove(original, proposed.removed(), made))
              .first();
    } catch (RuntimeException e) {
      throw write.withoutTemporary(temporary, e);
    } catch (Error e) {
      throw write.withoutTemporary(temporary, e);
    }
    write.publish(temporary, to);
    return new ImageOutcome.Written(
        from, to, proposed.defacer(), proposed.verdict(), proposed.metrics(), note);
  }

  /**
   * Step 8 for an image outside of a dataset: the new file, its header scrubbed, not yet proven.
   *
   * @param mean of its volumes
   * @param placement of the atlas in it
   * @param name the new file's
   */
  static byte[] copy(
      NiftiImage original,
      Volume mean,
      Mask removed,
      Optional<PlacedHead> placement,
      Fill fill,
      String name,
      TaskExecutor executor) {
    NiftiImage scrubbed = Scrubber.header(Scrubbing.DEFAULT, original);
    return DefacedImage.bytes(
        scrubbed, mean, removed, fill, placement.map(PlacedHead::alignment), name, executor);
  }

  /** A new file can be read only by those who can read the image. */
  private static FileTraits traits(Path from, Path to) {
    return Files.exists(to, LinkOption.NOFOLLOW_LINKS)
        ? DurableWrite.replacementTraits(to)
        : FileTraits.ofCopy(from);
  }

  private void requireOutput(List<Path> inputs, Path to, List<Path> others) {
    String name = String.valueOf(to.getFileName());
    if (!name.endsWith(".nii") && !name.endsWith(".nii.gz")) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "output-name",
          "the output " + to + " ends neither in .nii nor in .nii.gz.",
          "Give it one of the two.");
    }
    requireFolder(to);
    String place = placeOf(to);
    if (others.stream().anyMatch(other -> placeOf(other).equals(place))) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "outputs-are-one",
          "two images would be written to " + to + ".",
          "Give each image once, and another name with -o.");
    }
    if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (inputs.stream().anyMatch(from -> areOne(from, to))) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "output-is-image",
          "the output " + to + " is one of the images to be read.",
          "Give another name with -o; the image itself is never overwritten.");
    }
    if (!force) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-exists",
          to + " exists.",
          "Give another name with -o, or overwrite it with --force.");
    }
  }

  /** Known before the work, not after it. */
  private static void requireFolder(Path to) {
    Path folder = to.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-folder-missing",
          "the folder of the output " + to + " is not there.",
          "Make it, or give another name with -o.");
    }
    if (Files.isDirectory(to)) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-is-folder",
          "the output " + to + " is a folder.",
          "Give another name with -o.");
    }
    try {
      Files.delete(Files.createTempFile(folder, ".bidsveil-", ".tmp"));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-folder-unwritable",
          "you may not write in " + folder + ", the folder of the output.",
          "Make it writable, or give another name with -o.",
          e);
    }
  }

  /** Links resolved, and case ignored: not every disk tells names apart by it. */
  private static String placeOf(Path to) {
    try {
      return FolderRelation.resolved(to.toAbsolutePath().normalize())
          .toString()
          .toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw Refusal.ofReading(to, e);
    }
  }

  private static boolean areOne(Path from, Path to) {
    try {
      return Files.exists(to) && Files.exists(from) && Files.isSameFile(to, from);
    } catch (IOException e) {
      throw Refusal.ofReading(to, e);
    }
  }
}
