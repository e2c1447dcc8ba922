package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The traits of a file: all it has besides its bytes and its name.
 *
 * @param mode the nine permission bits; absent = as the umask says
 * @param owner absent = whoever runs
 * @param group absent = as the folder says
 * @param modified time of the last change; absent = now
 * @param attributes access control list and attributes of users; absent = as the folder says
 * @param exact whether a file that cannot get these traits is refused; a copy that lies on a disk
 *     without permissions is better than none
 */
public record FileTraits(
    Optional<Set<PosixFilePermission>> mode,
    Optional<UserPrincipal> owner,
    Optional<GroupPrincipal> group,
    Optional<FileTime> modified,
    Optional<ExtendedAttributes> attributes,
    boolean exact) {

  private static final EnumSet<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  public FileTraits {
    mode = mode.map(Set::copyOf);
  }

  /** The traits of any newly created file: nothing is asked for. */
  public static FileTraits ofNewFile() {
    return new FileTraits(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /**
   * All traits of the file read through {@code file} (a link is followed).
   *
   * @throws IOException when there is no such file
   */
  public static FileTraits of(Path file) throws IOException {
    PosixFileAttributeView view = posix(file);
    if (view == null) {
      return ofNewFile().withModified(Files.getLastModifiedTime(file));
    }
    PosixFileAttributes a = view.readAttributes();
    return new FileTraits(
        Optional.of(a.permissions()),
        Optional.of(a.owner()),
        Optional.of(a.group()),
        Optional.of(a.lastModifiedTime()),
        Optional.of(ExtendedAttributes.of(file)),
        true);
  }

  /**
   * The traits for a file that takes the place of {@code file}. Owner and group are those of the
   * name itself; a link into an annex gets its owner's right to write, because the object behind it
   * is read-only only for being in the annex.
   */
  public static FileTraits ofReplacementFor(Path file) throws IOException {
    PosixFileAttributeView name = posix(file, LinkOption.NOFOLLOW_LINKS);
    if (name == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return ofNewFile();
    }
    PosixFileAttributes own = name.readAttributes();
    Optional<Set<PosixFilePermission>> mode = Optional.of(own.permissions());
    if (own.isSymbolicLink()) {
      mode =
          Files.exists(file)
              ? of(file).mode().map(m -> Annex.isLinkToObject(file) ? withOwnerWrite(m) : m)
              : Optional.empty();
    }
    return new FileTraits(
        mode,
        Optional.of(own.owner()),
        Optional.of(own.group()),
        Optional.empty(),
        Optional.of(ExtendedAttributes.of(file)),
        true);
  }

  /** The traits for a new copy of {@code file}: only those who can read the file can read it. */
  public static FileTraits ofCopy(Path file) {
    try {
      return ofNewFile().withModeOf(file);
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }

  /** The same of a folder; its owner, who fills it, may do so. */
  static FileTraits ofCopiedFolder(Path folder) {
    FileTraits traits = ofCopy(folder).asFarAsPossible();
    return traits.mode().isEmpty() ? traits : traits.withMode(union(traits.mode().get(), OWNER));
  }

  /** These traits with the access control list and the attributes of a file. */
  public FileTraits withAttributesOf(Path file) {
    try {
      return new FileTraits(
          mode, owner, group, modified, Optional.of(ExtendedAttributes.of(file)), exact);
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }

  /** These traits with the owner, group and attributes of another file. */
  public FileTraits withOwnerOf(FileTraits other) {
    return new FileTraits(mode, other.owner, other.group, modified, other.attributes, true);
  }

  private FileTraits withModeOf(Path file) throws IOException {
    return new FileTraits(
        of(file).mode().map(FileTraits::withOwnerWrite),
        owner,
        group,
        modified,
        Optional.of(ExtendedAttributes.of(file).access()),
        exact);
  }

  public FileTraits withModified(FileTime time) {
    return new FileTraits(mode, owner, group, Optional.of(time), attributes, exact);
  }

  public FileTraits withMode(Set<PosixFilePermission> bits) {
    return new FileTraits(Optional.of(bits), owner, group, modified, attributes, exact);
  }

  /** These traits where the file system can hold them. */
  public FileTraits asFarAsPossible() {
    return new FileTraits(mode, owner, group, modified, attributes, false);
  }

  /** Gives {@code file} these traits. Time last: the others count as a change on some systems. */
  void applyTo(Path file) throws IOException {
    PosixFileAttributeView view = posix(file);
    if (view != null) {
      PosixFileAttributes now = view.readAttributes();
      if (owner.isPresent() && !Objects.equals(owner.get(), now.owner())) {
        keep("owner", file, () -> view.setOwner(owner.get()));
      }
      if (group.isPresent() && !Objects.equals(group.get(), now.group())) {
        keep("group", file, () -> view.setGroup(group.get()));
      }
      if (!keepAttributes(file)) {
        // Without its list the bits of the group would let in more people than before.
        view.setPermissions(intersection(now.permissions(), OWNER));
      } else if (mode.isPresent() && !Objects.equals(mode.get(), now.permissions())) {
        keep("mode", file, () -> view.setPermissions(mode.get()));
      }
    }
    if (modified.isPresent()) {
      keep("time", file, () -> Files.setLastModifiedTime(file, modified.get()));
    }
  }

  /** Before the mode: with a list the bits of the group are the most that the list may give. */
  private boolean keepAttributes(Path file) throws IOException {
    if (attributes.isEmpty()) {
      return true;
    }
    try {
      attributes.get().applyTo(file);
      return true;
    } catch (FileSystemException e) {
      if (!exact) {
        return attributes.get().access().isEmpty();
      }
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "attributes-cannot-be-kept",
          "A file in "
              + file.getParent()
              + " would lose its access control list or extended attributes by being replaced: "
              + e.getReason()
              + ".",
          "Look at them with getfacl and getfattr, and remove what is not needed; or work on a"
              + " copy.",
          e);
    }
  }

  private static Set<PosixFilePermission> intersection(
      Set<PosixFilePermission> one, Set<PosixFilePermission> other) {
    EnumSet<PosixFilePermission> bits = EnumSet.noneOf(PosixFilePermission.class);
    bits.addAll(one);
    bits.retainAll(other);
    return bits;
  }

  private interface Change {
    void make() throws IOException;
  }

  private void keep(String trait, Path file, Change change) throws IOException {
    try {
      change.make();
    } catch (FileSystemException e) {
      if (!exact) {
        return;
      }
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          trait + "-cannot-be-kept",
          "A file in "
              + file.getParent()
              + " would get another "
              + trait
              + " by being replaced, and you may not set the old one.",
          "Run as the owner of the file, or work on a copy of the dataset that belongs to you.",
          e);
    }
  }

  private static Set<PosixFilePermission> withOwnerWrite(Set<PosixFilePermission> mode) {
    return union(mode, EnumSet.of(PosixFilePermission.OWNER_WRITE));
  }

  private static Set<PosixFilePermission> union(
      Set<PosixFilePermission> mode, EnumSet<PosixFilePermission> more) {
    EnumSet<PosixFilePermission> bits = EnumSet.copyOf(more);
    bits.addAll(mode);
    return bits;
  }

  @SuppressWarnings("NullAway") // the JDK's answer for a file system without POSIX attributes
  private static PosixFileAttributeView posix(Path file, LinkOption... options) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class, options);
  }
}
