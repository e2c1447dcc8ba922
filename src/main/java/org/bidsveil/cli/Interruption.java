package org.bidsveil.cli;

import java.io.PrintWriter;
import org.bidsveil.run.DatasetRun;

/**
 * Ctrl-C and SIGTERM: no new scan begins, the replacement that is just being made is finished, and
 * the process ends. A SIGKILL or a power cut is what the journal is for.
 */
final class Interruption {
  private Interruption() {}

  /** Watches from now until the process ends; does nothing when the run has ended by then. */
  static void watch(DatasetRun run, PrintWriter err) {
    Thread hook =
        new Thread(
            () -> {
              if (run.stop()) {
                err.println(
                    "bidsveil: interrupted; every scan is either done or as it was. Start again to"
                        + " go on.");
                err.flush();
              }
            },
            "bidsveil-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
