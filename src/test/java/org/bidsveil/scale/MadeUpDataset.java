package org.bidsveil.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;

/**
 * A dataset of many participants with one image of eight equal voxels each: the engine refuses it
 * at once, so that what is left is the cost of the dataset.
 */
public final class MadeUpDataset {
  private MadeUpDataset() {}

  /** Makes the dataset in a folder, and returns the folder. */
  public static Path of(Path root, int participants) throws IOException {
    Grid grid = new Grid(2, 2, 2, Affine.scaling(20, 20, 20));
    byte[] image = NiftiWriter.encode(new Volume(grid, new float[8]), NiftiDatatype.UINT8);
    describe(root, participants);
    for (int n = 1; n <= participants; n++) {
      String name = name(n);
      Path anat = Files.createDirectories(root.resolve(name).resolve("anat"));
      Files.write(anat.resolve(name + "_T1w.nii"), image);
    }
    return root;
  }

  private static String name(int n) {
    return String.format(Locale.ROOT, "sub-%06d", n);
  }

  /** Writes what all participants share. */
  static void describe(Path root, int participants) throws IOException {
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("dataset_description.json"),
        "{\"Name\": \"made up\", \"BIDSVersion\": \"1.8.0\"}");
    Files.writeString(root.resolve("T1w.json"), "{\"InstitutionName\": \"Hospital of Nowhere\"}");
    StringBuilder table = new StringBuilder("participant_id\tage\tsex\tdate_of_birth\n");
    for (int n = 1; n <= participants; n++) {
      table.append(name(n)).append("\t").append(20 + n % 75).append("\tF\t1950-01-1");
      table.append(n % 10).append('\n');
    }
    Files.writeString(root.resolve("participants.tsv"), table);
  }
}
