package org.bidsveil.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.bidsveil.bids.Software;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.MethodsText;
import org.bidsveil.report.ScanCard;
import org.bidsveil.report.ScanPage;
import org.bidsveil.report.ScanPictures;
import org.bidsveil.report.Standing;
import org.bidsveil.rewrite.DefacedImage;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * What the defacing of one image writes besides the image itself, when asked to.
 *
 * @param folder receives index.html, the pictures after defacing and numbers.tsv
 * @param mask receives the removed voxels, uint8, 1 = removed
 * @param landmarks receives nasion and preauricular points as a sidecar has them, where some were
 *     found
 */
public record ImageReport(Optional<Path> folder, Optional<Path> mask, Optional<Path> landmarks) {

  /** Nothing besides the image. */
  public static final ImageReport NONE =
      new ImageReport(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Writes it. Of a mask that was refused there is a report too: it shows why.
   *
   * @param image its name is in the report
   * @param volume the image before
   * @param refaced the image as it was written, where an average face is in it
   * @param maxBrainLoss the bound that was in force
   * @param seconds that the defacing took
   */
  void write(
      Path image,
      Volume volume,
      ScanResult result,
      Optional<Volume> refaced,
      double maxBrainLoss,
      double seconds,
      int threads) {
    ScanCard card = card(ImageRow.of(name(image), result, seconds), maxBrainLoss);
    Mask nothing = new Mask(volume.grid());
    TaskExecutor executor = TaskExecutor.of(threads);
    switch (result) {
      case ScanResult.Proposed proposed -> {
        mask.ifPresent(file -> write(file, DefacedImage.maskBytes(proposed.removed(), threads)));
        Pictures pictures =
            Pictures.draw(volume, proposed.removed(), proposed.brain(), false, executor);
        write(card, refaced.map(made -> pictures.withFace(made, executor)).orElse(pictures));
      }
      case ScanResult.NothingToDo _, ScanResult.Impossible _ ->
          write(card, Pictures.draw(volume, nothing, nothing, false, executor));
    }
  }

  /** Writes the file of landmarks; none where none was found, or none is asked for. */
  void write(SortedMap<String, Vec3> found) {
    if (!found.isEmpty()) {
      landmarks.ifPresent(file -> write(file, Scrubber.sidecarOf(found)));
    }
  }

  private static String name(Path image) {
    return String.valueOf(image.getFileName());
  }

  private static ScanCard card(DefaceRow row, double maxBrainLoss) {
    return new ScanCard(
        row,
        Standing.AS_RECORDED,
        new ScanPictures(
            Optional.of("tile.png"),
            Optional.of("mosaic.png"),
            Optional.of("render.png"),
            Optional.empty()),
        Optional.empty(),
        Thresholds.withBrainLoss(maxBrainLoss),
        Optional.empty());
  }

  private void write(ScanCard card, Pictures pictures) {
    if (folder.isEmpty()) {
      return;
    }
    Path into = folder.get();
    ScanPage page =
        new ScanPage(
            card.row().scan(),
            List.of(card),
            Map.of(card.status(), 1),
            List.of(),
            card.thresholds(),
            MethodsText.of(List.of(card), Software.version()),
            List.of(),
            Software.version());
    pictures.small().forEach((name, bytes) -> write(into.resolve(name), bytes));
    write(into.resolve("numbers.tsv"), new DefaceTable(List.of(card.row())).toBytes());
    write(into.resolve("index.html"), page.html().getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] bytes) {
    Disk disk = Disk.unobserved();
    disk.createFolders(file.toAbsolutePath().normalize().resolveSibling(""));
    new DurableWrite(disk).replace(file, bytes);
  }
}
