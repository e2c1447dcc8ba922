package org.bidsveil.destination;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.derivatives.RecordedHashes;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.metadata.VisualFeatures;
import org.bidsveil.table.TsvTable;
import org.bidsveil.table.TsvWriter;
import org.bidsveil.volume.Vec3;

/**
 * What makes a folder of defaced scans a BIDS dataset: the files at its root, and the tables that
 * name participants, sessions and scans, with only the rows of what is there.
 */
final class CopiedDataset {
  private static final SortedMap<String, Vec3> NO_LANDMARKS = Collections.emptySortedMap();
  private static final List<String> ROOT_FILES =
      List.of(
          DatasetDescription.FILE_NAME,
          "participants.json",
          "CHANGES",
          "CITATION.cff",
          "LICENSE",
          "README",
          "README.md",
          "README.rst",
          "README.txt",
          ".bidsignore");

  /** As many names as are read in a message; the rest is counted. */
  private static final int NAMED = 10;

  private static final Path PARTICIPANTS = Path.of("participants.tsv");

  private final Dataset walked;
  private final Path dataset;
  private final Path output;
  private final Evidence files;
  private final OutputRecord record;
  private final Scrubber scrubber;

  CopiedDataset(
      Dataset walked, Path output, Evidence files, OutputRecord record, Scrubber scrubber) {
    this.walked = walked;
    this.dataset = walked.root();
    this.output = output;
    this.files = files;
    this.record = record;
    this.scrubber = scrubber;
  }

  /**
   * Looks at the whole output and copies the files at the root; called first, so that the output is
   * a dataset from the start, and nothing is written where another's files are in the way.
   *
   * @param scans that will be written
   * @throws Refusal "output-exists", "output-of-another", "output-holds-originals"
   */
  void begin(List<HeadScan> scans) {
    requireFree(scans);
    try (RunLock _ = lock()) {
      rootFiles().forEach(record::write);
    }
  }

  private Map<Path, byte[]> rootFiles() {
    Map<Path, byte[]> found = new LinkedHashMap<>();
    for (String name : ROOT_FILES) {
      boolean description = name.equals(DatasetDescription.FILE_NAME);
      Content.ifPresent(dataset.resolve(name))
          .map(bytes -> description ? scrubber.description(bytes) : bytes)
          .ifPresent(bytes -> found.put(Path.of(name), bytes));
    }
    return found;
  }

  private void requireFree(List<HeadScan> scans) {
    if (Files.exists(output.resolve("sourcedata").resolve("bidsveil"))) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "output-holds-originals",
          "OUTPUT_DIR " + output + " is a dataset that was defaced in place.",
          "Give an empty OUTPUT_DIR.");
    }
    requireSameParticipants();
    Set<Path> written = new LinkedHashSet<>();
    rootFiles()
        .forEach((path, bytes) -> {
          if (!Arrays.equals(Content.ifPresent(output.resolve(path)).orElse(bytes), bytes)) {
            written.add(path);
          }
        });
    written.add(PARTICIPANTS);
    for (HeadScan scan : scans) {
      written.add(scan.relativePath());
      scrubber.edits(scan, Optional.of(VisualFeatures.REMOVED), NO_LANDMARKS).stream()
          .map(FileEdit::relativePath)
          .filter(CopiedDataset::isCopied)
          .forEach(written::add);
    }
    Set<Path> madeOfAnother =
        scans.stream()
            .filter(this::isMadeOfAnother)
            .map(HeadScan::relativePath)
            .collect(Collectors.toSet());
    List<String> foreign =
        written.stream()
            .filter(path -> !record.isFree(path) || madeOfAnother.contains(path))
            .map(path -> output.resolve(path).toString())
            .toList();
    if (!foreign.isEmpty()) {
      throw OutputRecord.refusal(
          foreign.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (foreign.size() > NAMED ? ", ... (" + (foreign.size() - NAMED) + " more)" : ""));
    }
  }

  private static boolean isCopied(Path edited) {
    String name = edited.toString();
    return !name.endsWith(DatasetDescription.FILE_NAME)
        && (!name.endsWith(".tsv")
            || name.endsWith("_scans.tsv")
            || name.endsWith("_sessions.tsv"));
  }

  /** Whether the copy of a scan is there and was made of another image. */
  private boolean isMadeOfAnother(HeadScan scan) {
    Optional<Sha256> source =
        RecordedHashes.in(files.paths().maskSidecar(scan), "SourceSha256")
            .or(() -> RecordedHashes.in(files.paths().noFace(scan), "SourceSha256"));
    return !record.overwrites()
        && Files.exists(output.resolve(scan.relativePath()))
        && source.filter(hash -> !hash.equals(Sha256.of(scan.absolutePath()))).isPresent();
  }

  /** Deletes the temporary files that killed runs left, except of participants at work. */
  void clear(List<String> subjects) {
    for (String subject : subjects) {
      String folder = "sub-" + subject;
      clear(folder, List.of(output.resolve(folder), files.paths().subjectFolder(subject)));
    }
    clear("dataset", List.of(output));
    files.clearShared();
  }

  private void clear(String what, List<Path> folders) {
    boolean deep = !what.equals("dataset");
    Disk disk = Disk.unobserved();
    if (folders.stream().noneMatch(folder -> DurableWrite.hasLeftovers(folder, deep))) {
      return;
    }
    RunLock.tryAcquire(files.paths().lock(what), disk)
        .ifPresent(lock -> {
          try (lock) {
            folders.forEach(folder -> new DurableWrite(disk).deleteLeftovers(folder, deep));
          }
        });
  }

  /** A participant whom the dataset does not have is of another study, or has withdrawn. */
  private void requireSameParticipants() {
    if (!Files.isDirectory(output)) {
      return;
    }
    participantsThere().stream()
        .filter(name -> !walked.top().names(name.substring("sub-".length())))
        .filter(name -> Files.isDirectory(output.resolve(name)))
        .min(Comparator.naturalOrder())
        .ifPresent(other -> {
          throw new Refusal(
              Refusal.Kind.CANNOT_CREATE,
              "output-of-another",
              "OUTPUT_DIR " + output + " holds " + other + ", which the dataset does not have.",
              "Give an empty OUTPUT_DIR, or remove participants that have withdrawn from it.");
        });
  }

  private RunLock lock() {
    return RunLock.acquire(
        files.paths().lock("dataset"),
        CopyDestination.LOCK_WAIT,
        "the tables of " + output,
        Disk.unobserved());
  }

  /**
   * Writes the tables; called when the scans of a run are there. Of several runs into the same
   * folder one looks and writes at a time: no row of the other is lost.
   */
  void finish(List<HeadScan> scans) {
    try (RunLock _ = lock()) {
      tables(scans);
    }
  }

  private void tables(List<HeadScan> scans) {
    participants();
    for (HeadScan scan : scans) {
      Path subject = Path.of("sub-" + scan.subject());
      Path folder = scan.session().map(label -> subject.resolve("ses-" + label)).orElse(subject);
      String stem = folder.toString().replace('\\', '/').replace('/', '_');
      table(
          folder.resolve(stem + "_scans.tsv"),
          "filename",
          name -> Files.exists(output.resolve(folder).resolve(name)));
      for (Path file : inFolder(subject, "_sessions.tsv")) {
        table(file, "session_id", id -> Files.isDirectory(output.resolve(subject).resolve(id)));
      }
      for (Path file : inFolder(subject, "_sessions.json")) {
        copy(file);
      }
      for (Path file : inFolder(folder, "_scans.json")) {
        copy(file);
      }
    }
  }

  /**
   * The rows of those who are there. Those of participants of other runs stay as these runs wrote
   * them: scrubbing a hundred thousand rows anew takes longer than the work on one participant.
   */
  private void participants() {
    Set<String> there = participantsThere();
    if (walked.isWhole()) {
      table(PARTICIPANTS, "participant_id", there::contains);
      return;
    }
    Optional<byte[]> original = Content.ifPresent(dataset.resolve(PARTICIPANTS));
    if (original.isPresent()) {
      Set<String> own =
          walked.subjects().stream()
              .map(subject -> "sub-" + subject.label())
              .filter(there::contains)
              .collect(Collectors.toSet());
      Map<String, byte[]> parts =
          TsvTable.split(
              original.get(),
              "participant_id",
              id -> Optional.of("").filter(_ -> own.contains(id)));
      Optional<byte[]> news =
          Optional.ofNullable(parts.get(""))
              .flatMap(part ->
                  rows(scrubber.table(PARTICIPANTS, part), "participant_id", own::contains));
      news.ifPresent(rows -> merge(original.get(), rows, there));
    }
  }

  /** Puts new rows into the copy's table, in the order that they have in the dataset's. */
  private void merge(byte[] original, byte[] news, Set<String> there) {
    byte[] former = Content.ifPresent(output.resolve(PARTICIPANTS)).orElse(news);
    if (!Arrays.equals(TsvTable.header(former), TsvTable.header(news))) {
      table(PARTICIPANTS, "participant_id", there::contains);
      return;
    }
    Map<String, byte[]> rows = new HashMap<>(TsvTable.lines(former, "participant_id"));
    rows.putAll(TsvTable.lines(news, "participant_id"));
    ByteArrayOutputStream out = new ByteArrayOutputStream(former.length + news.length);
    out.writeBytes(TsvTable.header(news));
    TsvTable.column(original, "participant_id").stream()
        .distinct()
        .filter(there::contains)
        .flatMap(id -> Optional.ofNullable(rows.get(id)).stream())
        .forEach(out::writeBytes);
    record.write(PARTICIPANTS, out.toByteArray());
  }

  private void copy(Path relative) {
    Content.ifPresent(dataset.resolve(relative)).ifPresent(bytes -> record.write(relative, bytes));
  }

  /** Files of a folder of the dataset whose names end so; relative paths, in order. */
  private List<Path> inFolder(Path folder, String ending) {
    return names(dataset.resolve(folder), name -> name.endsWith(ending)).stream()
        .sorted()
        .map(folder::resolve)
        .toList();
  }

  private Set<String> participantsThere() {
    return names(output, name -> name.startsWith("sub-"));
  }

  private static Set<String> names(Path folder, Predicate<String> wanted) {
    Set<String> found = new HashSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path file : stream) {
        String name = file.getFileName().toString();
        if (wanted.test(name)) {
          found.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw Refusal.ofListing(folder, e);
    }
    return found;
  }

  /** Copies a table, scrubbed, with the rows whose key names something that is there. */
  private void table(Path relative, String key, Predicate<String> isThere) {
    Optional<byte[]> original = Content.ifPresent(dataset.resolve(relative));
    if (original.isEmpty()) {
      return;
    }
    rows(scrubber.table(relative, original.get()), key, isThere)
        .ifPresent(bytes -> record.write(relative, bytes));
  }

  /** A table with only some of its rows; empty where there is none of them. */
  private static Optional<byte[]> rows(byte[] bytes, String key, Predicate<String> isThere) {
    TsvTable table = TsvTable.parse(bytes);
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      if (table.cell(row, key).filter(isThere).isPresent()) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
          cells.add(table.cell(row, column).orElse("n/a"));
        }
        rows.add(cells);
      }
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(TsvWriter.bytes(table.columns(), rows));
  }
}
