package org.bidsveil.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** A BIDS dataset of tiny images, made in code, and engines that decide about them by rule. */
public final class SmallDataset {
  public static final DefaceMetrics METRICS = metrics().build();

  static DefaceMetrics.Builder metrics() {
    return DefaceMetrics.builder()
        .brain(100, 800)
        .removed(50, 400)
        .overlapProposed(0.01)
        .overlap(0)
        .faceLeft(0.02)
        .faceLikeness(0.1)
        .earsLeft(0)
        .registrationConfidence(0.95);
  }

  private final Path root;

  public SmallDataset(Path root) {
    this.root = root;
    text(
        "dataset_description.json",
        "{\"Name\": \"small\", \"BIDSVersion\": \"1.10.0\", \"DatasetType\": \"raw\"}\n");
  }

  public Path root() {
    return root;
  }

  public Path path(String relative) {
    return root.resolve(relative);
  }

  public SmallDataset text(String relative, String content) {
    return bytes(relative, content.getBytes(StandardCharsets.UTF_8));
  }

  public SmallDataset bytes(String relative, byte[] content) {
    try {
      Files.createDirectories(path(relative).toAbsolutePath().getParent());
      Files.write(path(relative), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An image of 12 x 14 x 10 voxels of 2 mm whose values are all different and none is 0. */
  public SmallDataset scan(String relative) {
    return bytes(relative, imageBytes(relative.endsWith(".gz")));
  }

  public static byte[] imageBytes(boolean gzip) {
    byte[] plain = NiftiWriter.encode(volume(), NiftiDatatype.INT16);
    return gzip ? ParallelGzip.compress(plain, 6, 1) : plain;
  }

  /**
   * One 4-D file of several.
   *
   * @param frames plain NIfTI-1 files of one grid and data type, as {@link NiftiWriter} makes them
   */
  public static byte[] frames(List<byte[]> frames) {
    byte[] first = frames.getFirst();
    int header = 352;
    int voxels = first.length - header;
    byte[] all = Arrays.copyOf(first, header + frames.size() * voxels);
    for (int frame = 1; frame < frames.size(); frame++) {
      System.arraycopy(frames.get(frame), header, all, header + frame * voxels, voxels);
    }
    // nifti1.h: dim[0] is the number of dimensions, dim[4] that of time points.
    ByteBuffer.wrap(all)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(40, (short) 4)
        .putShort(48, (short) frames.size());
    return all;
  }

  public static Volume volume() {
    Grid grid = new Grid(12, 14, 10, Affine.scaling(2, 2, 2));
    float[] values = new float[grid.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      values[v] = 1 + v;
    }
    return new Volume(grid, values);
  }

  /** The voxels in front: the last four of axis j. */
  public static Mask front(Grid grid) {
    Mask mask = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = grid.ny() - 4; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          mask.set(i, j, k);
        }
      }
    }
    return mask;
  }

  public static ScanResult frontRemoved(Volume scan, Verdict verdict) {
    Mask front = front(scan.grid());
    return ScanResult.Proposed.of("template", front, front.not(), METRICS, verdict);
  }

  /** Removes the front of every scan. */
  public static Engine.Factory removesTheFront() {
    return executor -> scan -> frontRemoved(scan, new Verdict.Pass());
  }

  public RunConfiguration inPlace(boolean force) {
    return configuration(
        Target.of(root, Optional.empty(), Optional.empty(), false), Selection.EVERYTHING, force, 1);
  }

  RunConfiguration copyTo(Path output) {
    return configuration(
        Target.of(root, Optional.of(output), Optional.empty(), false),
        Selection.EVERYTHING,
        false,
        1);
  }

  public RunConfiguration configuration(
      Target target, Selection selection, boolean force, int processors) {
    return new RunConfiguration(
        root,
        target,
        selection,
        Defacing.DEFAULT,
        Scrubbing.DEFAULT,
        new Resources(processors, 1000),
        force,
        false);
  }

  /** Every file below a folder with its hash and its time of change. */
  public static SortedMap<String, String> fingerprint(Path folder) {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder, new FileVisitOption[0])) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        files.put(
            folder.relativize(file).toString(),
            Sha256.of(file) + " " + Files.getLastModifiedTime(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
