package org.bidsveil.numerics;

/** Sums over plain arrays, from the first element to the last: the same bits everywhere. */
public final class Vectors {
  private Vectors() {}

  /** The inner product over the length of {@code a}; {@code b} may be longer. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int n = 0; n < a.length; n++) {
      sum += a[n] * b[n];
    }
    return sum;
  }

  /** Adds {@code factor} times the first {@code count} values to the first of {@code sum}. */
  public static void addTimes(double factor, double[] values, int count, double[] sum) {
    for (int n = 0; n < count; n++) {
      sum[n] += factor * values[n];
    }
  }

  /** a - b. */
  public static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    addTimes(-1, b, b.length, difference);
    return difference;
  }
}
