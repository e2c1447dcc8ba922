package org.bidsveil.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;

/** A dataset in which nothing is found: one scan, recorded as defaced, and clean metadata. */
final class Study {
  static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  static final String BOLD = "sub-01/func/sub-01_task-rest_bold.nii.gz";
  static final String RECORD = "derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.json";

  private final Path root;

  Study(Path root) {
    this.root = root;
    text(
        "dataset_description.json",
        "{\"Name\": \"study\", \"BIDSVersion\": \"1.10.0\", \"DatasetType\": \"raw\"}\n");
    text("README", "A study.\n");
    text("participants.tsv", "participant_id\tage\nsub-01\t31\n");
    text("sub-01/anat/sub-01_T1w.json", "{\"EchoTime\": 0.003}\n");
    bytes(T1W, image(true));
    bytes(BOLD, image(true));
    recorded();
  }

  Path root() {
    return root;
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  Study text(String relative, String content) {
    return bytes(relative, content.getBytes(UTF_8));
  }

  Study bytes(String relative, byte[] content) {
    try {
      Files.createDirectories(path(relative).toAbsolutePath().getParent());
      Files.write(path(relative), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what a run writes beside the mask: the scan that lies there now is the defaced one. */
  Study recorded() {
    return recorded(new byte[0]);
  }

  /** The same of a run that defaced {@code original}. */
  Study recorded(byte[] original) {
    return text(
        RECORD,
        "{\"Sources\": [\"bids:raw:%s\"], \"SourceSha256\": \"%s\", \"DefacedSha256\": \"%s\"}\n"
            .formatted(T1W, Sha256.of(original).hex(), Sha256.of(path(T1W)).hex()));
  }

  static byte[] image(boolean gzip) {
    Grid grid = new Grid(4, 3, 2, Affine.scaling(2, 2, 2));
    float[] values = new float[grid.voxelCount()];
    Arrays.fill(values, 7);
    byte[] plain = NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16);
    return gzip ? ParallelGzip.compress(plain, 6, 1) : plain;
  }

  /** A FreeSurfer volume of 2 by 2 by 2 bytes. */
  static byte[] mgh() {
    ByteBuffer bytes = ByteBuffer.allocate(292);
    List.of(1, 2, 2, 2, 1, 0, 0).forEach(bytes::putInt);
    return bytes.array();
  }

  /** An image whose field descrip (NIfTI-1, byte 148) holds a text. */
  static byte[] imageWithDescrip(String text, boolean gzip) {
    byte[] plain = image(false);
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, plain, 148, bytes.length);
    return gzip ? ParallelGzip.compress(plain, 6, 1) : plain;
  }
}
