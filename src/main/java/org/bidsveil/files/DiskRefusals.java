package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.files.WriteSteps.Step;

/** Names for what a disk refuses: a table from the system's error to a refusal. */
final class DiskRefusals {
  private DiskRefusals() {}

  private record Rule(String reason, Refusal.Kind kind, String name, String what, String remedy) {}

  /** The texts are those of {@code strerror} (POSIX errno ENOSPC, EDQUOT, EROFS, ESTALE, ...). */
  private static final List<Rule> REASONS =
      List.of(
          new Rule(
              "no space left",
              Refusal.Kind.IO,
              "disk-full",
              "the disk is full",
              "Free some space and run again."),
          new Rule(
              "quota exceeded",
              Refusal.Kind.IO,
              "quota-exceeded",
              "your disk quota is used up",
              "Free some space or ask for a larger quota, and run again."),
          new Rule(
              "read-only file system",
              Refusal.Kind.CANNOT_CREATE,
              "read-only-file-system",
              "the file system is mounted read-only",
              "Mount it writable, or give an OUTPUT_DIR and leave the dataset as it is."),
          new Rule(
              "stale file handle",
              Refusal.Kind.TRY_AGAIN,
              "stale-file-handle",
              "the network file system lost the file",
              "Run again when the file server is back."),
          new Rule(
              "operation not permitted",
              Refusal.Kind.CANNOT_CREATE,
              "not-permitted",
              "the system does not permit it",
              "Run as the owner of the files, or ask the owner to make the folder writable."),
          new Rule(
              "too many levels of symbolic links",
              Refusal.Kind.BAD_DATA,
              "link-loop",
              "the links lead in a circle",
              "Repair the links."));

  /** The refusal for a step that failed. */
  static Refusal of(Step step, Path path, IOException e) {
    if (e instanceof AtomicMoveNotSupportedException) {
      return new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "rename-not-atomic",
          "The file system of " + path + " cannot replace a file in one step.",
          "Work on a copy of the dataset on a local disk; bidsveil never replaces a scan in two"
              + " steps.",
          e);
    }
    if (e instanceof DirectoryNotEmptyException) {
      return new Refusal(
          Refusal.Kind.IO,
          "folder-not-empty",
          "The folder " + path + " cannot be deleted: something is in it.",
          "Look at what is in it and delete it yourself.",
          e);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "already-exists",
          path + " exists already.",
          "Look at it and move it away if it is not needed; bidsveil never overwrites it.",
          e);
    }
    return ofReason(step, path, e).orElseGet(() -> otherwise(step, path, e));
  }

  /** The refusal for a file that cannot be read. */
  static Refusal reading(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "file-missing",
          path + " is not there.",
          "Put it back, or leave it out of the selection.",
          e);
    }
    if (e instanceof AccessDeniedException) {
      return new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "not-readable",
          "You may not read " + path + ".",
          "Run as its owner, or ask the owner for the right to read it.",
          e);
    }
    return new Refusal(
        Refusal.Kind.IO,
        "read-failed",
        "Reading " + path + " failed (" + reason(e) + ").",
        "Check the disk and run again.",
        e);
  }

  private static Optional<Refusal> ofReason(Step step, Path path, IOException e) {
    if (e instanceof AccessDeniedException) {
      return Optional.of(
          new Refusal(
              Refusal.Kind.CANNOT_CREATE,
              "access-denied",
              "You may not write " + path + " (" + words(step) + ").",
              "Run as the owner of the folder, or ask the owner to make it writable for you.",
              e));
    }
    String reason = reason(e).toLowerCase(Locale.ROOT);
    return REASONS.stream()
        .filter(rule -> reason.contains(rule.reason()))
        .findFirst()
        .map(rule ->
            new Refusal(
                rule.kind(),
                rule.name(),
                "Cannot " + words(step) + " " + path + ": " + rule.what() + ".",
                rule.remedy(),
                e));
  }

  private static Refusal otherwise(Step step, Path path, IOException e) {
    String sentence = "Cannot " + words(step) + " " + path + " (" + reason(e) + ").";
    return switch (step) {
      case FSYNC_FILE, FSYNC_FOLDER, SYNC_TREE ->
          new Refusal(
              Refusal.Kind.IO,
              "fsync-failed",
              sentence,
              "Check the disk; on a file system without fsync, work on a copy on a local disk.",
              e);
      case RENAME ->
          new Refusal(
              Refusal.Kind.IO,
              "rename-failed",
              sentence,
              "Check the disk or the file server, and run again.",
              e);
      case LOCK ->
          new Refusal(
              Refusal.Kind.CANNOT_CREATE,
              "locks-unsupported",
              sentence,
              "Use a file system with POSIX locks (NFS: with a lock daemon; Lustre: mounted with"
                  + " flock), so that two runs cannot meet on one scan.",
              e);
      case CREATE_FOLDER, CREATE_FILE, HARD_LINK, SYMBOLIC_LINK ->
          new Refusal(
              Refusal.Kind.CANNOT_CREATE, "cannot-create", sentence, "Check the folder.", e);
      case WRITE, SET_TRAITS, CLOSE, VERIFY, DELETE ->
          new Refusal(
              Refusal.Kind.IO, "write-failed", sentence, "Check the disk and run again.", e);
    };
  }

  private static String words(Step step) {
    return switch (step) {
      case CREATE_FOLDER -> "create the folder";
      case CREATE_FILE -> "create the file";
      case WRITE -> "write";
      case SET_TRAITS -> "set owner, group, mode or time of";
      case FSYNC_FILE -> "bring to the disk the file";
      case CLOSE -> "close";
      case VERIFY -> "read back";
      case RENAME -> "rename a file onto";
      case HARD_LINK, SYMBOLIC_LINK -> "make the link";
      case DELETE -> "delete";
      case FSYNC_FOLDER -> "bring to the disk the folder";
      case SYNC_TREE -> "bring to the disk what is in";
      case LOCK -> "lock";
    };
  }

  /** The file an error is about, where it says so. */
  static Optional<Path> fileOf(IOException e) {
    return e instanceof FileSystemException f
        ? Optional.ofNullable(f.getFile()).map(Path::of)
        : Optional.empty();
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
