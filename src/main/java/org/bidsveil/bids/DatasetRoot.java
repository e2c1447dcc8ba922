package org.bidsveil.bids;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The direct children of a dataset's folder, listed once: with a hundred thousand participants a
 * second listing costs more than the work on one of them. The folders of participants are not
 * looked into. Safe for use by several threads.
 */
public final class DatasetRoot {
  private static final String SUBJECT = "sub-";
  private static final String JSON = ".json";

  /** BIDS schema, objects/formats: letters, digits and the plus sign; others part the names. */
  private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}+.]+");

  /** Files at the root that describe tables or the dataset, not recordings. */
  private static final Set<String> NO_SIDECARS =
      Set.of("participants", "samples", "sessions", "scans", "description");

  private final Path folder;
  private final Set<String> labels = new HashSet<>();
  private final List<String> oddLabels = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final Supplier<List<Path>> inherited = Once.of(this::findInherited);
  private final Supplier<List<Path>> tables = Once.of(this::findTables);

  private DatasetRoot(Path folder) {
    this.folder = folder;
  }

  /**
   * Lists the folder.
   *
   * @throws org.bidsveil.files.Refusal folder-unreadable
   */
  public static DatasetRoot list(Path folder) {
    DatasetRoot root = new DatasetRoot(folder.toAbsolutePath());
    FolderListing.forEachName(root.folder, root::add);
    root.others.sort(Comparator.naturalOrder());
    return root;
  }

  private void add(String name) {
    if (name.startsWith(SUBJECT) && name.length() > SUBJECT.length()) {
      String label = name.substring(SUBJECT.length());
      boolean odd = !LABEL.matcher(label).matches() && Files.isDirectory(folder.resolve(name));
      if (odd) {
        oddLabels.add(label);
      } else {
        labels.add(label);
      }
    }
    if (!name.startsWith(SUBJECT) || name.endsWith(JSON)) {
      others.add(name);
    }
  }

  Path folder() {
    return folder;
  }

  /**
   * The labels of {@code sub-} folders that cannot occur in a file name, such as {@code P_01}:
   * nothing in them is found by its name. Sorted.
   */
  public List<String> oddLabels() {
    return oddLabels.stream().sorted().toList();
  }

  /** Whether there is an entry {@code sub-} with this label, whatever it is. */
  public boolean names(String label) {
    return labels.contains(label);
  }

  /** Whether there is a participant's folder besides those with these labels. */
  boolean hasFolderBeside(Predicate<String> known) {
    return labels.stream()
        .filter(known.negate())
        .anyMatch(label -> Files.isDirectory(folder.resolve(SUBJECT + label)));
  }

  /** The folders of participants by their label, in order of their names; not looked at. */
  List<Path> subjectFolders(Predicate<String> wanted) {
    return labels.stream().filter(wanted).sorted().map(l -> folder.resolve(SUBJECT + l)).toList();
  }

  /** The names of the JSON files, in order. */
  List<String> jsonNames() {
    return others.stream().filter(name -> name.endsWith(JSON)).toList();
  }

  /**
   * The JSON files that recordings inherit from, such as {@code task-rest_bold.json}; relative
   * paths, in order.
   */
  public List<Path> inherited() {
    return inherited.get();
  }

  private List<Path> findInherited() {
    return jsonNames().stream()
        .filter(name ->
            Entities.parse(name)
                .filter(entities -> entities.extension().equals(JSON))
                .filter(entities -> !NO_SIDECARS.contains(entities.suffix()))
                .isPresent())
        .filter(name -> Files.isRegularFile(folder.resolve(name)))
        .map(folder.getFileSystem()::getPath)
        .toList();
  }

  /**
   * The tables that have one row per participant: {@code participants.tsv}, {@code samples.tsv} and
   * those of {@code phenotype/}; relative paths.
   */
  public List<Path> tablesOfAll() {
    return tables.get();
  }

  private List<Path> findTables() {
    return Stream.concat(
            Stream.of("participants.tsv", "samples.tsv")
                .filter(others::contains)
                .filter(name -> Files.exists(folder.resolve(name)))
                .map(folder.getFileSystem()::getPath),
            phenotype().stream())
        .toList();
  }

  private List<Path> phenotype() {
    Path tablesFolder = folder.resolve("phenotype");
    return others.contains("phenotype") && Files.isDirectory(tablesFolder)
        ? FolderListing.sorted(tablesFolder).stream()
            .filter(file -> file.getFileName().toString().endsWith(".tsv"))
            .map(folder::relativize)
            .toList()
        : List.of();
  }
}
