package org.bidsveil.cli;

import picocli.CommandLine.Option;

/** How much is said, and in which form. */
final class OutputOptions {

  @Option(names = "--json", description = "one JSON object on stdout instead of lines")
  private boolean json;

  @Option(names = "--quiet", description = "print refusals only")
  private boolean quiet;

  @Option(names = "--verbose", description = "print more, with stack traces")
  private boolean verbose;

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }
}
