package org.bidsveil.atlas;

import java.util.List;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The names of what {@link FaceRegions} removes: a label map (BIDS {@code dseg}) over face and
 * ears, each part bounded by landmarks. Where two could claim a voxel, the first of {@link Part}
 * has it.
 */
final class FaceParts {

  /** In the order in which they claim voxels; the ordinal plus one is the label. */
  enum Part {
    AIR("air", "in front of the face and beside the ears, outside the head"),
    EARS("ears", "pinnae"),
    EYES("eyes", "within 20 mm of the middle of an eyeball: the globe and its lids"),
    TEETH("teeth", "from 8 to 50 mm behind the lips, 24 mm above to 26 mm below them"),
    NOSE("nose", "from the root to the base of the nose, 20 mm to each side"),
    MOUTH("mouth", "from the base of the nose to 20 mm below the lips, 32 mm to each side"),
    FOREHEAD("forehead", "above the eyes, up to the brow"),
    CHIN("chin", "below the mouth, 36 mm to each side"),
    CHEEKS("cheeks", "what is left of the face");

    private final String word;
    private final String definition;

    Part(String word, String definition) {
      this.word = word;
      this.definition = definition;
    }

    int label() {
      return ordinal() + 1;
    }
  }

  /** Radius of an eyeball (Bekerman 2014, J Ophthalmol: 12 mm) and its lids and fat. */
  private static final double EYE_MM = 20;

  /** Half the breadth of a nose with its wings (Farkas 1994: 35 mm) and 2 mm. */
  private static final double NOSE_HALF_MM = 20;

  /** Half the breadth of a mouth (Farkas 1994: 53 mm) and 5 mm. */
  private static final double MOUTH_HALF_MM = 32;

  /** From the labial fissure to the furrow above the chin (Farkas 1994: sto-sl 18 to 20 mm). */
  private static final double LOWER_LIP_MM = 20;

  /** Half the breadth of a chin's pad: the distance of the mental foramina, 46 mm, and cover. */
  private static final double CHIN_HALF_MM = 36;

  /** Lips are 8 mm thick; a dental arch is 42 mm long and 62 mm broad over its molars. */
  private static final double LIP_MM = 8;

  private static final double ARCH_LENGTH_MM = 42;
  private static final double ARCH_HALF_MM = 32;

  /** Crowns and roots of the upper and of the lower teeth (Ash & Nelson 2003: 21 to 27 mm). */
  private static final double UPPER_TEETH_MM = 24;

  private static final double LOWER_TEETH_MM = 26;

  private final Landmarks landmarks;

  FaceParts(Landmarks landmarks) {
    this.landmarks = landmarks;
  }

  /**
   * The labels.
   *
   * @param face the removed face, air included
   * @param ears the removed ears, air included
   * @param head inside the head's surface
   * @return 0 where nothing is removed, else a {@link Part#label()}
   */
  Volume labels(Volume face, Volume ears, Mask head) {
    Grid grid = face.grid();
    float[] out = new float[grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          int v = grid.index(i, j, k);
          boolean ofFace = face.values()[v] >= 0.5f;
          boolean ofEars = ears.values()[v] >= 0.5f;
          if (!ofFace && !ofEars) {
            continue;
          }
          Part part =
              !head.get(v)
                  ? Part.AIR
                  : ofEars ? Part.EARS : part(grid.worldFromVoxel().apply(i, j, k));
          out[v] = part.label();
        }
      }
    }
    return new Volume(grid, out);
  }

  private Part part(Vec3 p) {
    double aside = Math.abs(p.x());
    Vec3 eye = landmarks.at("eye-right");
    Vec3 lips = landmarks.at("stomion");
    double behindLips = lips.y() - p.y();
    if (new Vec3(aside, p.y(), p.z()).minus(eye).norm() <= EYE_MM) {
      return Part.EYES;
    }
    if (behindLips > LIP_MM
        && behindLips <= LIP_MM + ARCH_LENGTH_MM
        && aside <= ARCH_HALF_MM
        && p.z() <= lips.z() + UPPER_TEETH_MM
        && p.z() >= lips.z() - LOWER_TEETH_MM) {
      return Part.TEETH;
    }
    double root = landmarks.at("sellion").z();
    double base = landmarks.at("subnasale").z();
    if (aside <= NOSE_HALF_MM && p.z() <= root && p.z() >= base) {
      return Part.NOSE;
    }
    if (aside <= MOUTH_HALF_MM && p.z() < base && p.z() >= lips.z() - LOWER_LIP_MM) {
      return Part.MOUTH;
    }
    if (p.z() > root) {
      return Part.FOREHEAD;
    }
    return aside <= CHIN_HALF_MM && p.z() < lips.z() - LOWER_LIP_MM ? Part.CHIN : Part.CHEEKS;
  }

  /** The table beside the label map: index, name, definition (BIDS: {@code _dseg.tsv}). */
  static String table() {
    StringBuilder rows = new StringBuilder("index\tname\tdefinition\n");
    for (Part part : List.of(Part.values())) {
      rows.append(part.label())
          .append('\t')
          .append(part.word)
          .append('\t')
          .append(part.definition)
          .append('\n');
    }
    return rows.toString();
  }
}
