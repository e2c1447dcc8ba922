package org.bidsveil.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.bidsveil.files.Refusal;
import org.bidsveil.formats.FileFormat;
import org.bidsveil.formats.FirstBytes;
import org.bidsveil.nifti.NiftiHeader;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Grid;

/**
 * How much of a head an image shows whose name says that it shows none: the outline of a head is a
 * face whether its file is called mask, label image or brain.
 */
final class ShownVolume {
  /**
   * More than any brain with its ventricles and membranes, less than the head of an adult:
   * docs/decisions/0040.
   */
  private static final double LARGEST_BRAIN_ML = 2300;

  /** Voxels of anatomical images; series are coarser: docs/decisions/0040. */
  private static final double FINE_VOXEL_MM3 = 2;

  /** The least extent of a head in any direction: docs/decisions/0040. */
  private static final double HEAD_MM = 150;

  private static final double MM3_PER_ML = 1000;

  /** Larger images are not read into memory for this. */
  private static final long MOST_VOXELS = 256L << 20;

  private static final Pattern OUTLINED =
      Pattern.compile(
          ".*[_.-]?(mask|dseg|probseg|seg|roi|parc|atlas|brain|brainmask|norm|wm|aseg|aparc|ribbon|filled)"
              + "([^a-z].*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DEFACE_MASK =
      Pattern.compile(".*defacemask.*", Pattern.CASE_INSENSITIVE);

  private ShownVolume() {}

  /** The finding about an image that a rule lets pass by its name. */
  static Optional<Finding> finding(
      Path root, DatasetTree.File file, FileZone zone, FirstBytes content) {
    Path path = root.resolve(file.path());
    if (content.format() == FileFormat.MGH) {
      return ofMgh(path, content.gzipped()) > LARGEST_BRAIN_ML
          ? Optional.of(tooMuch(file, zone))
          : Optional.empty();
    }
    NiftiHeader header = NiftiReader.readHeader(path);
    boolean outlined = OUTLINED.matcher(file.name()).matches();
    if (DEFACE_MASK.matcher(file.name()).matches() || isCifti(file)) {
      return Optional.empty();
    }
    boolean fine = isFineHead(header.grid());
    if (!outlined && fine && zone == FileZone.RAW) {
      return Optional.of(
          new Finding(
              file.path(),
              FindingClass.UNRECOGNISED,
              Finding.FACE,
              "",
              "voxels and extent of an anatomical image under the name of another",
              "Give it the name of what it shows and deface it, or accept it after looking at"
                  + " it."));
    }
    return (outlined || fine) && ofNifti(path, header, file.name()) > LARGEST_BRAIN_ML
        ? Optional.of(tooMuch(file, zone))
        : Optional.empty();
  }

  private static boolean isCifti(DatasetTree.File file) {
    return file.name().matches(".*\\.(dt|ds|dl|pt|ps|pl|dc|pc)[a-z]+\\.nii");
  }

  private static boolean isFineHead(Grid grid) {
    boolean wide = true;
    for (int axis = 0; axis < 3; axis++) {
      wide &= grid.size(axis) * grid.voxelSizeMm(axis) >= HEAD_MM;
    }
    return wide && grid.voxelVolumeMm3() <= FINE_VOXEL_MM3;
  }

  private static Finding tooMuch(DatasetTree.File file, FileZone zone) {
    return new Finding(
        file.path(),
        zone == FileZone.RAW ? FindingClass.HEADSHAPE : FindingClass.DERIVATIVE_UNKNOWN,
        Finding.FACE,
        "",
        "shows more than a brain: the outline of a head is a face",
        "Look at it, then accept it by its path, or remove it.");
  }

  /** Millilitres that are not background in the first volume. */
  private static double ofNifti(Path path, NiftiHeader header, String name) {
    long voxels = header.grid().voxelCount();
    if (voxels > MOST_VOXELS) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "image-too-large",
          "it is too large to be looked at.",
          "Look at it, then accept it by its path, or remove it.");
    }
    NiftiImage image = NiftiReader.read(path);
    double threshold = name.contains("probseg") ? 0.5 : 0;
    return shown(image.volume(0).values(), threshold) * image.grid().voxelVolumeMm3() / MM3_PER_ML;
  }

  /** Values that differ from the background, which is the value of the first voxel. */
  private static long shown(float[] values, double threshold) {
    float background = values.length == 0 ? 0 : values[0];
    float most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value - background));
    }
    long count = 0;
    for (float value : values) {
      count += Math.abs(value - background) > threshold * most ? 1 : 0;
    }
    return count;
  }

  /** FreeSurfer, mghformat: sizes and type, then from byte 30 the sizes of voxels, data at 284. */
  private static double ofMgh(Path path, boolean gzipped) {
    try (InputStream stored = new BufferedInputStream(Files.newInputStream(path));
        InputStream in = gzipped ? new GZIPInputStream(stored) : stored) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(284));
      long voxels = 1L * header.getInt(4) * header.getInt(8) * header.getInt(12);
      int bytes =
          switch (header.getInt(20)) {
            case 0 -> 1;
            case 4 -> 2;
            default -> 4;
          };
      boolean sized = header.getShort(28) == 1;
      double voxel = sized ? header.getFloat(30) * header.getFloat(34) * header.getFloat(38) : 1;
      byte[] slice = in.readNBytes(header.getInt(4) * header.getInt(8) * bytes);
      long count = 0;
      for (long read = 0; read < voxels && slice.length > 0; read += slice.length / bytes) {
        for (int i = 0; i + bytes <= slice.length; i += bytes) {
          boolean zero = true;
          for (int b = 0; b < bytes; b++) {
            zero &= slice[i + b] == 0;
          }
          count += zero ? 0 : 1;
        }
        slice = in.readNBytes(slice.length);
      }
      return count * voxel / MM3_PER_ML;
    } catch (IOException e) {
      throw Refusal.ofReading(path, e);
    }
  }
}
