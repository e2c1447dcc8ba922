package org.bidsveil.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bidsveil.files.Refusal;

/**
 * Where everything about the originals is kept; no other class knows these places.
 *
 * <pre>
 * sourcedata/bidsveil/                  the ledger, in the dataset whatever --originals says
 *   README  .gitignore
 *   originals.tsv  journal.json         of files that belong to no participant
 *   settled.tsv                         which of these are dealt with
 *   sub-001/originals.tsv               the manifest of the participant
 *   sub-001/journal.json                there only while a replacement is under way
 *   sub-001/undo/UUID                   likewise: what stood there before, where no copy is kept
 *   locks/sub-001.lock  locks/dataset.lock
 *   sub-001/anat/sub-001_T1w.nii.gz     the copies (or in --originals DIR)
 *   version-2/sub-001/...               the copy of a file the user replaced after a first run
 * </pre>
 */
public final class StoreLayout {
  /** The text form of a UUID (RFC 9562, section 4). */
  private static final Pattern UNDO_NAME =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String SETTLED = "settled.tsv";

  /** The names of the ledger's own files, which no copy of an original can take. */
  public static final Set<String> OWN_NAMES =
      Set.of("README", ".gitignore", "originals.tsv", "journal.json", SETTLED);

  private final Path root;
  private final Path copies;

  /** The layout for a dataset, with the copies at this place. */
  public StoreLayout(Path root, OriginalsLocation location) {
    this.root = root.toAbsolutePath();
    this.copies =
        switch (location) {
          case OriginalsLocation.Outside(Path folder) -> folder;
          case OriginalsLocation.InDataset inDataset -> ledger();
          case OriginalsLocation.None none -> ledger();
        };
  }

  /** The absolute path of the dataset. */
  public Path root() {
    return root;
  }

  /** {@code sourcedata/bidsveil}. */
  public Path ledger() {
    return root.resolve("sourcedata").resolve("bidsveil");
  }

  /** The table of the shared files that have been dealt with. */
  public Path settled() {
    return ledger().resolve(SETTLED);
  }

  /** {@code derivatives/bidsveil}, which a purge removes with the ledger. */
  public Path derivatives() {
    return root.resolve("derivatives").resolve("bidsveil");
  }

  /**
   * Refuses folders that are not what they seem, before anything is written: the ledger may be on
   * another disk but not elsewhere in the dataset, and nothing below it may be a link.
   *
   * @throws Refusal "originals-inside-dataset"; "linked-folder"
   */
  public void requireOwnFolders(Owner owner) {
    if (Files.isSymbolicLink(folderOf(ledger())) || Files.isSymbolicLink(ledger())) {
      OriginalsLocation.requireApart(root, ledger(), root.resolve("sourcedata"));
    }
    for (Path folder : List.of(locks(), folder(owner), undoFolder(owner))) {
      RecordCheck.requireUnlinked(ledger(), folder.resolve("any"), false);
    }
  }

  /** Whether this is a place that {@link #newUndo} gives. */
  boolean isUndo(Owner owner, Path place) {
    return undoFolder(owner).equals(place.getParent())
        && UNDO_NAME.matcher(String.valueOf(place.getFileName())).matches();
  }

  /** Whether this is where a copy of the {@code version}-th original of a path may lie. */
  boolean isCopy(String path, int version, Path place) {
    return place.equals(copy(copies, path, version)) || place.equals(copy(ledger(), path, version));
  }

  /** The folder under which copies are made. */
  public Path copies() {
    return copies;
  }

  Path folder(Owner owner) {
    return owner.isDataset() ? ledger() : ledger().resolve(owner.folder());
  }

  /** The table of the originals of one owner. */
  public Path manifest(Owner owner) {
    return folder(owner).resolve("originals.tsv");
  }

  /** The journal of one owner, which exists only while a replacement is under way. */
  public Path journal(Owner owner) {
    return folder(owner).resolve("journal.json");
  }

  Path undoFolder(Owner owner) {
    return folder(owner).resolve("undo");
  }

  /** A new path for a file that is needed only to undo. */
  public Path newUndo(Owner owner) {
    return undoFolder(owner).resolve(UUID.randomUUID().toString());
  }

  /** The folder of the lock files. */
  public Path locks() {
    return ledger().resolve("locks");
  }

  /** The lock file of one owner. */
  public Path lock(Owner owner) {
    return locks().resolve(owner.word() + ".lock");
  }

  /** Where the copy of the {@code version}-th original of a path goes, counted from 1. */
  public Path copy(String path, int version) {
    return copy(copies, path, version);
  }

  /** The copy, if there is one: in the chosen folder or, from an earlier run, in the ledger. */
  public Optional<Path> existingCopy(String path, int version) {
    return List.of(copy(copies, path, version), copy(ledger(), path, version)).stream()
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * The copy that belongs to a row.
   *
   * @throws Refusal "original-missing" or "original-damaged"
   */
  public Path verifiedCopy(OriginalRow row, int version) {
    Path copy = existingCopy(row.path(), version).orElseThrow(() -> PutBack.missing(row.path()));
    PutBack.verifyCopy(copy, row.requireOriginal().sha256());
    return copy;
  }

  private static Path copy(Path folder, String path, int version) {
    return (version == 1 ? folder : folder.resolve("version-" + version)).resolve(path);
  }

  /** The file of this path in the dataset, with links not resolved. */
  public Path target(String path) {
    return root.resolve(path);
  }

  /**
   * The path as the journal writes it: relative where possible, so that the dataset may be mounted
   * elsewhere.
   */
  public String portable(Path path) {
    return path.startsWith(root) ? slashes(root.relativize(path)) : path.toString();
  }

  /** Reverses {@link #portable}. */
  public Path resolve(String portable) {
    return root.resolve(portable);
  }

  /** Every owner that has left something in the ledger. */
  public List<Owner> owners() {
    List<Owner> owners = new ArrayList<>();
    owners.add(Owner.DATASET);
    owners.addAll(subjects());
    return owners;
  }

  /** The participants in the ledger, sorted. */
  public List<Owner> subjects() {
    return subjectFolders(ledger());
  }

  /** The participants whose folders are in {@code folder}, sorted. */
  public static List<Owner> subjectFolders(Path folder) {
    return FolderTree.children(folder).stream()
        .filter(Files::isDirectory)
        .map(f -> String.valueOf(f.getFileName()))
        .filter(Owner::isSubjectFolder)
        .map(Owner::new)
        .toList();
  }

  /** The folder that holds a file. */
  public static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("No file name: " + file);
    }
    return folder;
  }

  /**
   * The path as journal and manifest write it.
   *
   * @throws IllegalArgumentException when it is absolute or leads out of the dataset
   * @throws Refusal "unusable-name" when its name cannot be written in a table or is one of the
   *     ledger's own
   */
  public static String key(Path relative) {
    Path normal = relative.normalize();
    if (relative.isAbsolute() || normal.startsWith("..") || normal.toString().isEmpty()) {
      throw new IllegalArgumentException("Not a path inside the dataset: " + relative);
    }
    String key = slashes(normal);
    if (key.startsWith("\"") || key.chars().anyMatch(Character::isISOControl)) {
      throw unusable(key.replaceAll("\\p{Cntrl}", "?"), "cannot stand in a table");
    }
    if (OWN_NAMES.contains(key)) {
      throw unusable(key, "is that of a file of bidsveil's own beside the originals");
    }
    return key;
  }

  private static Refusal unusable(String key, String why) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "unusable-name",
        "The name " + key + " " + why + ".",
        "Rename the file, or leave it out.");
  }

  /** The path with forward slashes, on any system. */
  public static String slashes(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }
}
