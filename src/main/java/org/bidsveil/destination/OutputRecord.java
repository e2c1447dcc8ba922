package org.bidsveil.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;

/**
 * Which files of OUTPUT_DIR bidsveil wrote: a line with checksum and path for every file, on the
 * disk before the file itself. What is there and is not in it was made by something else.
 *
 * <p>Of a participant the record is written under the participant's lock, of all others under the
 * dataset's.
 */
final class OutputRecord {
  private static final String DATASET = "dataset";

  private final Path dataset;
  private final Path output;
  private final DerivativePaths paths;
  private final Disk disk;
  private final boolean force;

  /**
   * @param dataset where the files come from: a copy is never readable by more than its source
   * @param output the copy
   * @param force whether files of others are overwritten
   */
  OutputRecord(Path dataset, Path output, Disk disk, boolean force) {
    this.dataset = dataset;
    this.output = output;
    this.paths = new DerivativePaths(output);
    this.disk = disk;
    this.force = force;
  }

  /** Whether files of others are overwritten. */
  boolean overwrites() {
    return force;
  }

  /**
   * Whether a run may write a file: it is not there, or it is as a run left it.
   *
   * @param relative from the root of the copy
   */
  boolean isFree(Path relative) {
    Path file = output.resolve(relative);
    if (force || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    // The file before the record: another run may be writing, and it writes the record first.
    String line = line(relative, Sha256.of(file));
    return lines(relative).contains(line);
  }

  /**
   * Writes a file, unless it holds these bytes already.
   *
   * @throws Refusal "output-exists" when bidsveil did not write what is there; "linked-folder"
   */
  void write(Path relative, byte[] bytes) {
    Path file = output.resolve(relative);
    if (Content.ifPresent(file).filter(now -> Arrays.equals(now, bytes)).isPresent()) {
      return;
    }
    requireFree(relative);
    TreeSet<String> lines = lines(relative);
    if (lines.add(line(relative, Sha256.of(Content.of(bytes))))) {
      new DurableWrite(disk)
          .replaceIfChanged(
              paths.copied(owner(relative)), (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
    disk.createFoldersLike(output, dataset, relative.getParent());
    Path source = dataset.resolve(relative);
    FileTraits traits =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !Files.exists(source)
            ? DurableWrite.replacementTraits(file)
            : FileTraits.ofCopy(source);
    new DurableWrite(disk).replace(file, Content.of(bytes), traits);
  }

  private void requireFree(Path relative) {
    if (!isFree(relative)) {
      throw refusal(output.resolve(relative).toString());
    }
    Optional<Path> link = LinkKind.linkedFolder(output, output.resolve(relative));
    if (link.isPresent()) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "linked-folder",
          output.resolve(relative) + " lies in " + link.get() + ", which is a link.",
          "Give an OUTPUT_DIR without linked folders.");
    }
  }

  /**
   * @param files that are there
   */
  static Refusal refusal(String files) {
    return new Refusal(
        Refusal.Kind.CANNOT_CREATE,
        "output-exists",
        "OUTPUT_DIR holds what this run would overwrite and bidsveil did not write: " + files + ".",
        "Give an empty OUTPUT_DIR, or overwrite it with --force; nothing was changed.");
  }

  private TreeSet<String> lines(Path relative) {
    return Content.ifPresent(paths.copied(owner(relative)))
        .map(bytes ->
            new String(bytes, UTF_8).lines().collect(Collectors.toCollection(TreeSet::new)))
        .orElseGet(TreeSet::new);
  }

  private static String line(Path relative, Sha256 hash) {
    return hash.hex() + "  " + relative.toString().replace('\\', '/');
  }

  private static String owner(Path relative) {
    String first = relative.getName(0).toString();
    return relative.getNameCount() > 1 && first.startsWith("sub-") ? first : DATASET;
  }
}
