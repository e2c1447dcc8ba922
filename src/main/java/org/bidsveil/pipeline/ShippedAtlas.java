package org.bidsveil.pipeline;

import org.bidsveil.atlas.AtlasCatalog;
import org.bidsveil.atlas.HeadAtlas;

/** The atlas of the installation, read when it is first asked for and kept: it never changes. */
final class ShippedAtlas {

  /** Loaded by the first use of this class, once for all threads (JLS 12.4.2). */
  private static final HeadAtlas ATLAS = AtlasCatalog.load();

  private ShippedAtlas() {}

  static HeadAtlas get() {
    return ATLAS;
  }
}
