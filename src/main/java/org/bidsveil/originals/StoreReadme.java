package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bidsveil.files.Content;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.RunLock;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.ledger.StoreOptions;

/** The texts that lie beside the originals. */
final class StoreReadme {
  private static final String LEDGER =
      """
      DO NOT UPLOAD OR SHARE THIS FOLDER.

      It holds the scans as they were before bidsveil removed the faces, and the sidecars and tables
      as they were before identifying fields were removed. Anyone who has it can see and recognise the
      participants. Uploading the dataset with this folder publishes the faces.
      To share the dataset use `bidsveil export`, which leaves this folder out, and look at it with
      `bidsveil check` before.

      sub-*/...             the originals, byte for byte, at their places in the dataset
                            (they lie elsewhere if --originals DIR was given, and nowhere if
                            --originals none was given)
      version-2/sub-*/...   originals that were put into the dataset after a first run
      originals.tsv, sub-*/originals.tsv
                            what was replaced, with checksums
      sub-*/journal.json    there only if a run was interrupted: the next one settles it
      locks/                empty files by which runs keep out of each other's way

      `bidsveil restore` puts everything back as it was. By hand: copy a file to the same place in
      the dataset.
      """;

  private static final String OUTSIDE =
      """
      DO NOT UPLOAD OR SHARE THIS FOLDER.

      It holds the scans of a BIDS dataset as they were before bidsveil removed the faces, and the
      sidecars and tables as they were before identifying fields were removed, byte for byte, at
      their places in the dataset. Anyone who has it can see and recognise the participants.

      `bidsveil restore` with --originals and this folder puts everything back as it was; the
      checksums are in sourcedata/bidsveil of the dataset. By hand: copy a file to the same place
      in the dataset.
      """;

  /** git and DataLad must not make links of lock files. */
  private static final String IGNORE = "locks/\njournal.json\nsettled.tsv\nundo/\n.bidsveil-*\n";

  private final StoreLayout layout;
  private final StoreOptions options;

  StoreReadme(StoreLayout layout, StoreOptions options) {
    this.layout = layout;
    this.options = options;
  }

  void writeIfMissing(Supplier<RunLock> lockDataset) {
    boolean outside = !layout.copies().equals(layout.ledger());
    if (isThere(layout.ledger().resolve("README"))
        && isThere(layout.ledger().resolve(".gitignore"))
        && (!outside || isThere(layout.copies().resolve("README")))) {
      return;
    }
    try (RunLock _ = lockDataset.get()) {
      write(layout.ledger(), "README", LEDGER);
      write(layout.ledger(), ".gitignore", IGNORE);
      if (outside) {
        write(layout.copies(), "README", OUTSIDE);
      }
    }
  }

  private void write(Path folder, String name, String text) {
    DurableWrite write = new DurableWrite(options.disk());
    options.disk().createFolders(folder);
    write.deleteLeftovers(folder);
    if (!isThere(folder.resolve(name))) {
      write.createNew(
          folder.resolve(name), Content.of(text.getBytes(UTF_8)), FileTraits.ofNewFile());
    }
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
