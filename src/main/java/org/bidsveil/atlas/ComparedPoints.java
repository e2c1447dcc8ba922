package org.bidsveil.atlas;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Vec3;

/**
 * The points of the atlas at which two placements are compared, atlas world mm.
 *
 * @param brain on the brain's surface
 * @param face the landmarks, and points of the facial surface between brow and chin
 */
public record ComparedPoints(List<Vec3> brain, List<Vec3> face) {
  /** Some hundred points of a surface are enough for its median and its largest value. */
  private static final int EVERY_OF_BRAIN = 40;

  private static final int EVERY_OF_FACE = 20;

  /** Farther back than this behind the eyes the region's surface is no face, mm. */
  private static final double BEHIND_EYES_MM = 14;

  public ComparedPoints {
    brain = List.copyOf(brain);
    face = List.copyOf(face);
  }

  public static ComparedPoints of(HeadAtlas atlas) {
    double chin = atlas.landmark("gnathion").z();
    double back = atlas.landmark("eye-left").y() - BEHIND_EYES_MM;
    List<Vec3> face = new ArrayList<>();
    atlas.landmarks().forEach(landmark -> face.add(landmark.mm()));
    Mask facial = Morphology.boundary(atlas.head().atLeast(0.5)).and(atlas.face().atLeast(0.5));
    points(facial, EVERY_OF_FACE).stream()
        .filter(p -> p.z() > chin && p.y() > back)
        .forEach(face::add);
    return new ComparedPoints(
        points(Morphology.boundary(atlas.brain().atLeast(0.5)), EVERY_OF_BRAIN), face);
  }

  private static List<Vec3> points(Mask surface, int every) {
    Grid grid = surface.grid();
    int plane = grid.nx() * grid.ny();
    List<Vec3> points = new ArrayList<>();
    int n = 0;
    for (int v = surface.nextSet(0); v >= 0; v = surface.nextSet(v + 1)) {
      if (n++ % every == 0) {
        points.add(grid.worldFromVoxel().apply(v % grid.nx(), v % plane / grid.nx(), v / plane));
      }
    }
    return points;
  }
}
