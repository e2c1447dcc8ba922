package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Subject;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.derivatives.SubjectPage;
import org.bidsveil.destination.Destination;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.metadata.CompanionScrub;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.Hold;
import org.bidsveil.plan.DoneBefore;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Target;
import org.bidsveil.session.SessionMasks;
import org.bidsveil.volume.Mask;

/** Everything a run reads from and writes to, by its target. */
final class RunFiles implements SessionMasks.Files {
  private final RunConfiguration configuration;
  private final Destination destination;
  private final Scrubber scrubber;
  private final Evidence evidence;
  private final boolean everybody;
  private final Set<String> changedSubjects = new TreeSet<>();

  private RunFiles(RunPlan plan, Destination destination, Evidence evidence) {
    this.configuration = plan.configuration();
    this.destination = destination;
    this.scrubber = destination.scrubber();
    this.evidence = evidence;
    this.everybody = plan.filter().acceptsEverybody();
  }

  /**
   * @param disk what writes
   * @param clock for the times that are recorded
   */
  static RunFiles of(RunPlan plan, Disk disk, Clock clock) {
    Path root = plan.configuration().dataset();
    Evidence evidence =
        new Evidence(new DerivativePaths(plan.configuration().target().root(root)), root, disk);
    return new RunFiles(plan, Destination.of(plan, evidence, disk, clock), evidence);
  }

  /**
   * Step 2, and whatever must be there before the first scan.
   *
   * @param notes takes sentences for the user
   * @return the plan as it is when interrupted runs are settled
   * @throws Refusal of kind CANNOT_CREATE where something cannot be written
   */
  RunPlan begin(RunPlan plan, Consumer<String> notes) {
    List<String> settled = destination.recover(plan);
    settled.forEach(notes);
    RunPlan current = settled.isEmpty() ? plan : RunPlan.of(configuration);
    List<HeadScan> work =
        current.scans().stream()
            .filter(planned -> planned.action() instanceof PlannedScan.Deface)
            .map(PlannedScan::scan)
            .toList();
    if (!work.isEmpty()) {
      requireWritable(work);
      // First: it looks whether anything of others is in the way.
      destination.begin(work).forEach(notes);
      describe();
    }
    return current;
  }

  private void describe() {
    if (!evidence.isDescribed()) {
      try (Hold _ = destination.holdShared()) {
        evidence.clearShared();
        evidence.describe();
      }
    }
  }

  /** Before the first scan is touched, not after the first hour. */
  private void requireWritable(List<HeadScan> work) {
    if (configuration.target() instanceof Target.Copy(Path output)) {
      requireWritable(output);
    }
    Set<Path> locked = new TreeSet<>();
    for (HeadScan scan : work) {
      Path folder = destination.file(scan).getParent();
      while (folder != null && !Files.exists(folder)) {
        folder = folder.getParent();
      }
      if (folder != null && !Files.isWritable(folder)) {
        locked.add(folder);
      }
    }
    if (!locked.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "folder-read-only",
          locked.size()
              + (locked.size() == 1 ? " folder is" : " folders are")
              + " read-only: "
              + locked.stream().map(Path::toString).collect(Collectors.joining(", "))
              + ".",
          configuration.target() instanceof Target.Copy
              ? "Make them writable, or give another OUTPUT_DIR; nothing was changed."
              : "Make them writable, or give an OUTPUT_DIR; nothing was changed.");
    }
  }

  /** The folder that is asked for, by making it: a permission bit may promise too much. */
  private void requireWritable(Path output) {
    try {
      Files.createDirectories(output);
      Files.delete(Files.createTempFile(output, ".bidsveil-", ".tmp"));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-unwritable",
          "OUTPUT_DIR " + output + " cannot be written: " + reason(e) + ".",
          "Give a folder in which you may write; nothing was changed.",
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "a file has that name";
      case FileSystemException fs when fs.getReason() != null ->
          fs.getReason().toLowerCase(Locale.ROOT);
      default -> e.getClass().getSimpleName();
    };
  }

  /**
   * What is no scan to be defaced and describes none; nothing where a copy is made, which does not
   * hold it.
   *
   * @param stopped whether the run was told to stop
   * @return path and reason of each file that should have been scrubbed and is as it was
   */
  List<String> scrubCompanions(
      RunPlan plan, Lock writing, BooleanSupplier stopped, Consumer<String> notes) {
    Optional<CompanionScrub> others = destination.companions(plan, writing);
    if (others.isEmpty()) {
      return List.of();
    }
    CompanionScrub companions = others.get();
    List<String> left = new ArrayList<>();
    int absent = 0;
    for (Subject subject : companions.participants()) {
      if (stopped.getAsBoolean()) {
        break;
      }
      CompanionScrub.Result result = companions.scrub(subject);
      absent += result.absent();
      left.addAll(result.left());
      if (result.changed() > 0) {
        changedSubjects.add(subject.label());
      }
    }
    if (absent > 0) {
      notes.accept(
          absent
              + (absent == 1 ? " other file is" : " other files are")
              + " not here (links or pointers without content) and could not be scrubbed.");
    }
    left.forEach(line -> notes.accept("metadata left as it was: " + line));
    return List.copyOf(left);
  }

  /** Dates in the tables of all, where dates are shifted. */
  void lateDates(RunPlan plan, Consumer<String> notes) {
    destination.lateDates(plan).ifPresent(notes);
  }

  /** Tables of the dataset and the report of each participant about whom there is news. */
  void finish(List<ScanOutcome> outcomes, String time, Consumer<String> notes) {
    for (ScanOutcome outcome : outcomes) {
      if (outcome instanceof ScanOutcome.DoneBefore(HeadScan scan)) {
        destination.doneBefore(scan);
        if (lacksPage(scan.subject())) {
          changedSubjects.add(scan.subject());
        }
      }
    }
    boolean news = !changedSubjects.isEmpty();
    destination.finish(news ? outcomes.stream().map(ScanOutcome::scan).toList() : List.of());
    if (!news) {
      return;
    }
    describe();
    if (everybody) {
      // Looking for what killed runs left costs the more the more participants there are.
      try (Hold _ = destination.holdShared()) {
        evidence.clearShared();
      }
    }
    reports(outcomes, time);
    withoutPictures(outcomes).ifPresent(notes);
    destination.notice(changedSubjects).ifPresent(notes);
  }

  /** Where no original is kept there is no place for a picture of a face either. */
  private Optional<String> withoutPictures(List<ScanOutcome> outcomes) {
    long refused =
        outcomes.stream()
            .filter(outcome -> outcome instanceof ScanOutcome.Failed failed && failed.isOfAMask())
            .filter(outcome -> destination.beforePictures(outcome.scan()).isEmpty())
            .count();
    return refused == 0
        ? Optional.empty()
        : Optional.of(
            refused
                + (refused == 1 ? " refused mask is kept" : " refused masks are kept")
                + " without pictures: they would show a face, and no originals are kept here.");
  }

  private void reports(List<ScanOutcome> outcomes, String time) {
    Map<String, List<ScanOutcome>> bySubject =
        outcomes.stream().collect(Collectors.groupingBy(outcome -> outcome.scan().subject()));
    for (String subject : changedSubjects) {
      evidence.write(
          evidence.paths().report(time, subject),
          RunReport.of(
              configuration,
              time,
              subject,
              bySubject.getOrDefault(subject, List.of()),
              scrubber.records(subject)));
      SubjectPage.write(
          configuration.target().root(configuration.dataset()),
          subject,
          configuration.defacing().maxBrainLoss(),
          Optional.of(evidence.paths().report(time, subject)),
          evidence);
    }
    if (!scrubber.sharedRecords().isEmpty()) {
      evidence.write(
          evidence.paths().sharedReport(time),
          RunReport.ofShared(configuration, time, scrubber.sharedRecords()));
    }
  }

  /** Whether a scan was defaced by an earlier run, or by another one since this one began. */
  boolean isDone(HeadScan scan) {
    return DoneBefore.in(configuration).contains(scan);
  }

  /** Whether its table holds the row of a scan already. */
  boolean isRecorded(ScanOutcome outcome) {
    return evidence.tableWith(outcome.scan(), outcome.news()).isEmpty();
  }

  /** Puts the row of a scan into its table and remembers whether there was news. */
  void row(ScanOutcome outcome) {
    describe();
    boolean isNew = !isRecorded(outcome);
    if (isNew || outcome instanceof ScanOutcome.Failed) {
      SubjectPage.delete(outcome.scan().subject(), evidence);
      changedSubjects.add(outcome.scan().subject());
    }
    if (isNew) {
      if (outcome instanceof ScanOutcome.DoneBefore(HeadScan scan)) {
        Pictures.deleteRefused(scan, evidence, destination.beforePictures(scan));
      }
      evidence.clear(outcome.scan(), List.of());
      evidence.row(outcome.scan(), outcome.news());
    }
  }

  /** An earlier run ended before it wrote it; a finished dataset may be read-only. */
  private boolean lacksPage(String subject) {
    return SubjectPage.isMissing(evidence.paths(), subject)
        && Files.isWritable(evidence.paths().folder());
  }

  /** Writes the page of a participant again, outside of a run over scans. */
  void page(String subject) {
    SubjectPage.writeAgain(
        configuration.target().root(configuration.dataset()),
        subject,
        configuration.defacing().maxBrainLoss(),
        evidence);
  }

  @Override
  public Path readable(HeadScan scan) {
    return destination.readable(scan);
  }

  @Override
  public Optional<Mask> recordedMask(HeadScan scan) {
    Path mask = evidence.paths().mask(scan);
    return Files.exists(mask) && isDone(scan)
        ? Optional.of(NiftiReader.read(mask).volume(0).atLeast(0.5))
        : Optional.empty();
  }

  Destination destination() {
    return destination;
  }

  Scrubber scrubber() {
    return scrubber;
  }

  Evidence evidence() {
    return evidence;
  }
}
