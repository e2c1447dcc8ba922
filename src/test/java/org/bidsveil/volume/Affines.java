package org.bidsveil.volume;

/** How far two affine maps are apart. */
public final class Affines {
  private Affines() {}

  /** The largest absolute difference of any of the twelve entries. */
  public static double difference(Affine one, Affine other) {
    double[] a = one.toArray();
    double[] b = other.toArray();
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs(a[i] - b[i]));
    }
    return max;
  }
}
