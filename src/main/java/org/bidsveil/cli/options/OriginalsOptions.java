package org.bidsveil.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option for where an earlier run kept the originals. */
public final class OriginalsOptions {

  @Option(
      names = "--originals",
      paramLabel = "DIR",
      description = "where the run kept the originals (default: sourcedata)")
  private Optional<String> originals = Optional.empty();

  /** The folder as given. */
  public Optional<String> folder() {
    return originals;
  }
}
