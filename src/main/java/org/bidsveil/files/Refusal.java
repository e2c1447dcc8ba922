package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A named reason why something is not done: a stable kebab-case name, one sentence, and a remedy.
 * It is thrown where going on would mean guessing, and reaches the one handler of the command line
 * or the row of the scan concerned.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * The kind of refusal, with its exit code (BIDS execution specification, "Exit codes"; the
   * numbers from 64 on are those of BSD {@code sysexits.h}).
   */
  public enum Kind {
    INVALID_BIDS(16),
    UNKNOWN_LEVEL(17),
    NOTHING_MATCHES(18),
    USAGE(64),
    BAD_DATA(65),
    INPUT_MISSING(66),
    CANNOT_CREATE(73),
    IO(74),
    TRY_AGAIN(75);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;
  private final String name;
  private final String sentence;
  private final String remedy;

  public Refusal(Kind kind, String name, String sentence, String remedy) {
    super(sentence + " " + remedy);
    this.kind = kind;
    this.name = name;
    this.sentence = sentence;
    this.remedy = remedy;
  }

  public Refusal(Kind kind, String name, String sentence, String remedy, Throwable cause) {
    super(sentence + " " + remedy, cause);
    this.kind = kind;
    this.name = name;
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /**
   * The refusal for a process that runs out of memory; whatever was begun is undone or settled
   * later.
   */
  public static Refusal ofMemory(OutOfMemoryError e) {
    return new Refusal(
        Kind.TRY_AGAIN,
        "memory",
        "there is not enough memory.",
        "Give more with --mem-mb, or fewer scans at once with --nprocs.",
        e);
  }

  /** The refusal for work that is told to stop before it is done. */
  public static Refusal interrupted() {
    return new Refusal(
        Kind.TRY_AGAIN, "interrupted", "the run was told to stop.", "Start it again to go on.");
  }

  /** The refusal for a file or folder that exists but cannot be read. */
  public static Refusal ofReading(Path path, IOException e) {
    return DiskRefusals.reading(path, e);
  }

  /** The refusal for a folder that cannot be listed. */
  public static Refusal ofListing(Path folder, Exception e) {
    return new Refusal(
        Kind.IO,
        "folder-unreadable",
        folder + " cannot be listed: " + e.getMessage() + ".",
        "Check the permissions of the folder.",
        e);
  }

  public Kind kind() {
    return kind;
  }

  /** The stable identifier, such as {@code nifti-truncated}. */
  public String name() {
    return name;
  }

  /** What is wrong, as one sentence with a full stop. */
  public String sentence() {
    return sentence;
  }

  /** What to do about it, as one sentence with a full stop. */
  public String remedy() {
    return remedy;
  }
}
