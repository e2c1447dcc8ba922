package org.bidsveil.deface;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Whether a scan still has what a defacer would remove. It says no only when a program took it out:
 * where the atlas expects eyes, nose and mouth, or scalp and skull, the scan holds one and the same
 * value, which living tissue and noise never do.
 *
 * @param background the value that stands in most voxels: erased voxels hold it
 * @param openShare of each {@link FaceWindow.Part}, the share of its rays along which the scan
 *     holds nothing but the background value from in front of the expected skin to behind it; NaN
 *     for a part that the field of view does not hold
 * @param faceOpen the same share of all rays from chin to brow on which a head is expected
 * @param outsideBrain share of all voxels unlike the background that lie far from where a brain can
 *     be
 * @param signalToBrain volume of all voxels unlike the background over the volume of the placed
 *     brain
 * @param borderSignal share of the field of view's outermost voxels that are unlike the background
 */
public record FacePresence(
    float background,
    List<Double> openShare,
    double faceOpen,
    double outsideBrain,
    double signalToBrain,
    double borderSignal) {
  /** A ray is open when it meets nothing from here in front of the expected skin ... */
  private static final double FRONT_MM = 6;

  /**
   * ... to here behind it: an eyeball or a nose tip deep, and more than local registration misses
   * the skin by.
   */
  private static final double BEHIND_MM = 12;

  /** A part needs this many rays in view, an area of 10 x 10 mm, to be judged. */
  private static final int MIN_RAYS = 25;

  /** A nose is taken out whole. */
  private static final double MIN_OPEN_NOSE = 0.8;

  /** Erased parts measured 0.6 to 1, parts that are there at most 0.05 (docs/decisions/0016). */
  private static final double MIN_OPEN = 0.5;

  /**
   * So much of the facial surface is gone of a head that was defaced, cheeks and chin with it: five
   * that programs defaced measured 0.85 to 1.00. The void of metal at the teeth measured 0.43,
   * heads of which a program took nose and mouth alone 0.18 to 0.41 (docs/decisions/0035).
   */
  private static final double MIN_OPEN_FACE = 0.7;

  /** A stripped brain may keep meninges and bits of skull this far beyond where a brain can be. */
  private static final double STRIPPED_MM = 10;

  private static final double MAX_OUTSIDE = 0.01;

  /** A brain with meninges and the fluid around it; a head has three times its brain's volume. */
  private static final double MAX_SIGNAL_TO_BRAIN = 1.35;

  private static final double MAX_BORDER_SIGNAL = 0.02;

  public FacePresence {
    openShare = List.copyOf(openShare);
  }

  /**
   * @param window from the front
   * @param working the scan at about 2 mm
   * @param brain the atlas' brain probability on the working lattice
   */
  public static FacePresence of(
      FaceWindow window, Volume working, Volume brain, TaskExecutor executor) {
    float background = Percentiles.mode(working.values());
    Sampler sampler = new Sampler(working, Float.NaN);
    int[] rays = new int[FaceWindow.Part.values().length];
    int[] open = new int[rays.length];
    int allRays = 0;
    int allOpen = 0;
    for (int ray = 0; ray < window.part().length; ray++) {
      int part = window.part()[ray];
      Ray seen =
          window.expected()[ray] >= 0 ? look(window, ray, sampler, background) : Ray.OUT_OF_VIEW;
      if (seen != Ray.OUT_OF_VIEW) {
        int isOpen = seen == Ray.OPEN ? 1 : 0;
        allRays++;
        allOpen += isOpen;
        if (part >= 0) {
          rays[part]++;
          open[part] += isOpen;
        }
      }
    }
    List<Double> shares = new ArrayList<>();
    for (int part = 0; part < rays.length; part++) {
      shares.add(rays[part] < MIN_RAYS ? Double.NaN : (double) open[part] / rays[part]);
    }
    double faceOpen = allRays < MIN_RAYS ? Double.NaN : (double) allOpen / allRays;
    return signal(shares, faceOpen, working, background, brain, executor);
  }

  private enum Ray {
    OPEN,
    BLOCKED,
    OUT_OF_VIEW
  }

  private static Ray look(FaceWindow window, int ray, Sampler sampler, float background) {
    float[] p = window.scanWorld();
    int surface = window.expected()[ray];
    int from = Math.max(0, surface - (int) (FRONT_MM / window.stepMm()));
    int to = Math.min(window.depth() - 1, surface + (int) (BEHIND_MM / window.stepMm()));
    boolean blocked = false;
    for (int d = from; d <= to; d++) {
      int at = 3 * (ray * window.depth() + d);
      float value = sampler.trilinearAtWorld(p[at], p[at + 1], p[at + 2]);
      if (Float.isNaN(value)) {
        if (d >= surface) {
          return Ray.OUT_OF_VIEW;
        }
      } else if (value != background) {
        blocked = true;
      }
    }
    return blocked ? Ray.BLOCKED : Ray.OPEN;
  }

  private static FacePresence signal(
      List<Double> openShare,
      double faceOpen,
      Volume working,
      float background,
      Volume brain,
      TaskExecutor executor) {
    Mask placed = brain.atLeast(0.5);
    Mask near = Morphology.dilate(brain.atLeast(0.02), STRIPPED_MM, executor);
    Mask signal = new Mask(working.grid());
    for (int v = 0; v < working.values().length; v++) {
      if (working.values()[v] != background) {
        signal.set(v);
      }
    }
    Mask border = border(working.grid());
    double all = signal.count();
    return new FacePresence(
        background,
        openShare,
        faceOpen,
        all == 0 ? 1 : signal.andNot(near).count() / all,
        placed.isEmpty() ? Double.POSITIVE_INFINITY : all / placed.count(),
        (double) signal.countAnd(border) / border.count());
  }

  private static Mask border(Grid grid) {
    Mask border = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (i == 0
              || j == 0
              || k == 0
              || i == grid.nx() - 1
              || j == grid.ny() - 1
              || k == grid.nz() - 1) {
            border.set(i, j, k);
          }
        }
      }
    }
    return border;
  }

  /**
   * Whether the nose and, where it is in the field of view, the mouth were removed; both eyes where
   * the nose is not in the field of view.
   */
  public boolean featuresErased() {
    double nose = share(FaceWindow.Part.NOSE);
    if (Double.isNaN(nose)) {
      return share(FaceWindow.Part.EYE_LEFT) >= MIN_OPEN
          && share(FaceWindow.Part.EYE_RIGHT) >= MIN_OPEN;
    }
    return nose >= MIN_OPEN_NOSE && !(share(FaceWindow.Part.MOUTH) < MIN_OPEN);
  }

  /**
   * Whether these features and the face around them were removed: where only nose and mouth are
   * empty, the cause may be a program or metal at the teeth. Eyes that are left are reported
   * ({@link #eyesLeft}).
   */
  public boolean alreadyDefaced() {
    return featuresErased() && faceOpen >= MIN_OPEN_FACE;
  }

  /** The share of the facial surface that is not erased, 0 to 1; NaN where none is in view. */
  public double faceLeft() {
    return 1 - faceOpen;
  }

  /** Whether an eye is left. */
  public boolean eyesLeft() {
    return share(FaceWindow.Part.EYE_LEFT) < MIN_OPEN
        || share(FaceWindow.Part.EYE_RIGHT) < MIN_OPEN;
  }

  private double share(FaceWindow.Part part) {
    return openShare.get(part.ordinal());
  }

  /**
   * Whether nothing but the brain is left: there is hardly any signal away from the placed brain,
   * no more of it than a brain with its meninges has, and it ends inside the field of view. A head,
   * however it is cut, has scalp and neck, and a template brain enlarged to a head's size would
   * meet the border.
   */
  public boolean skullStripped() {
    return outsideBrain <= MAX_OUTSIDE
        && signalToBrain <= MAX_SIGNAL_TO_BRAIN
        && borderSignal <= MAX_BORDER_SIGNAL;
  }
}
