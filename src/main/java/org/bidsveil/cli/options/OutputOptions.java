package org.bidsveil.cli.options;

import picocli.CommandLine.Option;

/** The options for how much is said, and in which form. */
public final class OutputOptions {

  @Option(names = "--json", description = "one JSON object on stdout instead of lines of text")
  private boolean json;

  @Option(names = "--quiet", description = "print refusals only")
  private boolean quiet;

  @Option(names = "--verbose", description = "print more, including stack traces")
  private boolean verbose;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean verbose() {
    return verbose;
  }
}
