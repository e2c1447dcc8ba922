package org.bidsveil.atlas;

/** The atlas of the installation, read on first use and kept, because it never changes. */
public final class ShippedAtlas {

  /** Loaded by the first use of this class, once for all threads (JLS 12.4.2). */
  private static final HeadAtlas ATLAS = AtlasCatalog.load();

  private ShippedAtlas() {}

  public static HeadAtlas get() {
    return ATLAS;
  }
}
