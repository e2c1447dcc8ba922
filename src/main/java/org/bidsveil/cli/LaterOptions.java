package org.bidsveil.cli;

import org.bidsveil.files.Refusal;
import picocli.CommandLine.Option;

/**
 * Options of the contract whose feature is not built yet. They are refused by name: an option that
 * is accepted and does nothing would be believed.
 */
final class LaterOptions {

  @Option(names = "--apply-mask", hidden = true, description = "a later release")
  private boolean applyMask;

  void refuse() {
    if (applyMask) {
      throw notYet("--apply-mask", "0.2");
    }
  }

  static Refusal notYet(String option, String release) {
    return new Refusal(
        Refusal.Kind.USAGE,
        "option-not-built-yet",
        option + " is not built yet; it comes with release " + release + ".",
        "Leave it out.");
  }
}
