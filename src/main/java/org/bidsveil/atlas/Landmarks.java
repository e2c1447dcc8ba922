package org.bidsveil.atlas;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Vec3;

/** Named points of the average head, atlas world mm: rows of {@code landmarks.tsv}. */
record Landmarks(List<HeadAtlas.Landmark> points) {

  Landmarks {
    points = List.copyOf(points);
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
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      points.add(
          new HeadAtlas.Landmark(
              cells[0],
              new Vec3(
                  Double.parseDouble(cells[1]),
                  Double.parseDouble(cells[2]),
                  Double.parseDouble(cells[3]))));
    }
    return new Landmarks(points);
  }
}
