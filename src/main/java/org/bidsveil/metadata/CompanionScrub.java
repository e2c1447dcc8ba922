package org.bidsveil.metadata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bidsveil.bids.BidsFilter;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.ImageSuffix;
import org.bidsveil.bids.Inheritance;
import org.bidsveil.bids.ParticipantFiles;
import org.bidsveil.bids.Sidecar;
import org.bidsveil.bids.Software;
import org.bidsveil.bids.Subject;
import org.bidsveil.files.Content;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.GzipHeader;
import org.bidsveil.json.TextSize;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.nifti.NiftiPreamble;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Preflight;
import org.bidsveil.originals.Replacement;
import org.bidsveil.originals.SettledFiles;
import org.bidsveil.scrub.RecordingHeader;

/**
 * Scrubs the other files of the participants of a run: those that neither are a scan to be defaced
 * nor describe one. Sidecars and tables of every datatype, headers of functional, diffusion and
 * other images, and the headers of compressed files hold the same names and dates as those of the
 * anatomical scans.
 *
 * <p>A file that must not or cannot be changed is named and the others are still scrubbed; a file
 * whose content is not here is counted, since it cannot be shared from here either.
 */
public final class CompanionScrub {
  private final Dataset dataset;
  private final OriginalsStore store;
  private final SharedFiles shared;
  private final Scrubber scrubber;
  private final BidsFilter filter;
  private final Predicate<HeadScan> defacedBefore;
  private final boolean force;
  private final Lock writing;

  /** What all participants share is looked at with the first of them. */
  private final Set<Path> looked = new HashSet<>();

  /**
   * @param filter gives the participants, sessions and scans that are asked for
   * @param defacedBefore scans of earlier runs: scrubbing them again would bring back their faces
   * @param force whether files scrubbed before are scrubbed again from their originals
   * @param writing held while anything is written
   */
  public CompanionScrub(
      Dataset dataset,
      OriginalsStore store,
      SharedFiles shared,
      Scrubber scrubber,
      BidsFilter filter,
      Predicate<HeadScan> defacedBefore,
      boolean force,
      Lock writing) {
    this.dataset = dataset;
    this.store = store;
    this.shared = shared;
    this.scrubber = scrubber;
    this.filter = filter;
    this.defacedBefore = defacedBefore;
    this.force = force;
    this.writing = writing;
  }

  /**
   * The result for the other files of one participant.
   *
   * @param changed how many were replaced
   * @param absent how many have no content here
   * @param left path and reason of each that should have been scrubbed but was left as it was
   */
  public record Result(int changed, int absent, List<String> left) {
    public Result {
      left = List.copyOf(left);
    }
  }

  /** The participants whose files are asked for, with or without a scan. */
  public List<Subject> participants() {
    return dataset.subjects().stream().filter(s -> filter.acceptsSubject(s.label())).toList();
  }

  /** Scrubs the other files of one participant. */
  public Result scrub(Subject subject) {
    return new One(subject).result();
  }

  /** The work on one participant. */
  private final class One {
    private final Subject subject;
    private final List<String> left = new ArrayList<>();
    private int changed;
    private int absent;

    One(Subject subject) {
      this.subject = subject;
    }

    Result result() {
      List<FileEdit> texts = new ArrayList<>();
      List<Path> others = new ArrayList<>();
      for (Path path : files()) {
        switch (LinkKind.of(dataset.root(), dataset.root().resolve(path))) {
          case ANNEX_MISSING, ANNEX_POINTER, BROKEN -> absent++;
          default ->
              textEdit(path)
                  .ifPresentOrElse(edit -> addIfItChanges(edit, texts), () -> others.add(path));
        }
      }
      replaceTexts(texts);
      others.forEach(this::header);
      return new Result(changed, absent, left);
    }

    /** Texts first; in order of their paths; each once. */
    private Set<Path> files() {
      Inheritance inheritance = new Inheritance(dataset);
      Set<Path> withScans = new HashSet<>();
      for (HeadScan scan : (Iterable<HeadScan>) subject.scans().filter(this::isScan)::iterator) {
        withScans.add(scan.relativePath());
        inheritance.sidecarsOf(scan).stream().map(Sidecar::relativePath).forEach(withScans::add);
      }
      Set<Path> found = new LinkedHashSet<>(scrubber.tablesWith(subject.label()));
      dataset.top().inherited().stream()
          .filter(path -> !describesAnatomy(path))
          .forEach(found::add);
      ParticipantFiles.of(dataset.root(), subject).stream()
          .filter(this::inSession)
          .forEach(found::add);
      found.removeAll(withScans);
      found.removeIf(path -> SettledFiles.isShared(path) && !looked.add(path));
      found.removeIf(shared::isDone);
      return found;
    }

    /** A PET image or a field map that was not asked for is a file like any other. */
    private boolean isScan(HeadScan scan) {
      return scan.datatype() == Datatype.ANAT || filter.accepts(scan) || defacedBefore.test(scan);
    }

    private static boolean describesAnatomy(Path path) {
      return Entities.parse(path.toString())
          .flatMap(name -> ImageSuffix.of(name.suffix()))
          .filter(suffix -> suffix.datatype() == Datatype.ANAT)
          .isPresent();
    }

    private boolean inSession(Path path) {
      boolean inSessionFolder =
          path.getNameCount() > 2 && path.getName(1).toString().startsWith("ses-");
      return filter.sessions().isEmpty()
          || !inSessionFolder
          || filter.sessions().contains(path.getName(1).toString().substring("ses-".length()));
    }

    private Optional<FileEdit> textEdit(Path path) {
      String name = path.toString().toLowerCase(Locale.ROOT);
      Optional<UnaryOperator<byte[]>> edit =
          name.endsWith(".json")
              ? Optional.of(bytes -> scrubber.sidecar(path, bytes))
              : name.endsWith(".tsv") && !isBareTable(path)
                  ? Optional.of(bytes -> scrubber.table(path, bytes))
                  : Optional.empty();
      return edit.map(e -> new FileEdit(path, true, false, e));
    }

    /** BIDS, "Motion" and "Physiological recordings": numbers without a header line. */
    private static boolean isBareTable(Path path) {
      return Entities.parse(path.getFileName().toString())
          .filter(name -> Set.of("motion", "physio", "stim").contains(name.suffix()))
          .isPresent();
    }

    /** With force the store takes the original, whatever lies there. */
    private void addIfItChanges(FileEdit edit, List<FileEdit> texts) {
      try {
        byte[] now = TextSize.read(dataset.root().resolve(edit.relativePath()));
        if (!Arrays.equals(now, edit.edit().apply(now)) || force) {
          requireReplaceable(edit.relativePath());
          texts.add(edit);
        } else {
          shared.done(edit);
        }
      } catch (Refusal refusal) {
        leave(edit.relativePath(), refusal);
      }
    }

    private void replaceTexts(List<FileEdit> texts) {
      if (texts.isEmpty()) {
        return;
      }
      try {
        changed +=
            replaced(replacement ->
                texts.forEach(edit -> replacement.edit(edit.relativePath(), edit.edit())));
        texts.forEach(shared::done);
      } catch (Refusal refusal) {
        texts.forEach(edit -> leave(edit.relativePath(), refusal));
      }
    }

    /** What is no text: the headers of images and of compressed files. */
    private void header(Path path) {
      String name = path.toString().toLowerCase(Locale.ROOT);
      boolean image = name.endsWith(".nii") || name.endsWith(".nii.gz");
      boolean recording = name.endsWith(".edf") || name.endsWith(".bdf");
      if (!scrubber.scrubsHeaders() || !(image || recording || name.endsWith(".gz"))) {
        return;
      }
      try {
        Path source = source(path);
        if (Files.isRegularFile(source) && !Content.isEmpty(source)) {
          Optional<Content> made =
              image
                  ? imageFile(path, source)
                  : recording ? recordingFile(source) : compressedFile(path, source);
          if (made.isPresent()) {
            requireReplaceable(path);
            Sha256 input = Sha256.of(source);
            changed += replaced(r -> r.replace(path, made.get(), input));
          }
        }
      } catch (Refusal refusal) {
        leave(path, refusal);
      }
    }

    private Path source(Path path) {
      Path now = dataset.root().resolve(path);
      return force && store.original(path) instanceof OriginalFile.Kept kept ? kept.copy() : now;
    }

    private Optional<Content> imageFile(Path path, Path source) {
      NiftiPreamble former = NiftiPreamble.read(source);
      Optional<NiftiPreamble> scrubbed = scrubber.headerTexts(path, former);
      if (scrubbed.isEmpty() && former.hasBytesBehindVoxels(source)) {
        return Optional.of(former.inFileOf(source, former));
      }
      return scrubbed.isPresent()
          ? scrubbed.map(preamble -> preamble.inFileOf(source, former))
          : compressedFile(path, source);
    }

    private static Optional<Content> recordingFile(Path source) {
      RecordingHeader header = RecordingHeader.read(source);
      return header.isAnonymous() ? Optional.empty() : Optional.of(header.cleaned(source));
    }

    private Optional<Content> compressedFile(Path path, Path source) {
      Optional<GzipHeader> telling =
          GzipHeader.of(source).filter(header -> !header.telling().isEmpty());
      telling.ifPresent(header -> scrubber.gzipHeaderCleaned(path, header));
      return telling.map(header -> header.cleaned(source));
    }

    private void requireReplaceable(Path path) {
      Optional<Refusal> refusal = Preflight.refusalFor(dataset.root(), path, force);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }

    private int replaced(Changes changes) {
      writing.lock();
      try (Replacement replacement = store.begin(subject.label())) {
        changes.addTo(replacement);
        int count = replacement.prepare().size();
        replacement.commit(OriginalRow.NO_DEFACER, Software.version());
        return count;
      } finally {
        writing.unlock();
      }
    }

    private void leave(Path path, Refusal refusal) {
      left.add(
          path.toString().replace('\\', '/') + ": " + refusal.sentence() + " " + refusal.remedy());
    }
  }

  @FunctionalInterface
  private interface Changes {
    void addTo(Replacement replacement);
  }
}
