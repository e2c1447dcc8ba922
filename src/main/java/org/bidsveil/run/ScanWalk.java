package org.bidsveil.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.DerivativeDocuments;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.GzipHeader;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.metadata.VisualFeatures;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.Hold;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.qc.Verdict;
import org.bidsveil.rewrite.DefacedImage;
import org.bidsveil.rewrite.Fill;
import org.bidsveil.rewrite.NewImage;
import org.bidsveil.session.SessionMasks;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The walk of one scan, steps 3 to 12 of docs/architecture.md. What goes wrong with a scan is its
 * outcome; the other scans are still done.
 */
final class ScanWalk {

  private final RunConfiguration configuration;
  private final RunFiles files;
  private final Pictures.Drawing drawing;
  private final Lock writing;

  /**
   * @param drawing makes the pictures
   * @param writing held while anything is written: shared sidecars and tables are read and replaced
   *     under it, and whoever takes it for good ends the run between two replacements
   */
  ScanWalk(RunConfiguration configuration, RunFiles files, Pictures.Drawing drawing, Lock writing) {
    this.configuration = configuration;
    this.files = files;
    this.drawing = drawing;
    this.writing = writing;
  }

  /**
   * @param masks steps 4 to 7, of the scan's session
   * @param threads for compressing
   */
  ScanOutcome walk(PlannedScan planned, SessionMasks masks, int threads) {
    HeadScan scan = planned.scan();
    return switch (planned.action()) {
      case PlannedScan.DoneBefore _ -> {
        ScanOutcome outcome = new ScanOutcome.DoneBefore(scan);
        // A finished dataset may be read-only: nothing is locked where nothing is to be written.
        yield files.isRecorded(outcome) ? outcome : recorded(scan, () -> outcome);
      }
      case PlannedScan.Empty _, PlannedScan.NotHere _, PlannedScan.Blocked _ ->
          recorded(scan, () -> new Attempt(scan).failed(planned.action().reason()));
      case PlannedScan.Deface _ -> recorded(scan, () -> deface(new Attempt(scan), masks, threads));
    };
  }

  /** Makes a scan again, done or not, with a mask that is decided on already. */
  ScanOutcome remake(HeadScan scan, ScanResult.Proposed mask, int threads) {
    return recorded(
        scan,
        () -> {
          Attempt attempt = new Attempt(scan);
          return attempt.at(() -> made(attempt, image -> mask, threads));
        });
  }

  /** The participant is held from before the work until its row is in the table. */
  private ScanOutcome recorded(HeadScan scan, Supplier<ScanOutcome> work) {
    try (Hold _ = files.destination().hold(scan)) {
      ScanOutcome outcome = work.get();
      locked(scan, () -> files.row(outcome));
      return outcome;
    }
  }

  /** One scan and when work on it began. */
  private record Attempt(HeadScan scan, long start) {
    Attempt(HeadScan scan) {
      this(scan, System.nanoTime());
    }

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }

    /** What goes wrong is an outcome. */
    ScanOutcome at(Supplier<ScanOutcome> work) {
      try {
        return work.get();
      } catch (Refusal refusal) {
        return failed(refusal.sentence() + " " + refusal.remedy(), refusal);
      } catch (OutOfMemoryError e) {
        return failed("there is not enough memory for this scan; give more with --mem-mb", e);
      } catch (RuntimeException e) {
        return failed("this is a defect of bidsveil: " + e, e);
      }
    }

    ScanOutcome failed(String reason) {
      return new ScanOutcome.Failed(
          scan, reason, Optional.empty(), Optional.empty(), Optional.empty(), seconds());
    }

    ScanOutcome failed(String reason, Throwable cause) {
      return new ScanOutcome.Failed(
          scan, reason, Optional.empty(), Optional.empty(), Optional.of(cause), seconds());
    }
  }

  private ScanOutcome deface(Attempt attempt, SessionMasks masks, int threads) {
    HeadScan scan = attempt.scan();
    return attempt.at(() ->
        files.isDone(scan)
            ? new ScanOutcome.DoneBefore(scan)
            : made(attempt, image -> masks.of(scan, image), threads));
  }

  /** From the image as it was before any run to what became of it. */
  private ScanOutcome made(Attempt attempt, Function<NiftiImage, ScanResult> mask, int threads) {
    HeadScan scan = attempt.scan();
    Path source = files.destination().source(scan);
    MemoryBudget.requireRoom(source, configuration.resources().memoryMegabytes());
    NiftiImage image = NiftiReader.read(source);
    return switch (mask.apply(image)) {
      case ScanResult.Impossible impossible -> {
        Mask nothing = new Mask(image.grid());
        showRefused(scan, MeanVolume.of(image), nothing, nothing, threads);
        yield attempt.failed(impossible.reason());
      }
      case ScanResult.NothingToDo nothing -> {
        keepVoxels(scan, nothing.reason(), source, image, threads);
        yield new ScanOutcome.NoFace(scan, nothing, attempt.seconds());
      }
      case ScanResult.Proposed proposed ->
          switch (proposed.verdict()) {
            case Verdict.Fail _ -> {
              showRefused(
                  scan, MeanVolume.of(image), proposed.removed(), proposed.brain(), threads);
              yield new ScanOutcome.Failed(
                  scan,
                  proposed.failure(),
                  Optional.of(proposed.defacer()),
                  Optional.of(proposed.metrics()),
                  Optional.empty(),
                  attempt.seconds());
            }
            case Verdict.Pass _, Verdict.Review _ -> {
              Volume volume = MeanVolume.of(image);
              NewImage made =
                  rewrite(
                      scan,
                      image,
                      volume,
                      source,
                      files.scrubber().header(scan, image),
                      proposed.removed(),
                      proposed.placement(),
                      threads);
              yield replace(attempt, volume, proposed, made, threads);
            }
          };
    };
  }

  /**
   * Keeps the mask that was refused, so that a person can mend it, and pictures of the scan with
   * it. The scan has its face: the pictures lie with the originals or nowhere.
   */
  private void showRefused(HeadScan scan, Volume volume, Mask removed, Mask brain, int threads) {
    Optional<Path> folder = files.destination().beforePictures(scan);
    Optional<Pictures> pictures =
        folder.map(f -> drawing.draw(volume, removed, brain, true, TaskExecutor.of(threads)));
    byte[] mask = DefacedImage.maskBytes(removed, threads);
    locked(
        scan,
        () -> {
          files.evidence().refused(scan, removed.isEmpty() ? Optional.empty() : Optional.of(mask));
          if (folder.isPresent() && pictures.isPresent()) {
            pictures.get().writeRefused(scan, files.evidence(), folder.get());
          }
        });
  }

  /** There is no face to remove: the header, the sidecars and the tables are scrubbed. */
  private void keepVoxels(
      HeadScan scan, ScanResult.Reason reason, Path source, NiftiImage image, int threads) {
    Volume mean = MeanVolume.of(image);
    Optional<NewImage> made = scrubbedFile(scan, source, image, mean, threads);
    Sha256 now = made.map(m -> m.bytes().sha256()).orElseGet(() -> Sha256.of(source));
    byte[] record = DerivativeDocuments.noFace(scan, reason, Sha256.of(source), now);
    Mask nothing = new Mask(image.grid());
    Pictures pictures = drawing.draw(mean, nothing, nothing, false, TaskExecutor.of(threads));
    locked(
        scan,
        () -> {
          Evidence.Former former = files.evidence().former(scan);
          try {
            // Before the scan itself: what cannot be recorded is not done.
            files.evidence().noFace(scan, record);
            pictures.write(scan, files.evidence(), Optional.empty());
            place(scan, made, Optional.empty(), LandmarkSearch.NONE);
          } catch (RuntimeException | OutOfMemoryError e) {
            files.evidence().putBack(former);
            throw e;
          }
        });
  }

  /** The file with a scrubbed header and the same voxels; empty where it may stay as it is. */
  private Optional<NewImage> scrubbedFile(
      HeadScan scan, Path source, NiftiImage image, Volume mean, int threads) {
    if (!files.scrubber().scrubsHeaders()) {
      return Optional.empty();
    }
    Mask nothing = new Mask(image.grid());
    if (files.scrubber().tells(scan, image)) {
      NiftiImage scrubbed = files.scrubber().header(scan, image);
      return Optional.of(
          rewrite(scan, image, mean, source, scrubbed, nothing, Optional.empty(), threads));
    }
    Optional<GzipHeader> header = GzipHeader.of(source).filter(h -> !h.telling().isEmpty());
    header.ifPresent(h -> files.scrubber().gzipHeaderCleaned(scan.relativePath(), h));
    return header.map(
        h -> NewImage.prove(image, Sha256.of(source), nothing, h.cleaned(source).bytes()));
  }

  /** Step 8, proven before anything is changed: what is kept reads as it read. */
  private NewImage rewrite(
      HeadScan scan,
      NiftiImage image,
      Volume mean,
      Path source,
      NiftiImage scrubbed,
      Mask removed,
      Optional<PlacedHead> placement,
      int threads) {
    byte[] file =
        DefacedImage.bytes(
            scrubbed,
            mean,
            removed,
            configuration.defacing().fill(),
            placement.map(PlacedHead::alignment),
            scan.entities().fileName(),
            TaskExecutor.of(threads));
    return NewImage.prove(image, Sha256.of(source), removed, file);
  }

  private ScanOutcome replace(
      Attempt attempt, Volume volume, ScanResult.Proposed proposed, NewImage made, int threads) {
    HeadScan scan = attempt.scan();
    Mask removed = proposed.removed();
    byte[] mask = DefacedImage.maskBytes(removed, threads);
    Optional<Path> beforeFolder = files.destination().beforePictures(scan);
    Pictures pictures =
        withFace(
            drawing.draw(
                volume,
                removed,
                proposed.brain(),
                beforeFolder.isPresent(),
                TaskExecutor.of(threads)),
            made,
            threads);
    SortedMap<String, Vec3> landmarks = landmarks(scan, volume, proposed, threads);
    ScanOutcome.Defaced outcome =
        new ScanOutcome.Defaced(
            scan,
            proposed.defacer(),
            proposed.metrics(),
            proposed.verdict(),
            proposed.tried(),
            proposed.source(),
            note(scan, volume, landmarks, threads),
            attempt.seconds());
    byte[] sidecar =
        DerivativeDocuments.maskSidecar(
            scan,
            proposed,
            configuration.defacing().fill().toString(),
            made.source(),
            made.bytes().sha256());
    locked(
        scan,
        () -> {
          Evidence.Former former = files.evidence().former(scan);
          try {
            files.evidence().clear(scan, beforeFolder.stream().toList());
            // Before the scan itself: after a crash there is no defaced scan without its mask.
            files.evidence().mask(scan, mask, sidecar, outcome.row());
            pictures.write(scan, files.evidence(), beforeFolder);
            place(scan, Optional.of(made), Optional.of(proposed.defacer()), landmarks);
          } catch (RuntimeException | OutOfMemoryError e) {
            files.evidence().putBack(former);
            throw e;
          }
        });
    return outcome;
  }

  private Pictures withFace(Pictures pictures, NewImage made, int threads) {
    return configuration.defacing().fill() == Fill.FACE
        ? pictures.withFace(
            MeanVolume.of(NiftiReader.parse(made.bytes().array())), TaskExecutor.of(threads))
        : pictures;
  }

  /**
   * Steps 9 and 11.
   *
   * @param image empty where the file stays
   * @param defacer whose mask was taken; empty where the voxels stay, and nothing is stated then
   * @param landmarks for the scan's own sidecar
   */
  private void place(
      HeadScan scan,
      Optional<NewImage> image,
      Optional<String> defacer,
      SortedMap<String, Vec3> landmarks) {
    files
        .destination()
        .place(
            scan,
            image,
            files.scrubber().edits(scan, defacer.map(name -> features()), landmarks),
            defacer.orElse(OriginalRow.NO_DEFACER));
  }

  /**
   * Of the head with its face; none where they were not asked for, or the placement is not sure.
   */
  private SortedMap<String, Vec3> landmarks(
      HeadScan scan, Volume volume, ScanResult.Proposed proposed, int threads) {
    return configuration.scrubbing().landmarks() && files.scrubber().hasOwnSidecar(scan)
        ? LandmarkSearch.of(volume, proposed, threads)
        : LandmarkSearch.NONE;
  }

  private Optional<String> note(
      HeadScan scan, Volume volume, SortedMap<String, Vec3> landmarks, int threads) {
    List<String> notes = new ArrayList<>();
    DefacedImage.note(volume, configuration.defacing().fill(), TaskExecutor.of(threads))
        .ifPresent(notes::add);
    if (configuration.scrubbing().landmarks() && !LandmarkSearch.isComplete(landmarks)) {
      notes.add(
          files.scrubber().hasOwnSidecar(scan)
              ? LandmarkSearch.note(landmarks)
              : "landmarks not written: the sidecar describes other images too");
    }
    return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
  }

  private VisualFeatures features() {
    return configuration.defacing().fill() == Fill.FACE
        ? VisualFeatures.REPLACED
        : VisualFeatures.REMOVED;
  }

  private void locked(HeadScan scan, Runnable write) {
    writing.lock();
    try (Hold _ = files.destination().holdForWriting(scan)) {
      write.run();
    } finally {
      writing.unlock();
    }
  }
}
