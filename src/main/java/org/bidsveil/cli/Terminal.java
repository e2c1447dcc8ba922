package org.bidsveil.cli;

import java.io.Console;

/** Whether a person is looking. */
final class Terminal {
  private Terminal() {}

  /** Both stdin and stdout are a terminal ({@link Console#isTerminal}). */
  @SuppressWarnings("SystemConsoleNull") // with the default console of JDK 25 it is null again
  static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
