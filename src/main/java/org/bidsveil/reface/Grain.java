package org.bidsveil.reface;

/**
 * Noise drawn by voxel, of no mean.
 *
 * @param seed of the draw
 * @param deviation standard deviation, in the scan's units
 */
record Grain(long seed, double deviation) {

  /** The sum of the four 16-bit parts of a hash is nearly normal. */
  double at(int voxel) {
    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014, OOPSLA).
    long z = seed + voxel * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    double sum = 0;
    for (int part = 0; part < 4; part++) {
      sum += ((z >>> (16 * part)) & 0xFFFF) / 65536.0 - 0.5;
    }
    // Four uniform parts have the variance 4/12.
    return deviation * sum * Math.sqrt(3);
  }
}
