package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image in memory, with an engine that decides by rule. */
class OpenedImageTest {
  private static final Grid GRID = new Grid(10, 12, 9, Affine.scaling(2, 2, 3));
  private static final Verdict FAIL = new Verdict.Fail(List.of("brain-loss"));

  @TempDir Path temp;
  private Path file;
  private byte[] bytes;
  private Verdict proposed = new Verdict.Pass();
  private Verdict painted = new Verdict.Pass();

  @BeforeEach
  void image() throws IOException {
    float[] values = new float[GRID.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      values[v] = 1 + v;
    }
    bytes = NiftiWriter.encode(new Volume(GRID, values), NiftiDatatype.INT16);
    file = Files.write(temp.resolve("T1w.nii"), bytes);
  }

  private OpenedImage opened() {
    return OpenedImage.of(
        "T1w.nii",
        Optional.of(file),
        bytes,
        Defacing.DEFAULT,
        new Resources(1, 1000),
        executor -> scan -> SmallDataset.frontRemoved(scan, proposed),
        (scan, removed) -> {
          ScanResult.Proposed front =
              (ScanResult.Proposed) SmallDataset.frontRemoved(scan, painted);
          return ScanResult.Proposed.of(
              HandEdit.MAKER, removed, front.brain(), front.metrics(), painted);
        });
  }

  private static Mask corner() {
    Mask mask = new Mask(GRID);
    mask.set(0);
    return mask;
  }

  private static byte[] defaced(OpenedImage image) {
    return image.state().defaced().orElseThrow().array();
  }

  @Test
  void nothingIsOnTheDiskBeforeItIsSaved() throws IOException {
    OpenedImage image = opened();
    Mask removed = image.state().mask();
    assertTrue(removed.count() > 0);
    assertEquals(
        0,
        NiftiReader.parse(bytes).voxelsChangedOutside(removed, NiftiReader.parse(defaced(image))));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aPaintedMaskStartsFromTheOriginal() {
    OpenedImage image = opened();
    assertInstanceOf(OpenedImage.Applied.class, image.remake(corner(), false));
    float[] values = NiftiReader.parse(defaced(image)).volume(0).values();
    assertEquals(0, values[0]);
    assertEquals(values.length, values[values.length - 1], "the face is back: nobody painted it");
    assertEquals(1, image.state().mask().count());
  }

  @Test
  void aMaskThatFailsChangesNothingUnlessToldTo() {
    painted = FAIL;
    OpenedImage image = opened();
    byte[] before = defaced(image);
    assertEquals(new OpenedImage.Doubtful("brain-loss"), image.remake(corner(), false));
    assertArrayEquals(before, defaced(image));
    assertEquals(new OpenedImage.Applied("review", "brain-loss"), image.remake(corner(), true));
    assertEquals(1, image.state().mask().count());
  }

  @Test
  void aRefusedImageHasItsProposalAndNothingToSave() throws IOException {
    proposed = FAIL;
    OpenedImage image = opened();
    assertTrue(image.state().mask().count() > 0);
    assertTrue(image.state().defaced().isEmpty());
    assertEquals("nothing-to-save", assertThrows(Refusal.class, image::saveBeside).name());
    image.remake(corner(), false);
    assertEquals(2, image.saveBeside().size());
  }

  @Test
  void savedBesideIsOpenToNobodyElseAndOverwritesNothing() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    OpenedImage image = opened();
    Path mask = Files.writeString(temp.resolve("T1w_defacemask.nii.gz"), "mine");
    assertEquals("output-exists", assertThrows(Refusal.class, image::saveBeside).name());
    assertFalse(Files.exists(temp.resolve("T1w_defaced.nii")), "neither of the two is written");
    assertEquals("mine", Files.readString(mask));
    Files.delete(mask);
    for (Path saved : image.saveBeside()) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)));
    }
    assertArrayEquals(defaced(image), Files.readAllBytes(temp.resolve("T1w_defaced.nii")));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }
}
