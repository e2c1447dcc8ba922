package org.bidsveil.deface;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * The zone where tissue may be removed: the face and everything in front of the ears below the
 * brow, the pinnae and their surroundings, and the air in front and beside. It is drawn from
 * landmarks alone and is wider than any defacer's region, so that it can judge all of them: pinnae
 * and face of the atlas, the half space of quickshear, masks of other programs, masks that a person
 * painted.
 */
public final class RemovableZone {
  /**
   * From the middle of the eyeball to the brow, mm (Farkas 1994: orbitale superius to exocanthion
   * level, 20 mm with brow hair).
   */
  private static final double EYE_TO_BROW_MM = 18;

  /**
   * What the zone is wider than face and ears, mm: the atlas is carried to them by the brain, which
   * leaves 14 mm at most (docs/decisions/0030).
   */
  private static final double MARGIN_MM = 16;

  /** A pinna is 63 mm high and 36 mm broad (ISO 7250-1; Farkas 1994), and leans back. */
  private static final double PINNA_HEIGHT_MM = 63;

  private static final double PINNA_BREADTH_MM = 36;

  /** Under the pinna's root, mm: skin, parotid gland and the mastoid's outer table. */
  private static final double ROOT_MM = 12;

  /**
   * Below this far under the ear canals it is neck, of which a plane laid on the brain takes the
   * front half or more (Schimke & Hale 2011), mm: lower than the cerebellum.
   */
  private static final double NECK_MM = 44;

  private RemovableZone() {}

  /**
   * The zone on a lattice, by the affine part of an alignment.
   *
   * @param alignment preferably not the one that made the mask to be judged
   */
  public static Mask on(Grid lattice, HeadAtlas atlas, Alignment alignment) {
    Vec3 tragion = atlas.landmark("tragion-left");
    double brow = atlas.landmark("eye-left").z() + EYE_TO_BROW_MM + MARGIN_MM;
    double canal = tragion.y() - MARGIN_MM / 2;
    double aside = Math.abs(tragion.x()) - ROOT_MM - MARGIN_MM;
    double above = tragion.z() + PINNA_HEIGHT_MM;
    double below = tragion.z() - PINNA_HEIGHT_MM;
    double neck = tragion.z() - NECK_MM;
    double behind = tragion.y() - PINNA_BREADTH_MM - 2 * MARGIN_MM;
    Affine m = alignment.affine().inverse().after(lattice.worldFromVoxel());
    Mask zone = new Mask(lattice);
    int v = 0;
    for (int k = 0; k < lattice.nz(); k++) {
      for (int j = 0; j < lattice.ny(); j++) {
        double rowX = m.xy() * j + m.xz() * k + m.xt();
        double rowY = m.yy() * j + m.yz() * k + m.yt();
        double rowZ = m.zy() * j + m.zz() * k + m.zt();
        for (int i = 0; i < lattice.nx(); i++, v++) {
          double x = rowX + m.xx() * i;
          double y = rowY + m.yx() * i;
          double z = rowZ + m.zx() * i;
          boolean face = y > canal && z < brow;
          boolean ear = Math.abs(x) > aside && z > below && z < above && y > behind && y <= canal;
          if (face || ear || z < neck) {
            zone.set(v);
          }
        }
      }
    }
    return zone;
  }
}
