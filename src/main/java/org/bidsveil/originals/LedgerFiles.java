package org.bidsveil.originals;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FolderTree;
import org.bidsveil.ledger.JournalRecovery;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.StoreLayout;

/**
 * What lies among the originals, and whether anything is known of it. A copy without a row whose
 * bytes do not lie in their place may be the only undefaced scan there is: it is named, and never
 * deleted.
 */
final class LedgerFiles {
  /** Pictures of the heads before, {@link OriginalsStore#picturesFolder}. */
  private static final Pattern PICTURE =
      Pattern.compile("sub-[A-Za-z0-9+]+/figures/(ses-[A-Za-z0-9+]+/)?[^/]+\\.png");

  private static final Pattern BOOKS =
      Pattern.compile(
          "(sub-[A-Za-z0-9+]+/)?journal\\.json|sub-[A-Za-z0-9+]+/originals\\.tsv|locks/[^/]+\\.lock");

  /** As many digits as an int holds for certain. */
  private static final Pattern VERSION = Pattern.compile("version-([1-9][0-9]{0,8})/(.+)");

  private final StoreLayout layout;
  private final Map<Owner, Manifest> manifests = new HashMap<>();

  LedgerFiles(StoreLayout layout) {
    this.layout = layout;
  }

  /**
   * The copies of which no row speaks, as paths from {@code folder}, sorted.
   *
   * @param folder the ledger, or the folder of the copies
   */
  List<Path> withoutRow(Path folder) {
    List<Path> found = new ArrayList<>();
    collect(folder, folder, found);
    return found.stream()
        .filter(relative -> !isKnown(folder, StoreLayout.slashes(relative)))
        .toList();
  }

  private static void collect(Path base, Path folder, List<Path> found) {
    for (Path child : FolderTree.children(folder)) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        collect(base, child, found);
      } else {
        found.add(base.relativize(child));
      }
    }
  }

  private boolean isKnown(Path folder, String path) {
    return StoreLayout.OWN_NAMES.contains(path)
        || path.equals("dataset_description.json")
        || BOOKS.matcher(path).matches()
        || PICTURE.matcher(path).matches()
        || DurableWrite.isTemporary(Path.of(path))
        || isKnownCopy(folder, path);
  }

  private boolean isKnownCopy(Path folder, String copy) {
    Matcher matcher = VERSION.matcher(copy);
    int version = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 1;
    String path = matcher.matches() ? matcher.group(2) : copy;
    Owner owner = Owner.of(path);
    // Of what is under way the journal speaks.
    return Files.exists(layout.journal(owner))
        || manifests.computeIfAbsent(owner, this::manifest).versions(path).size() >= version
        || isBack(folder.resolve(copy), layout.target(path));
  }

  /** A purge leaves such copies in a folder outside of the dataset, and where it was cut short. */
  private static boolean isBack(Path copy, Path target) {
    Optional<Sha256> now = JournalRecovery.shaOf(target);
    return now.isPresent() && now.equals(JournalRecovery.shaOf(copy));
  }

  /** What needs a damaged table names it; here none of its rows counts. */
  private Manifest manifest(Owner owner) {
    try {
      return Manifest.read(layout, owner);
    } catch (Refusal damaged) {
      return Manifest.EMPTY;
    }
  }
}
