package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.TsvTable;
import org.bidsveil.bids.TsvWriter;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.metadata.Scrubber;

/**
 * What makes a folder of defaced scans a BIDS dataset: the files at its root, and the tables that
 * name participants, sessions and scans, with only the rows of what is there.
 */
final class CopiedDataset {
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

  private final Path dataset;
  private final Path output;
  private final Evidence files;
  private final Scrubber scrubber;

  CopiedDataset(Path dataset, Path output, Evidence files, Scrubber scrubber) {
    this.dataset = dataset;
    this.output = output;
    this.files = files;
    this.scrubber = scrubber;
  }

  /** Copies the files at the root; called first, so that the output is a dataset from the start. */
  void begin() {
    for (String name : ROOT_FILES) {
      boolean description = name.equals(DatasetDescription.FILE_NAME);
      Content.ifPresent(dataset.resolve(name))
          .map(bytes -> description ? scrubber.description(bytes) : bytes)
          .ifPresent(bytes -> files.write(output.resolve(name), bytes));
    }
  }

  /**
   * Writes the tables; called when the scans of a run are there. Of several runs into the same
   * folder one looks and writes at a time: no row of the other is lost.
   */
  void finish(List<HeadScan> scans) {
    try (RunLock _ =
        RunLock.acquire(
            files.paths().lock("dataset"),
            CopyDestination.LOCK_WAIT,
            "the tables of " + output,
            Disk.unobserved())) {
      tables(scans);
    }
  }

  private void tables(List<HeadScan> scans) {
    table(
        Path.of("participants.tsv"), "participant_id", id -> Files.isDirectory(output.resolve(id)));
    for (HeadScan scan : scans) {
      Path subject = Path.of("sub-" + scan.subject());
      Path folder = scan.session().map(label -> subject.resolve("ses-" + label)).orElse(subject);
      String stem = folder.toString().replace('\\', '/').replace('/', '_');
      table(
          folder.resolve(stem + "_scans.tsv"),
          "filename",
          name -> Files.exists(output.resolve(folder).resolve(name)));
      for (Path file : besides(subject, "_sessions.tsv")) {
        table(file, "session_id", id -> Files.isDirectory(output.resolve(subject).resolve(id)));
      }
      for (Path file : besides(subject, "_sessions.json")) {
        copy(file);
      }
      for (Path file : besides(folder, "_scans.json")) {
        copy(file);
      }
    }
  }

  private void copy(Path relative) {
    Content.ifPresent(dataset.resolve(relative))
        .ifPresent(bytes -> files.write(output.resolve(relative), bytes));
  }

  /** Files of a folder of the dataset whose names end so; relative paths. */
  private List<Path> besides(Path folder, String ending) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(dataset.resolve(folder), "*" + ending)) {
      stream.forEach(file -> found.add(folder.resolve(file.getFileName().toString())));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "folder-unreadable",
          dataset.resolve(folder) + " cannot be listed: " + e.getMessage() + ".",
          "Check the permissions of the folder.",
          e);
    }
    return found;
  }

  /** Copies a table, scrubbed, with the rows whose key names something that is there. */
  private void table(Path relative, String key, Predicate<String> isThere) {
    Optional<byte[]> original = Content.ifPresent(dataset.resolve(relative));
    if (original.isEmpty()) {
      return;
    }
    TsvTable table = TsvTable.parse(scrubber.table(relative, original.get()));
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
    if (!rows.isEmpty()) {
      files.write(output.resolve(relative), TsvWriter.bytes(table.columns(), rows));
    }
  }
}
