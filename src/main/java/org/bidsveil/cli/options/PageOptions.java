package org.bidsveil.cli.options;

import org.bidsveil.files.Refusal;
import picocli.CommandLine.Option;

/** The options for where a local page is served. */
public final class PageOptions {
  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port on 127.0.0.1 (default: any free one)")
  private int port;

  /**
   * The port; 0 means any free one.
   *
   * @throws Refusal value-out-of-range
   */
  public int port() {
    if (port < 0 || port > 65535) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "value-out-of-range",
          "--port is a number from 0 to 65535.",
          "Give another, or none to take any that is free.");
    }
    return port;
  }
}
