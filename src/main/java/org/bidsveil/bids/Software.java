package org.bidsveil.bids;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The name and version of this program for {@code GeneratedBy} (BIDS, "Derived dataset and pipeline
 * description").
 */
public final class Software {

  /** {@code GeneratedBy.Name}. */
  public static final String NAME = "bidsveil";

  /** The version of the standard that the outputs follow. */
  public static final String BIDS_VERSION = "1.10.0";

  private static final String VERSION = readVersion();

  private Software() {}

  /** {@code GeneratedBy.Version}, as the build wrote it. */
  public static String version() {
    return VERSION;
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream in = Software.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties of the jar", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
