package org.bidsveil.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;

/** The brain of a real head as an outside program segmented it. */
record OutsideBrain(Mask brain) {
  /** Beyond this many mm nobody asks how far it is. */
  private static final double FAR_MM = 30;

  /** Empty where nobody segmented this head. */
  static Optional<OutsideBrain> of(RealHeads.Head head) {
    Path labels = RealHeads.labels(head);
    return Files.exists(labels)
        ? Optional.of(new OutsideBrain(NiftiReader.read(labels).volume(0).atLeast(0.5)))
        : Optional.empty();
  }

  /** How many voxels of the brain are removed. */
  long cut(Mask removed) {
    return brain.countAnd(removed);
  }

  /** How near removed voxels come to the brain, mm between the middles of voxels. */
  double nearestMm(Mask removed) {
    float[] distance =
        DistanceTransform.toNearestWithin(brain, FAR_MM, TaskExecutor.of(1)).values();
    double nearest = Double.POSITIVE_INFINITY;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      nearest = Math.min(nearest, distance[v]);
    }
    return nearest;
  }
}
