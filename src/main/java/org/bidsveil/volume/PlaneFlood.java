package org.bidsveil.volume;

/** Flood fill of a plane {@code boolean[nv*nu]}, u fastest, by 4-neighbours from its border. */
final class PlaneFlood {
  private final boolean[] closed;
  private final int nu;
  private final int nv;
  private final boolean[] outside;
  private final int[] front;
  private int waiting;

  private PlaneFlood(boolean[] closed, int nu, int nv) {
    this.closed = closed;
    this.nu = nu;
    this.nv = nv;
    this.outside = new boolean[closed.length];
    // A pixel waits once at most.
    this.front = new int[closed.length];
  }

  /** The pixels that are reached from the border of the plane without entering a closed one. */
  static boolean[] outside(boolean[] closed, int nu, int nv) {
    PlaneFlood flood = new PlaneFlood(closed, nu, nv);
    for (int u = 0; u < nu; u++) {
      flood.reach(u);
      flood.reach(u + nu * (nv - 1));
    }
    for (int v = 0; v < nv; v++) {
      flood.reach(nu * v);
      flood.reach(nu * v + nu - 1);
    }
    flood.run();
    return flood.outside;
  }

  private void run() {
    while (waiting > 0) {
      int p = front[--waiting];
      int u = p % nu;
      if (u > 0) {
        reach(p - 1);
      }
      if (u < nu - 1) {
        reach(p + 1);
      }
      if (p >= nu) {
        reach(p - nu);
      }
      if (p < nu * (nv - 1)) {
        reach(p + nu);
      }
    }
  }

  private void reach(int p) {
    if (!closed[p] && !outside[p]) {
      outside[p] = true;
      front[waiting++] = p;
    }
  }
}
