package org.bidsveil.audit;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.Refusal;

/**
 * Every file of a dataset, hidden ones too, links followed. The folders of git, the originals that
 * bidsveil keeps and what lies in folders that are data are not entered.
 *
 * @param files in order of their paths
 * @param unreadable folders and files that could not be looked at
 */
record DatasetTree(List<File> files, List<Finding> unreadable) {
  static final String ORIGINALS = "sourcedata/bidsveil";
  static final String OWN_DERIVATIVES = "derivatives/bidsveil";

  private static final Set<String> NOT_ENTERED = Set.of(".git", ".datalad");

  /** BIDS, "Glossary": directories that are one recording. */
  private static final List<String> DATA_FOLDERS = List.of(".ds", ".zarr", ".ngff", ".mefd");

  DatasetTree {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * One file.
   *
   * @param path relative to the root, with forward slashes
   * @param bytes its length; 0 for a link that leads nowhere
   * @param present whether there is anything behind the name
   */
  record File(String path, long bytes, boolean present) {

    /** The name in lower case, without folders. */
    String name() {
      return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    boolean isBelow(String folder) {
      return path.startsWith(folder + "/");
    }
  }

  /** The files that a check looks at. */
  static DatasetTree walk(Path root) {
    return walkWithData(root).withoutData();
  }

  /** The same files but for those in folders that are data. */
  DatasetTree withoutData() {
    boolean none = files.stream().noneMatch(file -> isInDataFolder(file.path()));
    return none
        ? this
        : new DatasetTree(
            files.stream().filter(file -> !isInDataFolder(file.path())).toList(), unreadable);
  }

  private static boolean isInDataFolder(String path) {
    int end = path.indexOf('/');
    while (end >= 0) {
      String folder = path.substring(0, end);
      if (DATA_FOLDERS.stream().anyMatch(folder::endsWith)) {
        return true;
      }
      end = path.indexOf('/', end + 1);
    }
    return false;
  }

  /** The folder that is one recording, where a file lies in one. */
  static Optional<String> dataFolderOf(String path) {
    int end = path.indexOf('/');
    while (end >= 0) {
      String folder = path.substring(0, end);
      String name = folder.substring(folder.lastIndexOf('/') + 1);
      boolean bti = name.startsWith("sub-") && name.endsWith("_meg");
      if (bti || DATA_FOLDERS.stream().anyMatch(name::endsWith)) {
        return Optional.of(folder);
      }
      end = path.indexOf('/', end + 1);
    }
    return Optional.empty();
  }

  /** The files that a copy may hold: those of folders that are data too. */
  static DatasetTree walkWithData(Path root) {
    List<File> files = new ArrayList<>();
    List<Finding> unreadable = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Collector(root, files, unreadable));
    } catch (IOException e) {
      throw Refusal.ofListing(root, e);
    }
    files.sort(Comparator.comparing(File::path));
    return new DatasetTree(files, unreadable);
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<File> files;
    private final List<Finding> unreadable;

    Collector(Path root, List<File> files, List<Finding> unreadable) {
      this.root = root;
      this.files = files;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String path = relative(folder);
      String name = path.substring(path.lastIndexOf('/') + 1);
      boolean skipped = NOT_ENTERED.contains(name) || path.equals(ORIGINALS);
      return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean broken = attributes.isSymbolicLink();
      files.add(new File(relative(file), broken ? 0 : attributes.size(), !broken));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      unreadable.add(
          new Finding(
              relative(file),
              FindingClass.UNREADABLE,
              "unknown",
              "",
              "cannot be looked at (" + e.getClass().getSimpleName() + ")",
              "Check its permissions and where its links lead."));
      return FileVisitResult.CONTINUE;
    }

    private String relative(Path path) {
      return root.relativize(path).toString().replace('\\', '/');
    }
  }
}
