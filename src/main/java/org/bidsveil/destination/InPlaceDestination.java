package org.bidsveil.destination;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Software;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.metadata.CompanionScrub;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.metadata.SharedFiles;
import org.bidsveil.metadata.VisualFeatures;
import org.bidsveil.originals.Hold;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Preflight;
import org.bidsveil.originals.Replacement;
import org.bidsveil.plan.DoneBefore;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Target;
import org.bidsveil.rewrite.NewImage;

/**
 * The defaced scan takes the name of the scan; the original goes to the store.
 *
 * @param root the dataset
 * @param store the only way by which a file of the dataset is replaced
 * @param shared the files that scans of several participants share
 */
record InPlaceDestination(Path root, OriginalsStore store, SharedFiles shared, Scrubber scrubber)
    implements Destination {

  static InPlaceDestination of(RunPlan plan, Target.InPlace target, Disk disk, Clock clock) {
    RunConfiguration configuration = plan.configuration();
    Path root = configuration.dataset();
    OriginalsStore store =
        OriginalsStore.at(
            root,
            target.originals(),
            StoreOptions.defaults()
                .withDisk(disk)
                .withClock(clock)
                .withForce(configuration.force()));
    SharedFiles shared = new SharedFiles(store, configuration.scrubbing(), configuration.force());
    return new InPlaceDestination(
        root, store, shared, scrubber(configuration.scrubbing(), plan.dataset(), store));
  }

  /** One that reads the files of the dataset as they were before any run. */
  static Scrubber scrubber(Scrubbing scrubbing, Dataset dataset, OriginalsStore store) {
    return new Scrubber(scrubbing, dataset, relative -> original(dataset.root(), store, relative));
  }

  @Override
  public Hold hold(HeadScan scan) {
    return store.hold(scan.subject());
  }

  /** The walk holds the participant already. */
  @Override
  public Hold holdForWriting(HeadScan scan) {
    return Hold.ofNothing();
  }

  @Override
  public Hold holdShared() {
    return store.holdShared();
  }

  @Override
  public List<String> recover(RunPlan plan) {
    return plan.filter().acceptsEverybody() ? store.recover() : store.recover(plan.askedFor());
  }

  @Override
  public List<String> begin(List<HeadScan> scans) {
    return Preflight.annexWarning(root, scans.stream().map(HeadScan::relativePath).toList())
        .stream()
        .toList();
  }

  @Override
  public Path source(HeadScan scan) {
    return switch (store.original(scan.relativePath())) {
      case OriginalFile.InPlace inPlace -> inPlace.file();
      case OriginalFile.Kept kept -> kept.copy();
      // Only its header was scrubbed: the voxels are those of the original.
      case OriginalFile.NotKept(OriginalRow row) when !row.isDefaced() -> scan.absolutePath();
      case OriginalFile.NotKept _, OriginalFile.Created _ ->
          throw new Refusal(
              Refusal.Kind.INPUT_MISSING,
              "original-not-kept",
              "the original of this scan was not kept (--originals none), so it cannot be defaced"
                  + " again.",
              "Put the undefaced scan back from another copy of the dataset first.");
    };
  }

  @Override
  public Path readable(HeadScan scan) {
    return switch (store.original(scan.relativePath())) {
      case OriginalFile.Kept kept -> kept.copy();
      case OriginalFile.InPlace _, OriginalFile.NotKept _, OriginalFile.Created _ ->
          scan.absolutePath();
    };
  }

  @Override
  public Optional<byte[]> original(Path relativePath) {
    return original(root, store, relativePath);
  }

  private static Optional<byte[]> original(Path root, OriginalsStore store, Path relativePath) {
    return switch (store.original(relativePath)) {
      case OriginalFile.InPlace inPlace -> Content.ifPresent(inPlace.file());
      case OriginalFile.Kept kept -> Content.ifPresent(kept.copy());
      case OriginalFile.NotKept _ -> Content.ifPresent(root.resolve(relativePath));
      case OriginalFile.Created _ -> Optional.empty();
    };
  }

  @Override
  public Path file(HeadScan scan) {
    return scan.absolutePath();
  }

  @Override
  public void place(HeadScan scan, Optional<NewImage> image, List<FileEdit> all, String defacer) {
    List<FileEdit> edits = shared.open(all);
    if (image.isEmpty() && edits.isEmpty()) {
      return;
    }
    try (Replacement replacement = store.begin(scan.subject())) {
      image.ifPresent(
          made -> replacement.replace(scan.relativePath(), made.bytes().array(), made.source()));
      for (FileEdit edit : edits) {
        if (edit.existed() && edit.states()) {
          replacement.editAnew(edit.relativePath(), edit.edit());
        } else if (edit.existed()) {
          replacement.edit(edit.relativePath(), edit.edit());
        } else {
          replacement.create(edit.relativePath(), edit.edit().apply(new byte[0]));
        }
      }
      replacement.prepare();
      replacement.commit(defacer, Software.version());
    }
    edits.forEach(shared::done);
  }

  @Override
  public void doneBefore(HeadScan scan) {
    Optional<VisualFeatures> features =
        Optional.of(VisualFeatures.REMOVED)
            .filter(_ -> Files.exists(new DerivativePaths(root).mask(scan)));
    scrubber.describing(scan, features).forEach(shared::done);
  }

  @Override
  public Optional<Path> beforePictures(HeadScan scan) {
    return store
        .picturesFolder(scan.subject())
        .map(folder -> scan.session().map(label -> folder.resolve("ses-" + label)).orElse(folder));
  }

  @Override
  public Optional<CompanionScrub> companions(RunPlan plan, Lock writing) {
    return Optional.of(
        new CompanionScrub(
            plan.dataset(),
            store,
            shared,
            scrubber,
            plan.filter(),
            this::wasDefaced,
            plan.configuration().force(),
            writing));
  }

  /** Whatever is asked for now: whether what lies there is what a run left when it defaced it. */
  private boolean wasDefaced(HeadScan scan) {
    try {
      boolean masked =
          switch (store.original(scan.relativePath())) {
            case OriginalFile.Kept kept -> kept.row().isDefaced();
            case OriginalFile.NotKept notKept -> notKept.row().isDefaced();
            case OriginalFile.InPlace _, OriginalFile.Created _ -> false;
          };
      return masked || new DoneBefore.InStore(store, new DerivativePaths(root)).contains(scan);
    } catch (Refusal damagedOriginal) {
      // What would take the original is refused, and names the file.
      return false;
    }
  }

  @Override
  public void finish(List<HeadScan> scans) {
    shared.settle();
  }

  @Override
  public Optional<String> lateDates(RunPlan plan) {
    List<Path> tables = plan.dataset().top().tablesOfAll();
    if (!(plan.configuration().scrubbing().dates() instanceof Scrubbing.ShiftDates)
        || tables.isEmpty()) {
      return Optional.empty();
    }
    if (plan.dataset().isWhole()) {
      LateDates.fill(plan.dataset(), store, shared, scrubber);
      return Optional.empty();
    }
    if (plan.configuration().target() instanceof Target.InPlace(OriginalsLocation.None _)) {
      return Optional.empty(); // the first run put in everybody's
    }
    return Optional.of(
        "Dates of other participants are left out of "
            + tables.stream().map(Path::toString).collect(Collectors.joining(", "))
            + " until 'bidsveil "
            + root
            + " group --shift-dates SEED' puts them in.");
  }

  @Override
  public Optional<String> notice(Collection<String> subjects) {
    List<OriginalRow> rows =
        subjects.stream().flatMap(subject -> store.rows(subject).stream()).toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    boolean faces = rows.stream().anyMatch(row -> !row.defacer().equals(OriginalRow.NO_DEFACER));
    return Optional.of(faces ? store.notice() : store.noticeWithoutFaces());
  }
}
