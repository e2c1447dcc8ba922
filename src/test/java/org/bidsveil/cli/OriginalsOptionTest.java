package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows the face of a scan that was refused lies where the originals lie, or nowhere. */
class OriginalsOptionTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir Path temp;
  private Path study;

  @BeforeEach
  void dataset() {
    // Too small for a head: refused before a mask is made.
    study = new SmallDataset(temp.resolve("study")).scan(T1W).root();
  }

  /** Of the size of a head: a mask is made, and refused. */
  private static byte[] ball() {
    Grid grid =
        new Grid(40, 40, 40, Affine.translation(-98, -98, -98).after(Affine.scaling(5, 5, 5)));
    Volume volume = Volume.zeros(grid);
    for (int v = 0; v < volume.values().length; v++) {
      int i = v % 40 - 20;
      int j = v / 40 % 40 - 20;
      int k = v / 1600 - 20;
      volume.values()[v] = (Math.sqrt(i * i + j * j + k * k) < 14 ? 800 : 0) + v * 37 % 11;
    }
    return ParallelGzip.compress(NiftiWriter.encode(volume, NiftiDatatype.INT16), 1, 1);
  }

  private Program.Ended run(String... options) {
    Stream<String> all =
        Stream.concat(
            Stream.of(study.toString(), "participant", "--skip-bids-validation"),
            Stream.of(options));
    return Program.run(all.toArray(String[]::new)).with(1).says("FAIL");
  }

  private static List<Path> pictures(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }

  @Test
  void theyLieInSourcedataWithAWarningBesideThem() throws IOException {
    run();
    List<Path> found = pictures(temp);
    assertFalse(found.isEmpty());
    for (Path picture : found) {
      assertTrue(picture.startsWith(study.resolve("sourcedata/bidsveil/sub-01/figures")));
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(picture));
    }
    assertTrue(
        Files.readString(study.resolve("sourcedata/bidsveil/README")).contains("DO NOT UPLOAD"));
  }

  @Test
  void theyLieInTheFolderThatWasGiven() throws IOException {
    Path elsewhere = temp.resolve("vault");
    run("--originals", elsewhere.toString());
    assertFalse(pictures(elsewhere.resolve("sub-01/figures")).isEmpty());
    assertEquals(List.of(), pictures(study));
    assertTrue(Files.readString(elsewhere.resolve("README")).contains("DO NOT UPLOAD"));
  }

  @Test
  void withNoneTheyLieNowhereAndThatIsSaid() throws IOException {
    Files.write(study.resolve(T1W), ball());
    run("--originals", "none", "--yes").says("without pictures").says("bidsveil review");
    assertEquals(List.of(), pictures(temp));
    // The mask shows no face, and is what a person begins to paint on.
    assertTrue(
        Files.exists(
            study.resolve(
                "derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_desc-refused_defacemask.nii.gz")));
  }

  @Test
  void inACopyTheyLieNowhere() throws IOException {
    Path copy = temp.resolve("copy");
    Program.run(study.toString(), copy.toString(), "participant", "--skip-bids-validation").with(1);
    assertEquals(List.of(), pictures(temp));
    assertFalse(Files.exists(copy.resolve(T1W)));
  }
}
