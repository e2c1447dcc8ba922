package org.bidsveil.bids;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists every file below the folder of a participant, whatever its datatype. Folders that are data
 * ({@code .ds}, {@code .zarr}, {@code .mefd}) and dot folders are not entered.
 */
public final class ParticipantFiles {
  /** sub-x/ses-y/datatype and two more: a link that leads upwards ends here. */
  private static final int DEEPEST = 5;

  private ParticipantFiles() {}

  /**
   * The files of a participant, relative to the dataset's root, in order of their paths.
   *
   * @throws org.bidsveil.files.Refusal folder-unreadable
   */
  public static List<Path> of(Path root, Subject subject) {
    List<Path> found = new ArrayList<>();
    collect(root, root.resolve(subject.relativePath()), 1, found);
    return List.copyOf(found);
  }

  private static void collect(Path root, Path folder, int depth, List<Path> found) {
    for (Path path : FolderListing.sorted(folder)) {
      if (!Files.isDirectory(path)) {
        found.add(root.relativize(path));
      } else if (depth < DEEPEST && !isData(path)) {
        collect(root, path, depth + 1, found);
      }
    }
  }

  private static boolean isData(Path folder) {
    return folder.getFileName().toString().contains(".");
  }
}
