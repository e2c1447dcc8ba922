package org.bidsveil.engine;

import java.util.Locale;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.deface.TissueThreshold;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** A right mask made wrong on purpose, or a wrong one. Directions are the atlas'. */
enum SpoiledMask {
  EVERYTHING,
  EVERYTHING_BUT_THE_BRAIN,
  LEFT_HALF,
  RIGHT_HALF,
  FRONT_HALF,
  BACK_HALF,
  UPPER_HALF,
  LOWER_HALF,
  SHIFTED_LEFT,
  SHIFTED_RIGHT,
  SHIFTED_FORWARD,
  SHIFTED_BACK,
  SHIFTED_UP,
  SHIFTED_DOWN,
  MIRRORED_FRONT_TO_BACK,
  TURNED_TO_THE_LEFT,
  TURNED_TO_THE_VERTEX,
  SCALED_BY_1_3,
  SKIN_SHAVED,
  FACE_PUT_BACK,
  NOTHING;

  private static final double SHIFT_MM = 30;
  private static final double SKIN_MM = 6;

  /** Dark bone between scalp and brain, air in nose and mouth. */
  private static final double SKULL_MM = 12;

  private static final Vec3 MIDDLE = new Vec3(0, 0, 0);

  /** For tables. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("1 3", "1.3");
  }

  /**
   * @param scan the image
   * @param right the mask that is right
   * @param scanFromAtlas where the atlas lies
   * @param brain on the image's grid
   */
  Mask of(Volume scan, Mask right, Affine scanFromAtlas, Mask brain, TaskExecutor executor) {
    Grid grid = scan.grid();
    return switch (this) {
      case EVERYTHING -> new Mask(grid).not();
      case EVERYTHING_BUT_THE_BRAIN -> brain.not();
      case LEFT_HALF -> where(grid, scanFromAtlas, -1, 0, 0);
      case RIGHT_HALF -> where(grid, scanFromAtlas, 1, 0, 0);
      case FRONT_HALF -> where(grid, scanFromAtlas, 0, 1, 0);
      case BACK_HALF -> where(grid, scanFromAtlas, 0, -1, 0);
      case UPPER_HALF -> where(grid, scanFromAtlas, 0, 0, 1);
      case LOWER_HALF -> where(grid, scanFromAtlas, 0, 0, -1);
      case SHIFTED_LEFT -> moved(right, scanFromAtlas, shift(-1, 0, 0), executor);
      case SHIFTED_RIGHT -> moved(right, scanFromAtlas, shift(1, 0, 0), executor);
      case SHIFTED_FORWARD -> moved(right, scanFromAtlas, shift(0, 1, 0), executor);
      case SHIFTED_BACK -> moved(right, scanFromAtlas, shift(0, -1, 0), executor);
      case SHIFTED_UP -> moved(right, scanFromAtlas, shift(0, 0, 1), executor);
      case SHIFTED_DOWN -> moved(right, scanFromAtlas, shift(0, 0, -1), executor);
      case MIRRORED_FRONT_TO_BACK ->
          moved(right, scanFromAtlas, Affine.scaling(1, -1, 1), executor);
      case TURNED_TO_THE_LEFT ->
          moved(right, scanFromAtlas, Affine.rotation(0, 0, Math.PI / 2), executor);
      case TURNED_TO_THE_VERTEX ->
          moved(right, scanFromAtlas, Affine.rotation(Math.PI / 2, 0, 0), executor);
      case SCALED_BY_1_3 ->
          moved(right, scanFromAtlas, Affine.scaling(1.3, 1.3, 1.3).about(MIDDLE), executor);
      case SKIN_SHAVED -> right.and(skin(scan, scanFromAtlas, executor));
      case FACE_PUT_BACK -> right.and(where(grid, scanFromAtlas, 0, -1, 0));
      case NOTHING -> new Mask(grid);
    };
  }

  private static Affine shift(int x, int y, int z) {
    return Affine.translation(x * SHIFT_MM, y * SHIFT_MM, z * SHIFT_MM);
  }

  private static Mask moved(
      Mask mask, Affine scanFromAtlas, Affine inAtlas, TaskExecutor executor) {
    Affine inScan = scanFromAtlas.after(inAtlas).after(scanFromAtlas.inverse());
    Volume values = Volume.zeros(mask.grid());
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      values.values()[v] = 1;
    }
    return Resampler.resample(values, mask.grid(), inScan.inverse(), 0, executor).atLeast(0.5);
  }

  private static Mask skin(Volume scan, Affine scanFromAtlas, TaskExecutor executor) {
    Volume working = Pyramid.workingOf(scan, executor);
    Volume placed =
        AtlasOnScan.pull(
            AverageHead.ATLAS.head(), Alignment.affine(scanFromAtlas), working.grid(), executor);
    Mask bright = working.atLeast(TissueThreshold.of(working, placed).value());
    Mask closed = Morphology.close(ConnectedComponents.largest(bright), SKULL_MM, executor);
    Mask head = Morphology.fillHoles(closed.or(HeadMask.of(working, executor)));
    Mask deep = Morphology.erode(head, SKIN_MM, executor);
    return MaskLift.toGrid(deep, scan.grid(), executor).not();
  }

  /** The side of the middle of the head to which this direction of the atlas points. */
  private static Mask where(Grid grid, Affine scanFromAtlas, int x, int y, int z) {
    Affine atlasFromScan = scanFromAtlas.inverse();
    Vec3 to = new Vec3(x, y, z);
    return AverageHead.where(grid, p -> atlasFromScan.apply(p).dot(to) > 0);
  }
}
