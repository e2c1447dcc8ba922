package org.bidsveil.run;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.rewrite.Bytes;
import org.bidsveil.rewrite.DefacedImage;
import org.bidsveil.rewrite.NewImage;
import org.bidsveil.session.EveryVolume;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * An image that is defaced in memory, can be repainted, and is saved when its owner says so; until
 * then nothing is written to the disk. Only one thread at a time changes it.
 */
public final class OpenedImage {
  private final String name;
  private final Optional<Path> file;
  private final NiftiImage original;
  private final Defacing defacing;
  private final Resources resources;
  private final HandEdit.Measure measure;
  private volatile State state;

  /**
   * The state of the image so far.
   *
   * @param row numbers, verdict and reason
   * @param mask 1 = removed: the mask of {@code defaced}, the one that was refused, or an empty one
   * @param brain by which the mask was measured; empty where there is none
   * @param defaced the new file, verified; missing while there is none
   */
  public record State(DefaceRow row, Mask mask, Mask brain, Optional<Bytes> defaced) {

    /** The bytes of the new file; empty while there is none. */
    public Optional<byte[]> file() {
      return defaced.map(Bytes::array);
    }
  }

  /** The result of applying a painted mask. */
  public sealed interface Repainted {}

  /** The defaced image was made anew. */
  public record Applied(String verdict, String reason) implements Repainted {}

  /** A check failed and the person has not said to go on; nothing was changed. */
  public record Doubtful(String reason) implements Repainted {}

  private OpenedImage(
      String name,
      Optional<Path> file,
      byte[] bytes,
      Defacing defacing,
      Resources resources,
      Engine.Factory engines,
      HandEdit.Measure measure) {
    this.name = name;
    this.file = file;
    MemoryBudget.requireRoom(
        NiftiReader.parseHeader(bytes), bytes.length, resources.memoryMegabytes());
    this.original = NiftiReader.parse(bytes);
    this.defacing = defacing;
    this.resources = resources;
    this.measure = measure;
    long start = System.nanoTime();
    Engine engine = engines.on(TaskExecutor.of(resources.processors()));
    ScanResult result =
        EveryVolume.covered(engine, original, engine.propose(MeanVolume.of(original)));
    this.state = state(result, start);
  }

  /**
   * Defaces an image in memory.
   *
   * @param name its file name, for the row and the names of what is saved
   * @param file where it is, when that is known
   * @param bytes of the file
   * @throws Refusal when it cannot be read
   */
  public static OpenedImage of(
      String name, Optional<Path> file, byte[] bytes, Defacing defacing, Resources resources) {
    return of(
        name,
        file,
        bytes,
        defacing,
        resources,
        Engine.Factory.of(defacing.engineSettings()),
        (volume, removed) ->
            new ScanEngine(
                    ShippedAtlas.get(),
                    defacing.engineSettings(),
                    TaskExecutor.of(resources.processors()))
                .measure(volume, removed, HandEdit.MAKER));
  }

  static OpenedImage of(
      String name,
      Optional<Path> file,
      byte[] bytes,
      Defacing defacing,
      Resources resources,
      Engine.Factory engines,
      HandEdit.Measure measure) {
    return new OpenedImage(name, file, bytes, defacing, resources, engines, measure);
  }

  public String name() {
    return name;
  }

  /** The undefaced image, as the mean of its volumes. */
  public Volume original() {
    return MeanVolume.of(original);
  }

  public State state() {
    return state;
  }

  /** The file name of the defaced image. */
  public String defacedName() {
    return String.valueOf(SingleImage.defaultOutput(Path.of(name)).getFileName());
  }

  /** The file name of the mask. */
  public String maskName() {
    return defacedName().replaceFirst("_defaced\\.nii(\\.gz)?$", "_defacemask.nii.gz");
  }

  /** The mask as a file: uint8, 1 = removed. */
  public byte[] maskFile() {
    return DefacedImage.maskBytes(state.mask(), resources.processors());
  }

  /**
   * Makes the defaced image anew with a painted mask, by the same walk.
   *
   * @param removed on the image's grid
   * @param despiteFindings whether to do it even when a check fails; the verdict is then review
   * @throws Refusal not-applied when the mask cannot be measured
   */
  public Repainted remake(Mask removed, boolean despiteFindings) {
    long start = System.nanoTime();
    ScanResult result =
        EveryVolume.measured(
            original,
            measure.of(MeanVolume.of(original), removed),
            volume -> measure.of(volume, removed));
    return switch (result) {
      case ScanResult.Impossible impossible -> throw notApplied(impossible.reason());
      case ScanResult.NothingToDo nothing -> throw notApplied(nothing.why());
      case ScanResult.Proposed proposed -> {
        if (proposed.verdict() instanceof Verdict.Fail(List<String> reasons)) {
          if (!despiteFindings) {
            yield new Doubtful(proposed.verdict().reason());
          }
          state = state(proposed.with(new Verdict.Review(reasons)), start);
        } else {
          state = state(proposed, start);
        }
        DefaceRow row = state.row();
        yield new Applied(row.value(DefaceColumn.VERDICT), row.value(DefaceColumn.REASON));
      }
    };
  }

  private static Refusal notApplied(String reason) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "not-applied",
        "the mask could not be applied: " + reason + ".",
        "What you painted is kept; paint more of the face, or undo.");
  }

  private State state(ScanResult result, long start) {
    DefaceRow row = ImageRow.of(name, result, (System.nanoTime() - start) / 1e9);
    return switch (result) {
      case ScanResult.Proposed proposed ->
          new State(
              row,
              proposed.removed(),
              proposed.brain(),
              proposed.failed()
                  ? Optional.empty()
                  : Optional.of(
                      NewImage.prove(
                          original,
                          proposed.removed(),
                          SingleImage.copy(
                              original,
                              MeanVolume.of(original),
                              proposed.removed(),
                              proposed.placement(),
                              defacing.fill(),
                              defacedName(),
                              TaskExecutor.of(resources.processors())))));
      case ScanResult.NothingToDo _, ScanResult.Impossible _ ->
          new State(row, new Mask(original.grid()), new Mask(original.grid()), Optional.empty());
    };
  }

  /** The folder that the image came from, when that is known. */
  public Optional<Path> folder() {
    return file.map(f -> f.toAbsolutePath().normalize().resolveSibling(""));
  }

  /**
   * Saves the defaced image and the mask beside the image that was opened; nothing is overwritten.
   *
   * @return the two files
   * @throws Refusal output-exists; nothing-to-save
   */
  public List<Path> saveBeside() {
    State now = state;
    if (file.isEmpty() || now.defaced().isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "nothing-to-save",
          "there is no defaced image, or no folder to save it in.",
          "Paint a mask and apply it, or download the image.");
    }
    Path image = file.get().resolveSibling(defacedName());
    Path mask = file.get().resolveSibling(maskName());
    for (Path to : List.of(image, mask)) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new Refusal(
            Refusal.Kind.CANNOT_CREATE,
            "output-exists",
            to + " exists, and nothing is ever overwritten.",
            "Move it away, or save the image by the other buttons.");
      }
    }
    DurableWrite write = new DurableWrite(Disk.unobserved());
    FileTraits traits = FileTraits.ofCopy(file.get());
    write.createNew(image, Content.of(now.defaced().get().array()), traits);
    write.createNew(
        mask, Content.of(DefacedImage.maskBytes(now.mask(), resources.processors())), traits);
    return List.of(image, mask);
  }
}
