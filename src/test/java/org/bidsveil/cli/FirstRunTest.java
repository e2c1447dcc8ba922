package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first run over a dataset, through the whole program. */
class FirstRunTest {
  private static final String SCAN = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir Path temp;

  /** What the Java flight recorder saw the program read of a file, bytes. */
  private long readOf(Path image, String... arguments) throws IOException {
    Path record = temp.resolve("reads.jfr");
    try (Recording recording = new Recording()) {
      // Every read, however short, and none left out because there are many.
      recording.enable("jdk.FileRead").withoutThreshold().with("throttle", "off");
      recording.start();
      Program.run(arguments);
      recording.stop();
      recording.dump(record);
    }
    long bytes = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(record)) {
      if (event.getEventType().getName().equals("jdk.FileRead")
          && event.getString("path").endsWith(image.getFileName().toString())) {
        bytes += Math.max(0, event.getLong("bytesRead"));
      }
    }
    return bytes;
  }

  @Test
  void itIsPlannedWithoutReadingTheImages() throws IOException {
    SmallDataset dataset = new SmallDataset(temp.resolve("study"));
    float[] noise = new float[64 * 64 * 64];
    Random random = new Random(3);
    for (int v = 0; v < noise.length; v++) {
      noise[v] = random.nextInt(30_000);
    }
    Volume image = new Volume(AverageHead.cube(64, 4, new Vec3(0, 0, 0)), noise);
    dataset.bytes(
        SCAN, ParallelGzip.compress(NiftiWriter.encode(image, NiftiDatatype.INT16), 1, 1));
    Path file = dataset.path(SCAN);
    long size = Files.size(file);
    assertTrue(size > 400_000, size + " bytes");
    String study = dataset.root().toString();
    // The size of the image stands in its header; a block of the file is read for it.
    long planned = readOf(file, study, "participant", "--skip-bids-validation", "--dry-run");
    assertTrue(planned < size / 4, planned + " of " + size + " bytes read to plan");
    long run = readOf(file, study, "participant", "--skip-bids-validation");
    assertTrue(run >= size, run + " of " + size + " bytes read by the run");
  }

  /** As metal at the teeth does: nose and mouth show no signal, the eyes do. */
  @Test
  void aFaceErasedInPartIsDefacedAndForReview() throws IOException {
    Grid grid = AverageHead.cube(66, 4, new Vec3(0, 5, -15));
    Vec3 nose = AverageHead.ATLAS.landmark("pronasale");
    Vec3 middle = new Vec3(0, nose.y() - 25, nose.z() - 30);
    Mask empty = AverageHead.where(grid, p -> p.minus(middle).norm() < 60);
    Volume scan = AverageHead.without(AverageHead.scan(Affine.IDENTITY, grid), empty);
    SmallDataset dataset = new SmallDataset(temp.resolve("study"));
    dataset.bytes(SCAN, ParallelGzip.compress(NiftiWriter.encode(scan, NiftiDatatype.INT16), 1, 1));
    Program.run(dataset.root().toString(), "participant", "--skip-bids-validation")
        .with(0)
        .says("face-erased-in-part");
    DefaceRow row =
        DefaceTable.parse(
                Files.readAllBytes(dataset.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv")))
            .row(SCAN)
            .orElseThrow();
    assertEquals("review", row.value("verdict"));
    assertTrue(row.value("reason").contains("face-erased-in-part"), row.value("reason"));
    Volume now = NiftiReader.read(dataset.path(SCAN)).volume(0);
    for (String eye : new String[] {"eye-left", "eye-right"}) {
      Vec3 at = grid.voxelFromWorld().apply(AverageHead.ATLAS.landmark(eye));
      assertEquals(
          0,
          now.at((int) Math.round(at.x()), (int) Math.round(at.y()), (int) Math.round(at.z())),
          eye);
    }
  }
}
