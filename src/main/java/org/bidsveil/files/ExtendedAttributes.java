package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The access control list and the users' extended attributes of a file (acl(5), xattr(7)). They are
 * known only on Linux; elsewhere every file counts as having none. Labels of security modules are
 * left to the system, which gives a new file those of its folder.
 *
 * @param values hexadecimal digits by name
 */
public record ExtendedAttributes(SortedMap<String, String> values) {
  static final ExtendedAttributes NONE = new ExtendedAttributes(new TreeMap<>());

  /** The lists of POSIX.1e and of NFSv4. */
  private static final List<String> ACCESS = List.of("system.posix_acl_access", "system.nfs4_acl");

  private static final String USERS = "user.";

  /** proc(5): on Linux only. */
  private static final boolean LINUX = Files.isDirectory(Path.of("/proc/self"));

  /** Whether a file is on Linux, and on a file system of it. */
  static boolean isOnLinux(Path file) {
    return LINUX && file.getFileSystem().provider().getScheme().equals("file");
  }

  /** Of what is read through the name; a link is followed. */
  static ExtendedAttributes of(Path file) throws IOException {
    if (!isOnLinux(file) || !Files.exists(file)) {
      return NONE;
    }
    SortedMap<String, String> values = new TreeMap<>();
    for (String name : LinuxCalls.names(file)) {
      if (name.startsWith(USERS) || ACCESS.contains(name)) {
        LinuxCalls.value(file, name)
            .ifPresent(value -> values.put(name, HexFormat.of().formatHex(value)));
      }
    }
    return new ExtendedAttributes(values);
  }

  /** Gives a file these, and takes from it what a folder's default added. */
  void applyTo(Path file) throws IOException {
    ExtendedAttributes now = of(file);
    for (String name : now.values.keySet()) {
      if (!values.containsKey(name)) {
        LinuxCalls.remove(file, name);
      }
    }
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (!entry.getValue().equals(now.values.get(entry.getKey()))) {
        LinuxCalls.set(file, entry.getKey(), HexFormat.of().parseHex(entry.getValue()));
      }
    }
  }

  /** Those that say who may read. */
  ExtendedAttributes access() {
    SortedMap<String, String> access = new TreeMap<>(values);
    access.keySet().retainAll(ACCESS);
    return new ExtendedAttributes(access);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }
}
