package org.bidsveil.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of which file system is mounted where (proc_pid_mountinfo(5)). Elsewhere than on Linux
 * nothing is known, and every path stands for itself.
 */
final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");

  /** proc_pid_mountinfo(5): space, tab, line feed and backslash are written in octal. */
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private final List<Mount> mounts;

  private Mounts(List<Mount> mounts) {
    this.mounts = mounts;
  }

  /**
   * One line.
   *
   * @param device major and minor number
   * @param root the folder of the file system that is mounted
   * @param point where
   */
  private record Mount(String device, Path root, Path point) {}

  /**
   * Where a path lies in its file system.
   *
   * @param device as in {@link Mount}
   * @param path from the root of the file system
   */
  record Place(String device, Path path) {
    /** How {@code other} lies to this one. */
    FolderRelation relationTo(Place other) {
      if (!device.equals(other.device)) {
        return FolderRelation.APART;
      }
      if (path.equals(other.path)) {
        return FolderRelation.SAME;
      }
      if (other.path.startsWith(path)) {
        return FolderRelation.INSIDE;
      }
      return path.startsWith(other.path) ? FolderRelation.AROUND : FolderRelation.APART;
    }
  }

  static Mounts now() throws IOException {
    return Files.isReadable(TABLE)
        ? parse(Files.readAllLines(TABLE, StandardCharsets.UTF_8))
        : new Mounts(List.of());
  }

  static Mounts parse(List<String> lines) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split(" ");
      // The root of a namespace such as net:[4026531840] is no folder.
      if (fields.length > 4 && fields[3].startsWith("/")) {
        mounts.add(new Mount(fields[2], Path.of(text(fields[3])), Path.of(text(fields[4]))));
      }
    }
    return new Mounts(mounts);
  }

  private static String text(String field) {
    Matcher matcher = OCTAL.matcher(field);
    return matcher.replaceAll(octal ->
        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
  }

  /**
   * @param path real and absolute
   */
  Place place(Path path) {
    Place place = new Place("", path);
    int depth = -1;
    for (Mount mount : mounts) {
      // Of two on one point the later one covers the earlier.
      if (path.startsWith(mount.point()) && mount.point().getNameCount() >= depth) {
        depth = mount.point().getNameCount();
        place =
            new Place(
                mount.device(), mount.root().resolve(mount.point().relativize(path)).normalize());
      }
    }
    return place;
  }
}
