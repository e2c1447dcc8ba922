package org.bidsveil.derivatives;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.report.Extent;
import org.bidsveil.report.HeadRenderer;
import org.bidsveil.report.Mosaic;
import org.bidsveil.report.Picture;
import org.bidsveil.report.Tile;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.DepthMap;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The pictures of a defaced scan, in memory. The picture of the head before defacing goes beside
 * the original or nowhere, because it identifies as much as the scan.
 */
public final class Pictures {
  private final byte[] tile;
  private final byte[] mosaic;
  private final byte[] after;
  private final Optional<byte[]> before;
  private final Optional<View> view;

  /** What the views of the head have in common. */
  private record View(Picture after, List<Camera> cameras, double threshold) {}

  public Pictures(Picture tile, Picture mosaic, Picture after, Optional<Picture> before) {
    this(tile.png(), mosaic.png(), after.png(), before.map(Picture::png), Optional.empty());
  }

  private Pictures(
      byte[] tile, byte[] mosaic, byte[] after, Optional<byte[]> before, Optional<View> view) {
    this.tile = tile;
    this.mosaic = mosaic;
    this.after = after;
    this.before = before;
    this.view = view;
  }

  /**
   * The same, with a second row in the picture of the head after defacing: as it is written, with
   * an average face.
   *
   * @param refaced the head as it is written
   */
  public Pictures withFace(Volume refaced, TaskExecutor executor) {
    return view.map(
            v -> {
              HeadSurface surface = HeadSurface.of(refaced, v.threshold(), executor);
              Picture second = HeadRenderer.render(surface, v.cameras(), executor);
              byte[] both = Picture.below(v.after(), second).png();
              return new Pictures(tile, mosaic, both, before, view);
            })
        .orElse(this);
  }

  /** Draws the pictures: {@link #draw}, or something quicker in tests. */
  @FunctionalInterface
  public interface Drawing {
    Pictures draw(
        Volume volume, Mask removed, Mask brain, boolean withBefore, TaskExecutor executor);
  }

  /**
   * Draws the pictures.
   *
   * @param volume the head before
   * @param removed the removed voxels
   * @param brain outlined in the mosaic
   * @param withBefore whether to draw the head before defacing too
   */
  public static Pictures draw(
      Volume volume, Mask removed, Mask brain, boolean withBefore, TaskExecutor executor) {
    Volume without = volume.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      without.values()[v] = 0;
    }
    // One threshold and one set of cameras, so that the two lie on one another.
    double threshold = HeadMask.airThreshold(Percentiles.of(volume));
    HeadSurface whole = HeadSurface.of(volume, threshold, executor);
    List<Camera> cameras = HeadRenderer.cameras(whole);
    HeadSurface left = HeadSurface.of(without, threshold, executor);
    List<Mosaic.Outline> outlines =
        List.of(
            new Mosaic.Outline(removed, Mosaic.REMOVED_RGB),
            new Mosaic.Outline(brain, Mosaic.BRAIN_RGB));
    Extent extent = Extent.around(whole.head());
    List<DepthMap> before = withBefore ? HeadRenderer.depths(whole, cameras, executor) : List.of();
    List<DepthMap> behind =
        withBefore
            ? before.stream().map(view -> left.depthBehind(view, executor)).toList()
            : HeadRenderer.depths(left, cameras, executor);
    Picture after = HeadRenderer.shaded(left, behind, executor);
    return new Pictures(
        Tile.draw(left, whole.centreMm(), without, extent, brain, outlines, executor).png(),
        Mosaic.draw(without, extent, brain, outlines, executor).png(),
        after.png(),
        withBefore
            ? Optional.of(HeadRenderer.shaded(whole, before, executor).png())
            : Optional.empty(),
        Optional.of(new View(after, cameras, threshold)));
  }

  /** The pictures after defacing, by the names they have for a single image. */
  public Map<String, byte[]> small() {
    return Map.of("tile.png", tile, "mosaic.png", mosaic, "render.png", after);
  }

  /**
   * Writes the pictures of a scan that keeps its face: as it would be with the refused mask, and as
   * it is.
   *
   * @param folder with the originals
   */
  public void writeRefused(HeadScan scan, Evidence evidence, Path folder) {
    evidence.write(folder.resolve(DerivativePaths.tileName(scan.entities())), tile);
    evidence.write(folder.resolve(DerivativePaths.mosaicName(scan.entities())), mosaic);
    evidence.write(folder.resolve(DerivativePaths.render(scan, "refused")), after);
    if (before.isPresent()) {
      evidence.write(folder.resolve(DerivativePaths.render(scan, "before")), before.get());
    }
  }

  /**
   * Deletes the pictures of an earlier, failed attempt, which no longer says what became of the
   * scan.
   */
  public static void deleteRefused(HeadScan scan, Evidence evidence, Optional<Path> folder) {
    DerivativePaths paths = evidence.paths();
    evidence.delete(paths.tileWithFace(ScanName.of(scan)));
    evidence.delete(paths.mosaicWithFace(ScanName.of(scan)));
    evidence.delete(paths.renderRefused(ScanName.of(scan)));
    folder.ifPresent(
        originals -> refusedNames(scan).forEach(name -> evidence.delete(originals.resolve(name))));
  }

  private static List<String> refusedNames(HeadScan scan) {
    return List.of(
        DerivativePaths.tileName(scan.entities()),
        DerivativePaths.mosaicName(scan.entities()),
        DerivativePaths.render(scan, "refused"));
  }

  /**
   * Writes the pictures.
   *
   * @param beforeFolder where the picture of the head before defacing goes, if anywhere
   */
  public void write(HeadScan scan, Evidence evidence, Optional<Path> beforeFolder) {
    DerivativePaths paths = evidence.paths();
    evidence.write(paths.tile(ScanName.of(scan)), tile);
    evidence.write(paths.mosaic(scan), mosaic);
    evidence.write(paths.renderAfter(scan), after);
    deleteRefused(scan, evidence, beforeFolder);
    if (before.isPresent() && beforeFolder.isPresent()) {
      evidence.writePrivate(
          beforeFolder.get().resolve(DerivativePaths.render(scan, "before")), before.get());
    }
  }
}
