package org.bidsveil.cli;

import org.bidsveil.files.Refusal;

/** The exit codes that are not those of a {@link Refusal.Kind} (docs/decisions/0012). */
final class ExitCode {
  static final int OK = 0;
  static final int SOME_SCAN_FAILED = 1;
  static final int USAGE = Refusal.Kind.USAGE.exitCode();

  /** BSD {@code sysexits.h} EX_SOFTWARE: a defect of bidsveil itself. */
  static final int SOFTWARE = 70;

  private ExitCode() {}
}
