package org.bidsveil.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Brings a whole folder to the disk. On Linux that is one call for its file system, which costs
 * what is left to write; syncing a million files one after the other takes hours, because each of
 * them waits for the journal (measured: docs/scale.md).
 */
final class TreeSync {
  private TreeSync() {}

  static void sync(Path folder) throws IOException {
    if (ExtendedAttributes.isOnLinux(folder)) {
      LinuxCalls.syncFileSystemOf(folder);
    } else {
      syncEach(folder);
    }
  }

  static void syncEach(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}
