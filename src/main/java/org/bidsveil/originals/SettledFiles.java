package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bidsveil.files.Content;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.table.TsvTable;

/**
 * The shared files that a run has dealt with, so that the run on the next participant need not read
 * them: {@code settled.tsv} beside the originals, one line per file. A line counts as long as the
 * file has the same length and has not changed since: the time of the table is that of the last
 * change of any of its files. A file is looked at again after a change, in a copy or a clone, and
 * where the table is lost. Safe for several threads and processes.
 */
public final class SettledFiles {
  private static final String COLUMNS = "path\tbytes\tsettings";

  /** Of a file that was replaced: whatever the settings, it stays until it is forced. */
  private static final String ANY = "any";

  private final OriginalsStore store;
  private final String settings;
  private volatile Table known = Table.EMPTY;

  /**
   * @param settings what decides about the content of the files, as one cell of a table
   */
  SettledFiles(OriginalsStore store, String settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Whether a file belongs to no participant. */
  public static boolean isShared(Path relative) {
    return Owner.of(StoreLayout.key(relative)).isDataset();
  }

  /** Whether nothing is left to do for a file. */
  public boolean contains(Path relative) {
    String path = StoreLayout.key(relative);
    Optional<Look> now = Look.at(store.layout().target(path));
    if (now.isEmpty()) {
      return false;
    }
    if (!known.settles(path, now.get(), settings)) {
      known = Table.read(file());
    }
    return known.settles(path, now.get(), settings);
  }

  /**
   * Notes that a file has been dealt with, if so: a run wrote its present bytes, or the edit leaves
   * it unchanged. Nothing is noted where no original was ever kept or nothing can be written.
   */
  public void settle(Path relative, UnaryOperator<byte[]> edit) {
    if (contains(relative) || !Files.isWritable(StoreLayout.folderOf(file()))) {
      return;
    }
    String path = StoreLayout.key(relative);
    // Looked at before it is read: what changes it afterwards is later than the time of the table.
    Optional<Look> look = Look.at(store.layout().target(path));
    if (look.isEmpty()) {
      return;
    }
    byte[] now = bytes(store.layout().target(path));
    boolean replaced = isOurs(path, now);
    if (replaced || Arrays.equals(edit.apply(now), now)) {
      note(path, new Line(look.get().bytes(), replaced ? ANY : settings), look.get().changed());
    }
  }

  private void note(String path, Line line, FileTime changed) {
    try (RunLock _ = store.turns().lockDataset()) {
      Table table = Table.read(file());
      Map<String, Line> lines = new TreeMap<>();
      table
          .lines()
          .forEach((other, noted) ->
              Look.at(store.layout().target(other))
                  .filter(look -> table.agrees(other, look))
                  .ifPresent(look -> lines.put(other, noted)));
      lines.put(path, line);
      FileTime time = changed.compareTo(table.time()) > 0 ? changed : table.time();
      Table next = new Table(lines, time);
      new DurableWrite(store.options().disk())
          .replace(file(), Content.of(next.bytes()), FileTraits.ofNewFile().withModified(time));
      known = next;
    }
  }

  private boolean isOurs(String path, byte[] now) {
    return Manifest.read(store.layout(), Owner.DATASET)
        .latest(path)
        .filter(row -> row.status() != OriginalRow.Status.RESTORED)
        .filter(row -> row.current().equals(Sha256.of(now)))
        .isPresent();
  }

  private Path file() {
    return store.layout().settled();
  }

  private static Optional<byte[]> bytesIfThere(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  private static byte[] bytes(Path file) {
    return bytesIfThere(file).orElse(new byte[0]);
  }

  /**
   * What is noted of a file.
   *
   * @param bytes its length
   * @param settings under which it was dealt with
   */
  private record Line(long bytes, String settings) {}

  /**
   * The lines by their paths.
   *
   * @param time a file that changed later is not as it was
   */
  private record Table(Map<String, Line> lines, FileTime time) {
    static final Table EMPTY = new Table(Map.of(), FileTime.fromMillis(0));

    /** What cannot be understood says nothing: the files are looked at again. */
    static Table read(Path file) {
      Optional<byte[]> bytes = bytesIfThere(file);
      try {
        return bytes.isEmpty()
            ? EMPTY
            : new Table(parse(TsvTable.parse(bytes.get())), Files.getLastModifiedTime(file));
      } catch (Refusal | NumberFormatException damaged) {
        return EMPTY;
      } catch (NoSuchFileException e) {
        return EMPTY;
      } catch (IOException e) {
        throw Refusal.ofReading(file, e);
      }
    }

    private static Map<String, Line> parse(TsvTable table) {
      Map<String, Line> lines = new TreeMap<>();
      for (int row = 0; row < table.rowCount(); row++) {
        lines.put(
            table.cell(row, 0).orElse(""),
            new Line(Long.parseLong(table.cell(row, 1).orElse("")), table.cell(row, 2).orElse("")));
      }
      return lines;
    }

    byte[] bytes() {
      StringBuilder text = new StringBuilder(COLUMNS).append('\n');
      lines.forEach((path, line) ->
          text.append(path)
              .append('\t')
              .append(line.bytes())
              .append('\t')
              .append(line.settings())
              .append('\n'));
      return text.toString().getBytes(UTF_8);
    }

    boolean agrees(String path, Look now) {
      return line(path, now).isPresent();
    }

    boolean settles(String path, Look now, String wanted) {
      Line line = lines.get(path);
      return line != null
          && agrees(path, now)
          && (line.settings().equals(ANY) || line.settings().equals(wanted));
    }

    /** That of a file which has not changed since. */
    private Optional<Line> line(String path, Look now) {
      return Optional.ofNullable(lines.get(path))
          .filter(line -> line.bytes() == now.bytes() && now.changed().compareTo(time) <= 0);
    }
  }

  /**
   * A file as it lies there.
   *
   * @param bytes its length
   * @param changed when its bytes, its name or its traits changed last
   */
  private record Look(long bytes, FileTime changed) {

    /** Empty where there is no file, and where the file system does not know when it changed. */
    static Optional<Look> at(Path file) {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return Optional.empty();
      }
      try {
        Map<String, Object> found = Files.readAttributes(file, "unix:size,ctime");
        return found.get("size") instanceof Long bytes
                && found.get("ctime") instanceof FileTime changed
            ? Optional.of(new Look(bytes, changed))
            : Optional.empty();
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw Refusal.ofReading(file, e);
      }
    }
  }
}
