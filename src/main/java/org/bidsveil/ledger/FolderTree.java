package org.bidsveil.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;

/** Lists and removes folders; links are never followed. */
public final class FolderTree {
  private FolderTree() {}

  /** The direct children of a folder, sorted; empty where there is no folder. */
  public static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      return StreamSupport.stream(files.spliterator(), false).sorted().toList();
    } catch (IOException e) {
      throw Refusal.ofListing(folder, e);
    }
  }

  /** Deletes a folder and everything in it; a link itself is deleted, not its target. */
  public static void delete(Path path, Disk disk) {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      children(path).forEach(child -> delete(child, disk));
    }
    disk.delete(path);
  }
}
