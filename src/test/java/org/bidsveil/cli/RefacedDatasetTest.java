package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.demo.SyntheticHead;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A dataset that was refaced, through the whole program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefacedDatasetTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String PDW = "sub-01/anat/sub-01_PDw.nii.gz";
  private static final String MASK = "derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask";
  private static final double VOXEL_MM = 3;

  private Path temp = Path.of("");
  private Path study = Path.of("");
  private SortedMap<String, String> before = new TreeMap<>();

  @BeforeAll
  void reface(@TempDir Path folder) {
    temp = folder;
    SmallDataset dataset = new SmallDataset(temp.resolve("study"));
    dataset.bytes(T1W, head(SyntheticHead.Contrast.T1W));
    dataset.bytes(PDW, head(SyntheticHead.Contrast.PDW));
    dataset.text("sub-01/anat/sub-01_T1w.json", "{\"RepetitionTime\": 2}\n");
    study = dataset.root();
    before = SmallDataset.fingerprint(study);
    run("participant", "--fill", "face", "--landmarks").with(0);
  }

  private static byte[] head(SyntheticHead.Contrast contrast) {
    Volume image =
        new SyntheticHead(ShippedAtlas.get().template(), 4)
            .image(VOXEL_MM, contrast, TaskExecutor.of(1));
    return ParallelGzip.compress(NiftiWriter.encode(image, NiftiDatatype.INT16), 1, 1);
  }

  private Program.Ended run(String level, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = study.toString();
    all[1] = level;
    all[2] = "--skip-bids-validation";
    System.arraycopy(options, 0, all, 3, options.length);
    return Program.run(all);
  }

  private NiftiImage original(String scan) {
    return NiftiReader.read(study.resolve("sourcedata/bidsveil").resolve(scan));
  }

  private Mask removed() {
    return NiftiReader.read(study.resolve(MASK + ".nii.gz")).volume(0).atLeast(0.5);
  }

  @Test
  void keptVoxelsAreAsTheyWereAndThereIsTissueInThePlaceOfTheFace() {
    NiftiImage original = original(T1W);
    NiftiImage refaced = NiftiReader.read(study.resolve(T1W));
    assertEquals(0, original.voxelsChangedOutside(removed(), refaced));
    Volume was = original.volume(0);
    Volume is = refaced.volume(0);
    double threshold = HeadMask.airThreshold(Percentiles.of(was));
    Mask tissueBefore = was.atLeast(threshold).and(removed());
    Mask tissue = is.atLeast(threshold).and(removed());
    assertTrue(tissue.dice(tissueBefore) > 0.8, "Dice of the faces: " + tissue.dice(tissueBefore));
    int same = 0;
    for (int v = tissue.nextSet(0); v >= 0; v = tissue.nextSet(v + 1)) {
      same += was.values()[v] == is.values()[v] ? 1 : 0;
    }
    assertTrue(same < 0.05 * tissue.count(), "voxels of the old face: " + same);
  }

  @Test
  void itIsRecordedInSidecarsTableAndReport() throws IOException {
    String sidecar = Files.readString(study.resolve("sub-01/anat/sub-01_T1w.json"));
    assertTrue(sidecar.contains("replaced by an average face"), sidecar);
    assertTrue(sidecar.contains("113102"), sidecar);
    assertTrue(Files.readString(study.resolve(MASK + ".json")).contains("\"Fill\" : \"face\""));
    String table = Files.readString(study.resolve("derivatives/bidsveil/sub-01/sub-01_deface.tsv"));
    assertEquals(3, table.lines().count(), table);
    // The checks judge the mask against the face that was there.
    String[] names = table.lines().toList().getFirst().split("\t");
    String[] cells = table.lines().toList().get(2).split("\t");
    for (int c = 0; c < names.length; c++) {
      if (names[c].equals("face_left")) {
        assertTrue(Double.parseDouble(cells[c]) < 0.1, "face_left " + cells[c]);
      }
    }
  }

  @Test
  void landmarksAreFoundOnTheFaceThatWasThere() throws IOException {
    String sidecar = Files.readString(study.resolve("sub-01/anat/sub-01_T1w.json"));
    for (String name : new String[] {"LPA", "NAS", "RPA"}) {
      assertTrue(sidecar.contains('"' + name + "\": ["), sidecar);
    }
    Path plain = temp.resolve("plain");
    copyTree(study, plain);
    Program.run(
            plain.toString(), "participant", "--skip-bids-validation", "--force", "--suffix", "T1w")
        .with(0);
    sidecar = Files.readString(plain.resolve("sub-01/anat/sub-01_T1w.json"));
    assertFalse(sidecar.contains("AnatomicalLandmark"), sidecar);
  }

  @Test
  void thePictureAfterHasASecondRow() throws IOException {
    byte[] png =
        Files.readAllBytes(
            study.resolve(
                "derivatives/bidsveil/sub-01/figures/sub-01_mod-T1w_desc-after_render.png"));
    int height = ByteBuffer.wrap(png).getInt(20);
    assertEquals(640, height);
  }

  @Test
  void laterRunsTakeItAsDoneAndTheOtherCommandsLiveWithIt() throws IOException {
    byte[] refaced = Files.readAllBytes(study.resolve(T1W));
    run("participant").with(0);
    run("participant", "--fill", "face").with(0);
    assertArrayEquals(refaced, Files.readAllBytes(study.resolve(T1W)));
    run("group").with(0);
    Program.Ended check = Program.run("check", study.toString());
    assertFalse(check.out().contains(T1W + ": "), check.out());
    Path restored = temp.resolve("restored");
    copyTree(study, restored);
    Program.run("restore", restored.toString(), "--purge").with(0);
    assertEquals(before, SmallDataset.fingerprint(restored));
  }

  @Test
  void oneImageShowsItsNewFaceAndGivesItsLandmarks() throws IOException {
    Path scan = temp.resolve("one.nii.gz");
    Files.write(scan, head(SyntheticHead.Contrast.T1W));
    Path report = temp.resolve("report");
    Path landmarks = temp.resolve("landmarks.json");
    Program.run(
            "deface",
            scan.toString(),
            "--fill",
            "face",
            "--report",
            report.toString(),
            "--landmarks",
            landmarks.toString())
        .with(0);
    assertEquals(640, ByteBuffer.wrap(Files.readAllBytes(report.resolve("render.png"))).getInt(20));
    String sidecar = Files.readString(study.resolve("sub-01/anat/sub-01_T1w.json"));
    String found = Files.readString(landmarks);
    String points = found.substring(found.indexOf("\"Anat"), found.lastIndexOf('}'));
    assertTrue(sidecar.contains(points.strip()), found + sidecar);
    // Without the fill there is one row, and without the option no file.
    Path plain = temp.resolve("plain.nii.gz");
    Path folder = temp.resolve("empty");
    Program.run("deface", scan.toString(), "-o", plain.toString(), "--report", folder.toString())
        .with(0);
    assertEquals(320, ByteBuffer.wrap(Files.readAllBytes(folder.resolve("render.png"))).getInt(20));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void theSameScanGivesTheSameBytesForAnyNumberOfThreads() throws IOException {
    Path scan = temp.resolve("head.nii.gz");
    Files.write(scan, head(SyntheticHead.Contrast.T1W));
    for (String threads : new String[] {"1", "2"}) {
      Program.run(
              "deface",
              scan.toString(),
              "-o",
              temp.resolve(threads + ".nii.gz").toString(),
              "--fill",
              "face",
              "--nprocs",
              threads)
          .with(0);
    }
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("1.nii.gz")), Files.readAllBytes(temp.resolve("2.nii.gz")));
    assertArrayEquals(
        Files.readAllBytes(study.resolve(T1W)), Files.readAllBytes(temp.resolve("1.nii.gz")));
  }
}
