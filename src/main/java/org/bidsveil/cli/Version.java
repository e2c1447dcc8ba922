package org.bidsveil.cli;

import org.bidsveil.bids.Software;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"bidsveil " + Software.version()};
  }
}
