package org.bidsveil.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiEncoding;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * A small BIDS dataset of synthetic heads with made-up identifying metadata: two sessions, two
 * contrasts, an inherited sidecar, tables with dates.
 */
public final class DemoDataset {
  private static final String NAME = "bidsveil demo: synthetic heads";

  /** Coarse enough to be quick, fine enough for eyes and ears. */
  private static final double VOXEL_MM = 1.5;

  private final DurableWrite files;
  private final Path folder;
  private final TaskExecutor executor;

  private DemoDataset(Path folder, TaskExecutor executor) {
    this.folder = folder;
    this.executor = executor;
    this.files = new DurableWrite(Disk.unobserved());
  }

  /**
   * Makes the dataset; if it was made before, it stays as it is.
   *
   * @param folder new or empty
   * @param notes receives a sentence on what happens
   * @throws Refusal folder-not-empty
   */
  public static void create(Path folder, int threads, Consumer<String> notes) {
    if (isDemo(folder)) {
      notes.accept(folder + " was made before and stays as it is.");
      return;
    }
    requireEmpty(folder);
    notes.accept("making synthetic heads in " + folder + " ...");
    new DemoDataset(folder, TaskExecutor.of(threads)).write();
  }

  private static boolean isDemo(Path folder) {
    return Files.exists(folder.resolve(DatasetDescription.FILE_NAME))
        && DatasetDescription.read(folder).name().filter(NAME::equals).isPresent();
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
        empty = !content.iterator().hasNext();
      } catch (IOException e) {
        throw Refusal.ofListing(folder, e);
      }
    }
    if (!empty) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "folder-not-empty",
          folder + " exists and is not an empty folder.",
          "Give the name of a new folder.");
    }
  }

  private void write() {
    head("sub-01/ses-pre/anat/sub-01_ses-pre_T1w.nii.gz", 11, SyntheticHead.Contrast.T1W);
    head("sub-01/ses-post/anat/sub-01_ses-post_T1w.nii.gz", 12, SyntheticHead.Contrast.T1W);
    head("sub-02/anat/sub-02_T1w.nii.gz", 21, SyntheticHead.Contrast.T1W);
    head("sub-02/anat/sub-02_PDw.nii.gz", 21, SyntheticHead.Contrast.PDW);
    text(
        "sub-01/ses-pre/anat/sub-01_ses-pre_T1w.json",
        """
        {
          "EchoTime": 0.00298,
          "PatientName": "DOE^JANE",
          "AcquisitionDateTime": "2021-03-01T09:00:00"
        }
        """);
    text(
        "T1w.json",
        """
        {
          "MagneticFieldStrength": 3,
          "InstitutionName": "Hospital of Nowhere"
        }
        """);
    text("sub-01/ses-pre/sub-01_ses-pre_scans.tsv", scans("sub-01_ses-pre_T1w", "2021-03-01"));
    text("sub-01/ses-post/sub-01_ses-post_scans.tsv", scans("sub-01_ses-post_T1w", "2021-09-01"));
    text("participants.tsv", "participant_id\tage\nsub-01\t93\nsub-02\t34\n");
    text(
        "README",
        "Synthetic heads, made by 'bidsveil demo'. All names, dates and ages are made up.\n");
    // Last: a folder without description is not taken for a finished demo.
    ObjectNode description = JsonDocument.object();
    description.put("Name", NAME);
    description.put("BIDSVersion", Software.BIDS_VERSION);
    description.put("DatasetType", "raw");
    description.putArray("Authors").add("bidsveil demo");
    files.replaceIfChanged(
        folder.resolve(DatasetDescription.FILE_NAME), JsonDocument.bytes(description));
  }

  private static String scans(String stem, String day) {
    return "filename\tacq_time\nanat/" + stem + ".nii.gz\t" + day + "T09:00:00\n";
  }

  private void head(String path, int seed, SyntheticHead.Contrast contrast) {
    Volume image =
        new SyntheticHead(ShippedAtlas.get().template(), seed).image(VOXEL_MM, contrast, executor);
    byte[] plain =
        NiftiWriter.encode(
            image,
            NiftiEncoding.of(NiftiDatatype.INT16).withFormCode(NiftiEncoding.SCANNER_ANATOMICAL));
    files.replaceIfChanged(
        folder.resolve(path),
        ParallelGzip.compress(plain, ParallelGzip.DEFAULT_LEVEL, executor.threads()));
  }

  private void text(String path, String content) {
    files.replaceIfChanged(folder.resolve(path), content.getBytes(StandardCharsets.UTF_8));
  }
}
