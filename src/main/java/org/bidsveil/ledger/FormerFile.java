package org.bidsveil.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;

/**
 * A file as it was before it was replaced: enough to put it back from a copy of its bytes.
 *
 * @param sha256 of the bytes
 * @param bytes how many there are
 * @param mode permissions as {@code rw-r--r--}, where the file system has them
 * @param modified last change of the bytes
 * @param link the target text of the symbolic link, if the file was one
 */
public record FormerFile(
    Sha256 sha256,
    long bytes,
    Optional<String> mode,
    Optional<Instant> modified,
    Optional<String> link) {

  /**
   * @throws IllegalArgumentException when {@code mode} or {@code link} is none
   */
  public FormerFile {
    mode.ifPresent(PosixFilePermissions::fromString);
    if (link.filter(text -> text.indexOf('\0') >= 0).isPresent()) {
      throw new IllegalArgumentException("No text of a link");
    }
  }

  /** Describes a file of the dataset; a link is followed for the bytes. */
  public static FormerFile of(Path file) {
    try {
      return new FormerFile(
          Sha256.of(file),
          Files.size(file),
          FileTraits.ofReplacementFor(file).mode().map(PosixFilePermissions::toString),
          Optional.of(Files.getLastModifiedTime(file).toInstant()),
          linkText(file));
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  /** Absent too for a text no table can hold: such a link is put back as a file. */
  private static Optional<String> linkText(Path file) throws IOException {
    return Files.isSymbolicLink(file)
        ? Optional.of(Files.readSymbolicLink(file).toString())
            .filter(text -> text.chars().noneMatch(Character::isISOControl))
        : Optional.empty();
  }

  /**
   * The mode and time for a copy, as far as they are known and can be set; owner and group are
   * those of whoever makes it. The manifest holds mode and time for certain.
   */
  public FileTraits copyTraits() {
    FileTraits traits = FileTraits.ofNewFile();
    if (mode.isPresent()) {
      traits = traits.withMode(PosixFilePermissions.fromString(mode.get()));
    }
    if (modified.isPresent()) {
      traits = traits.withModified(FileTime.from(modified.get()));
    }
    return traits.asFarAsPossible();
  }

  /** The same with the owner and group of what now stands under the name. */
  FileTraits traitsAt(Path target) {
    return copyTraits().withOwnerOf(DurableWrite.replacementTraits(target));
  }
}
