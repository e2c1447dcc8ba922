package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.files.Content;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PET images and field maps of the average head, whose nose and brain are known. */
class PetAndFieldMapHeadTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  /** 6 mm full width at half maximum, as a PET camera's. */
  private static final double BLUR_MM = 6 / 2.355;

  /** A participant lies otherwise in another scanner. */
  private static final Affine MOVED =
      Affine.translation(7, -6, 9).after(Affine.rotation(0.1, -0.06, 0.08));

  private static final Affine MOVED_A_LITTLE =
      Affine.translation(2, 1, -2).after(Affine.rotation(0.02, 0.01, 0));

  @TempDir Path temp;

  /** Grey matter takes up most, skin and muscle a fifth of that, bone and air next to nothing. */
  private static Volume uptake(Affine scanFromAtlas, Grid lattice) {
    Volume head = AverageHead.ATLAS.template();
    float[] brain =
        Resampler.resample(AverageHead.ATLAS.brain().volume(), head.grid(), Affine.IDENTITY, 0, ONE)
            .values();
    float[] values = head.values().clone();
    for (int v = 0; v < values.length; v++) {
      double grey = 100 * StrictMath.exp(-StrictMath.pow((values[v] - 75) / 25, 2)) + 30;
      values[v] = (float) (brain[v] * grey + (1 - brain[v]) * 0.2 * values[v]);
    }
    Volume blurred = GaussianFilter.smooth(new Volume(head.grid(), values), BLUR_MM, ONE);
    return Resampler.resample(blurred, lattice, scanFromAtlas.inverse(), 0, ONE);
  }

  private static byte[] pet() {
    Volume mean = uptake(MOVED, AverageHead.cube(72, 3.5, new Vec3(5, -4, 6)));
    return SmallDataset.frames(List.of(encoded(mean, 0.3), encoded(mean, 1), encoded(mean, 0.8)));
  }

  private static byte[] encoded(Volume volume, double scale) {
    Volume scaled = AverageHead.noisy(volume, 2);
    for (int v = 0; v < scaled.values().length; v++) {
      scaled.values()[v] *= (float) scale;
    }
    return NiftiWriter.encode(scaled, NiftiDatatype.FLOAT32);
  }

  private static byte[] encoded(Volume volume) {
    return NiftiWriter.encode(volume, NiftiDatatype.INT16);
  }

  private static Engine.Factory engines() {
    return executor -> new ScanEngine(AverageHead.ATLAS, EngineSettings.of("template"), executor);
  }

  private static RunSummary run(SmallDataset data, String... suffixes) {
    RunConfiguration configuration =
        data.configuration(
            Target.of(data.root(), Optional.empty(), Optional.empty(), false),
            new Selection(List.of(), List.of(), List.of(), List.of(suffixes), Optional.empty()),
            false,
            2);
    return new DatasetRun(RunPlan.of(configuration), progress -> {}, engines(), CopyRunTest.CLOCK)
        .run();
  }

  private static DefaceRow row(SmallDataset data, String scan) {
    return DefaceTable.parse(
            Content.ifPresent(data.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv"))
                .orElseThrow())
        .row(scan)
        .orElseThrow();
  }

  private static Mask mask(SmallDataset data, String datatype, String name) {
    return NiftiReader.read(
            data.path(
                "derivatives/bidsveil/sub-01/"
                    + datatype
                    + "/sub-01_"
                    + name
                    + "_defacemask.nii.gz"))
        .volume(0)
        .atLeast(0.5);
  }

  private static boolean holds(Mask mask, Vec3 world) {
    Vec3 v = mask.grid().voxelFromWorld().apply(world);
    return mask.get((int) Math.rint(v.x()), (int) Math.rint(v.y()), (int) Math.rint(v.z()));
  }

  private static void assertFaceIsGone(Mask removed, Affine scanFromAtlas) {
    for (String point : List.of("pronasale", "stomion")) {
      assertTrue(holds(removed, scanFromAtlas.apply(AverageHead.ATLAS.landmark(point))), point);
    }
    assertFalse(holds(removed, scanFromAtlas.apply(AverageHead.ATLAS.brainCentreMm())));
  }

  private static void assertOnlyTheMaskChanged(byte[] original, NiftiImage defaced, Mask removed) {
    NiftiImage before = NiftiReader.parse(original);
    assertEquals(before.volumes(), defaced.volumes());
    assertEquals(0, before.voxelsChangedOutside(removed, defaced));
    for (int t = 0; t < defaced.volumes(); t++) {
      float[] values = defaced.volume(t).values();
      for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
        assertEquals(0, values[v]);
      }
    }
  }

  @Test
  void theyGetTheMaskOfTheHeadThroughItsAnatomicalScan() {
    byte[] pet = pet();
    Grid coarse = AverageHead.cube(60, 4, new Vec3(0, 0, 0));
    byte[] magnitude =
        encoded(
            AverageHead.noisy(AverageHead.inverted(AverageHead.scan(MOVED_A_LITTLE, coarse)), 2));
    byte[] phase = encoded(AverageHead.noisy(Volume.zeros(coarse), 100));
    SmallDataset data =
        new SmallDataset(temp.resolve("study"))
            .bytes(
                "sub-01/anat/sub-01_T1w.nii",
                encoded(
                    AverageHead.noisy(
                        AverageHead.scan(
                            Affine.IDENTITY, AverageHead.cube(80, 3, new Vec3(0, 5, -5))),
                        2)))
            .bytes("sub-01/pet/sub-01_pet.nii", pet)
            .bytes("sub-01/fmap/sub-01_magnitude1.nii", magnitude)
            .bytes("sub-01/fmap/sub-01_phasediff.nii", phase);
    assertTrue(run(data, "pet", "magnitude1", "phasediff").succeeded());

    Mask ofPet = mask(data, "pet", "mod-pet");
    assertFaceIsGone(ofPet, MOVED);
    assertOnlyTheMaskChanged(pet, NiftiReader.read(data.path("sub-01/pet/sub-01_pet.nii")), ofPet);
    assertTrue(
        row(data, "sub-01/pet/sub-01_pet.nii")
            .value("reason")
            .contains("mask from sub-01/anat/sub-01_T1w.nii (rigid registration)"));
    Mask ofMagnitude = mask(data, "fmap", "mod-magnitude1");
    assertFaceIsGone(ofMagnitude, MOVED_A_LITTLE);
    assertOnlyTheMaskChanged(
        magnitude, NiftiReader.read(data.path("sub-01/fmap/sub-01_magnitude1.nii")), ofMagnitude);
    assertEquals(ofMagnitude, mask(data, "fmap", "mod-phasediff"));
    assertOnlyTheMaskChanged(
        phase, NiftiReader.read(data.path("sub-01/fmap/sub-01_phasediff.nii")), ofMagnitude);
  }

  @Test
  void aPetImageAloneIsDefacedByItselfAndNoiseIsNot() {
    byte[] pet = pet();
    SmallDataset data =
        new SmallDataset(temp.resolve("study"))
            .bytes("sub-01/pet/sub-01_trc-a_pet.nii", pet)
            .bytes(
                "sub-01/pet/sub-01_trc-b_pet.nii",
                encoded(
                    AverageHead.noisy(
                        Volume.zeros(AverageHead.cube(60, 4, new Vec3(0, 0, 0))), 100)));
    byte[] noise = Content.ifPresent(data.path("sub-01/pet/sub-01_trc-b_pet.nii")).orElseThrow();
    assertFalse(run(data, "pet").succeeded());
    assertNotEquals("fail", row(data, "sub-01/pet/sub-01_trc-a_pet.nii").value("verdict"));
    assertFaceIsGone(mask(data, "pet", "trc-a_mod-pet"), MOVED);
    DefaceRow failed = row(data, "sub-01/pet/sub-01_trc-b_pet.nii");
    assertEquals("fail", failed.value("verdict"));
    assertTrue(failed.value("reason").contains("registration-confidence"), failed.value("reason"));
    assertEquals(
        0,
        NiftiReader.parse(noise)
            .voxelsChangedOutside(
                new Mask(NiftiReader.parse(noise).grid()),
                NiftiReader.read(data.path("sub-01/pet/sub-01_trc-b_pet.nii"))));
  }
}
