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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.engine.SharedMask;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.WriteSteps;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bidsveil deface IMAGE --applyto FILE...}, with an engine that decides by rule. */
class SingleImageTest {
  private static final Grid OTHER = new Grid(10, 12, 9, Affine.scaling(2, 2, 3));

  @TempDir Path temp;
  private boolean failing;
  private boolean moved;
  private boolean withoutHead;
  private Mask removed = new Mask(OTHER);

  private Path image(String name, Grid grid) throws IOException {
    float[] values = new float[grid.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      values[v] = 1 + v;
    }
    Path file = temp.resolve(name);
    Files.write(file, NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16));
    return file;
  }

  private final class Rules implements Engine {
    @Override
    public ScanResult propose(Volume scan) {
      ScanResult.Proposed p =
          (ScanResult.Proposed)
              SmallDataset.frontRemoved(
                  scan, failing ? new Verdict.Fail(List.of("face-left")) : new Verdict.Pass());
      removed = p.removed();
      return new ScanResult.Proposed(
          p.defacer(),
          p.removed(),
          p.brain(),
          p.metrics(),
          p.verdict(),
          List.of(),
          Optional.of(new PlacedHead(Alignment.affine(Affine.IDENTITY), 0.9)),
          Optional.empty());
    }

    @Override
    public ScanResult proposeWith(Volume scan, Volume donor, PlacedHead placement) {
      return withoutHead
          ? new ScanResult.Impossible("no head is seen")
          : SmallDataset.frontRemoved(scan, new Verdict.Pass());
    }

    @Override
    public SharedMask share(Volume scan, ScanResult.Proposed donor) {
      return withoutHead
          ? new SharedMask.NotMeasurable()
          : new SharedMask.Measured(
              (ScanResult.Proposed)
                  SmallDataset.frontRemoved(
                      scan, moved ? new Verdict.Fail(List.of("face-left")) : new Verdict.Pass()));
    }
  }

  private SingleImage run(Path image) {
    return run(image, SingleImage.defaultOutput(image), false);
  }

  private SingleImage run(Path image, Path output, boolean force) {
    return run(image, output, force, Disk.unobserved());
  }

  private SingleImage run(Path image, Path output, boolean force, Disk disk) {
    return new SingleImage(
        image,
        output,
        force,
        Defacing.DEFAULT,
        new Resources(1, 1000),
        executor -> new Rules(),
        disk);
  }

  /** Damages each file that was written, before it is read back. */
  private static Disk damagingDisk() {
    return new Disk(
        new WriteSteps() {
          @Override
          public void before(Step step, Path path) throws IOException {
            if (step == Step.VERIFY) {
              byte[] bytes = Files.readAllBytes(path);
              bytes[bytes.length - 1] ^= 1;
              Files.write(path, bytes);
            }
          }

          @Override
          public void after(Step step, Path path) {}
        });
  }

  @Test
  void aFailedProofLeavesTheForcedOutputAsItWas() throws IOException {
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path output = Files.writeString(temp.resolve("out.nii"), "the only copy of something");

    Refusal refusal =
        assertThrows(
            Refusal.class, () -> run(image, output, true, damagingDisk()).deface(List.of()));

    assertEquals("written-bytes-differ", refusal.name());
    assertEquals("the only copy of something", Files.readString(output));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(2, files.count());
    }
  }

  /**
   * What was removed is no longer to be removed when the new file is proven, beside its writing.
   */
  @Test
  void aFileThatIsWrittenButNotProvenNeverGetsItsName() throws IOException {
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path output = Files.writeString(temp.resolve("out.nii"), "the only copy of something");
    boolean[] read = new boolean[1];
    Disk disk =
        new Disk(
            new WriteSteps() {
              @Override
              public void before(Step step, Path path) {}

              @Override
              public void after(Step step, Path path) {
                if (step == Step.VERIFY) {
                  read[0] = true;
                  removed.clear(removed.nextSet(0));
                }
              }
            });

    Refusal refusal =
        assertThrows(Refusal.class, () -> run(image, output, true, disk).deface(List.of()));

    assertTrue(read[0], "the file was written and read back before");
    assertEquals("kept-voxels-changed", refusal.name());
    assertEquals("the only copy of something", Files.readString(output));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void noOutputIsAnyOfTheImagesNorTwice() throws IOException {
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path other = image("t2.nii", SmallDataset.volume().grid());
    byte[] before = Files.readAllBytes(other);
    assertEquals(
        "output-is-image",
        assertThrows(Refusal.class, () -> run(image, other, true).deface(List.of(other))).name());
    assertArrayEquals(before, Files.readAllBytes(other));
    Path one = temp.resolve("t2_defaced.nii");
    assertEquals(
        "outputs-are-one",
        assertThrows(Refusal.class, () -> run(image, one, true).deface(List.of(other))).name());
    assertEquals(
        "outputs-are-one",
        assertThrows(Refusal.class, () -> run(image).deface(List.of(other, other))).name());
    assertFalse(Files.exists(one), "nothing is written before all is known");
  }

  private static int zeros(Path file) {
    int zeros = 0;
    for (float value : NiftiReader.read(file).volume(0).values()) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  @Test
  void otherImagesLoseTheSameFace() throws IOException {
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path sameGrid = image("t2.nii", SmallDataset.volume().grid());
    Path elsewhere = image("flair.nii", OTHER);
    List<ImageOutcome> outcomes = run(image).deface(List.of(sameGrid, elsewhere));
    assertEquals(3, outcomes.size());
    assertTrue(outcomes.stream().allMatch(ImageOutcome::succeeded));
    assertEquals(12 * 10 * 4, zeros(temp.resolve("t1_defaced.nii")));
    assertEquals(12 * 10 * 4, zeros(temp.resolve("t2_defaced.nii")));
    assertEquals(10 * 9 * 4, zeros(temp.resolve("flair_defaced.nii")));
    assertEquals(0, zeros(sameGrid), "the images are only read");
  }

  @Test
  void aMaskOfTheSameGridCountsWhereItIsMeasured() throws IOException {
    moved = true;
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path other = image("t2.nii", SmallDataset.volume().grid());
    assertEquals("pass", verdict(run(image).deface(List.of(other)).get(1)));
    withoutHead = true;
    moved = false;
    Path phase = image("phase.nii", SmallDataset.volume().grid());
    Files.delete(temp.resolve("t1_defaced.nii"));
    assertEquals("review", verdict(run(image).deface(List.of(phase)).get(1)));
    assertEquals(12 * 10 * 4, zeros(temp.resolve("phase_defaced.nii")));
    Path elsewhere = image("flair.nii", OTHER);
    Files.delete(temp.resolve("t1_defaced.nii"));
    assertInstanceOf(ImageOutcome.Failed.class, run(image).deface(List.of(elsewhere)).get(1));
  }

  private static String verdict(ImageOutcome outcome) {
    return assertInstanceOf(ImageOutcome.Written.class, outcome, outcome::toString)
        .verdict()
        .word();
  }

  @Test
  void theyFailWithTheImage() throws IOException {
    failing = true;
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path other = image("t2.nii", SmallDataset.volume().grid());
    List<ImageOutcome> outcomes = run(image).deface(List.of(other));
    ImageOutcome.Failed failed =
        assertInstanceOf(ImageOutcome.Failed.class, outcomes.get(1), outcomes::toString);
    assertTrue(failed.reason().contains("t1.nii"), failed.reason());
    assertFalse(Files.exists(temp.resolve("t2_defaced.nii")));
  }

  @Test
  void anOutputThatExistsIsRefusedBeforeAnythingIsDone() throws IOException {
    Path image = image("t1.nii", SmallDataset.volume().grid());
    Path other = image("t2.nii", SmallDataset.volume().grid());
    image("t2_defaced.nii", OTHER);
    Refusal refusal = assertThrows(Refusal.class, () -> run(image).deface(List.of(other)));
    assertEquals("output-exists", refusal.name());
    assertFalse(Files.exists(temp.resolve("t1_defaced.nii")));
  }
}
