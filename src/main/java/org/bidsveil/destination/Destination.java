package org.bidsveil.destination;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.files.Disk;
import org.bidsveil.metadata.CompanionScrub;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.originals.Hold;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Target;
import org.bidsveil.rewrite.NewImage;

/**
 * Where the bytes of a scan come from and where the new ones go (steps 2, 3 and 11 of the walk);
 * everything that differs between a run in place and a run into a copy.
 */
public sealed interface Destination permits InPlaceDestination, CopyDestination {

  /**
   * The destination that a plan asks for.
   *
   * @param evidence the files below {@code derivatives/bidsveil}
   * @param disk what writes
   * @param clock for the times that are recorded
   */
  static Destination of(RunPlan plan, Evidence evidence, Disk disk, Clock clock) {
    return switch (plan.configuration().target()) {
      case Target.InPlace inPlace -> InPlaceDestination.of(plan, inPlace, disk, clock);
      case Target.Copy(Path output) -> CopyDestination.of(plan, output, evidence, disk);
    };
  }

  /** Removes metadata; it reads the files of the dataset as they were before any run. */
  Scrubber scrubber();

  /**
   * Keeps the participant from other runs for the whole walk of a scan.
   *
   * @throws org.bidsveil.files.Refusal "locked" of kind TRY_AGAIN
   */
  Hold hold(HeadScan scan);

  /** Keeps the participant from other runs while anything of it is written. */
  Hold holdForWriting(HeadScan scan);

  /** Keeps other runs from what several participants share in {@code derivatives/bidsveil}. */
  Hold holdShared();

  /**
   * Step 2: finishes or undoes what interrupted runs left of the participants that are asked for.
   *
   * @return one line for each replacement that was settled
   */
  List<String> recover(RunPlan plan);

  /**
   * What must be there before the first scan.
   *
   * @param scans those that will be defaced
   * @return sentences for the user
   */
  List<String> begin(List<HeadScan> scans);

  /**
   * The file with the undefaced scan.
   *
   * @throws org.bidsveil.files.Refusal when it was not kept, or is damaged
   */
  Path source(HeadScan scan);

  /** The same, or, where it was not kept, what lies in the dataset now: only to be looked at. */
  Path readable(HeadScan scan);

  /**
   * The bytes of a file of the dataset before any run; empty where there was no such file.
   *
   * @param relativePath from the dataset's root
   */
  Optional<byte[]> original(Path relativePath);

  /** The file that will hold the defaced scan. */
  Path file(HeadScan scan);

  /**
   * Puts the new bytes of a scan and of its sidecars in their places: all of them or, after an
   * interruption and the next start, none.
   *
   * @param image the new image file; empty when the voxels stay as they are
   * @param edits what becomes of the files that describe it
   * @param defacer who made the new voxels
   * @throws org.bidsveil.files.Refusal when it cannot be done; the scan is then as it was
   */
  void place(HeadScan scan, Optional<NewImage> image, List<FileEdit> edits, String defacer);

  /**
   * Told of a scan with which an earlier run dealt: what it shares with others need not be looked
   * at again, even where that run ended before it could say so.
   */
  void doneBefore(HeadScan scan);

  /** The folder for pictures of the head before; empty where no original is kept. */
  Optional<Path> beforePictures(HeadScan scan);

  /**
   * The scrub of the files that are no scan to be defaced and describe none; empty where they are
   * not taken along.
   *
   * @param writing held while anything is written
   */
  Optional<CompanionScrub> companions(RunPlan plan, Lock writing);

  /**
   * What is written once, when all scans are dealt with.
   *
   * @param scans those of which there is news
   */
  void finish(List<HeadScan> scans);

  /**
   * Where dates are shifted: puts those that runs on some participants had to leave out into the
   * tables of all, once everybody is there.
   *
   * @return what the user should know where that is not yet so
   */
  Optional<String> lateDates(RunPlan plan);

  /** What the user should know of the originals of these participants. */
  Optional<String> notice(Collection<String> subjects);
}
