package org.bidsveil.destination;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.RunLock;
import org.bidsveil.metadata.CompanionScrub;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.originals.Hold;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.rewrite.NewImage;

/** The dataset is only read; the defaced scan and its sidecars go to the same paths of a copy. */
record CopyDestination(
    RunConfiguration configuration,
    Path output,
    Evidence files,
    CopiedDataset copied,
    OutputRecord record,
    Scrubber scrubber)
    implements Destination {

  /** Long enough for another run to finish the scan it is at. */
  static final Duration LOCK_WAIT = Duration.ofMinutes(2);

  static CopyDestination of(RunPlan plan, Path output, Evidence files, Disk disk) {
    RunConfiguration configuration = plan.configuration();
    Path root = configuration.dataset();
    Scrubber scrubber =
        new Scrubber(
            configuration.scrubbing(),
            plan.dataset(),
            relative -> Content.ifPresent(root.resolve(relative)));
    OutputRecord record = new OutputRecord(root, output, disk, configuration.force());
    CopiedDataset copied = new CopiedDataset(plan.dataset(), output, files, record, scrubber);
    return new CopyDestination(configuration, output, files, copied, record, scrubber);
  }

  /** The dataset is only read: many may do so at once. */
  @Override
  public Hold hold(HeadScan scan) {
    return Hold.ofNothing();
  }

  @Override
  public Hold holdForWriting(HeadScan scan) {
    RunLock lock =
        RunLock.acquire(
            files.paths().lock("sub-" + scan.subject()),
            LOCK_WAIT,
            "sub-" + scan.subject() + " of " + output,
            Disk.unobserved());
    return new Hold(lock::close);
  }

  @Override
  public Hold holdShared() {
    RunLock lock =
        RunLock.acquire(
            files.paths().lock("dataset"), LOCK_WAIT, "the tables of " + output, Disk.unobserved());
    return new Hold(lock::close);
  }

  /** A copy that was interrupted is simply made again; what it left half done is deleted. */
  @Override
  public List<String> recover(RunPlan plan) {
    copied.clear(plan.subjects());
    return List.of();
  }

  @Override
  public List<String> begin(List<HeadScan> scans) {
    copied.begin(scans);
    return List.of();
  }

  @Override
  public Path source(HeadScan scan) {
    return scan.absolutePath();
  }

  @Override
  public Path readable(HeadScan scan) {
    return source(scan);
  }

  @Override
  public Optional<byte[]> original(Path relativePath) {
    return Content.ifPresent(configuration.dataset().resolve(relativePath));
  }

  @Override
  public Path file(HeadScan scan) {
    return output.resolve(scan.relativePath());
  }

  @Override
  public void place(HeadScan scan, Optional<NewImage> image, List<FileEdit> edits, String defacer) {
    Path destination = file(scan);
    byte[] bytes =
        image
            .map(made -> made.bytes().array())
            .orElseGet(() -> Content.ifPresent(source(scan)).orElseThrow());
    refuseForeign(destination, bytes);
    // The image last: where it is, everything that belongs to it is there too.
    for (FileEdit edit : edits) {
      // Tables hold rows of scans that are not copied: CopiedDataset writes them at the end.
      if (!edit.relativePath().toString().endsWith(".tsv")) {
        byte[] before = original(edit.relativePath()).orElse(new byte[0]);
        write(edit.relativePath(), edit.edit().apply(before));
      }
    }
    record.write(scan.relativePath(), bytes);
  }

  /** What belongs to no participant has the dataset's lock. */
  private void write(Path relative, byte[] bytes) {
    if (relative.getName(0).toString().startsWith("sub-")) {
      record.write(relative, bytes);
    } else {
      try (Hold _ = holdShared()) {
        record.write(relative, bytes);
      }
    }
  }

  /** Made of another image, or of this one with other options: said, not overwritten. */
  private void refuseForeign(Path destination, byte[] bytes) {
    if (configuration.force() || !Files.exists(destination)) {
      return;
    }
    if (!Arrays.equals(Content.ifPresent(destination).orElseThrow(), bytes)) {
      throw OutputRecord.refusal(destination.toString());
    }
  }

  @Override
  public void doneBefore(HeadScan scan) {}

  @Override
  public Optional<Path> beforePictures(HeadScan scan) {
    return Optional.empty();
  }

  @Override
  public Optional<CompanionScrub> companions(RunPlan plan, Lock writing) {
    return Optional.empty();
  }

  @Override
  public void finish(List<HeadScan> scans) {
    if (!scans.isEmpty()) {
      copied.finish(scans);
    }
  }

  /** A table of the copy has only the rows of those who were walked. */
  @Override
  public Optional<String> lateDates(RunPlan plan) {
    return Optional.empty();
  }

  @Override
  public Optional<String> notice(Collection<String> subjects) {
    return Optional.empty();
  }
}
