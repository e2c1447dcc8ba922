package org.bidsveil.atlas;

/** The atlas of the installation, read on first use and kept, because it never changes. */
public final class ShippedAtlas {

  /** Its first use loads the atlas, once for all threads (JLS 12.4.2). */
  private static final class Loaded {
    private static final HeadAtlas ATLAS = AtlasCatalog.load();
  }

  private ShippedAtlas() {}

  /** Begins to read it on a thread of its own, for who will soon need it. */
  public static void readAhead() {
    Thread.ofPlatform().daemon().name("atlas").start(ShippedAtlas::get);
  }

  public static HeadAtlas get() {
    return Loaded.ATLAS;
  }
}
