package org.bidsveil.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bidsveil.volume.Vec3;

/**
 * Points of the average head, atlas world mm: rows of {@code landmarks.tsv}.
 *
 * @param points anatomical landmarks
 * @param curtain what the face region is cut by from behind, the lowest first; x is 0
 */
record Landmarks(List<HeadAtlas.Landmark> points, List<Vec3> curtain) {
  private static final String CURTAIN = "curtain-";

  Landmarks {
    points = List.copyOf(points);
    curtain = curtain.stream().sorted(Comparator.comparingDouble(Vec3::z)).toList();
  }

  Vec3 at(String name) {
    return points.stream()
        .filter(l -> l.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no landmark " + name))
        .mm();
  }

  /** Columns: name, x, y, z, definition, source; the first line names them. */
  static Landmarks parse(List<String> lines) {
    List<HeadAtlas.Landmark> points = new ArrayList<>();
    List<Vec3> curtain = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      Vec3 mm =
          new Vec3(
              Double.parseDouble(cells[1]),
              Double.parseDouble(cells[2]),
              Double.parseDouble(cells[3]));
      if (cells[0].startsWith(CURTAIN)) {
        curtain.add(mm);
      } else {
        points.add(new HeadAtlas.Landmark(cells[0], mm));
      }
    }
    return new Landmarks(points, curtain);
  }
}
