package org.bidsveil.bids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntitiesTest {
  private static Entities name(String fileName) {
    return Entities.parse(fileName).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub-001_ses-01_run-1_T1w.nii.gz",
        "sub-Sub103_T1w.nii",
        "sub-01_ses-2mo_space-MNIInfant+1_desc-preproc_T1w.nii.gz",
        "sub-01_acq-0.8mm_T1w.nii.gz",
        "sub-01_acq-a-b_T1w.nii.gz",
        "T1w.json",
        "sub-01_dseg.dlabel.nii",
        "sub-01_foo-1_bar-2_bold.nii.gz",
        "README"
      })
  void nameComesBackAsItWas(String fileName) {
    assertEquals(fileName, name(fileName).fileName());
  }

  @Test
  void partsAreNamed() {
    Entities name = name("sub-s10_ses-Pre_acq-mprage_run-01_T1w.nii.gz");
    assertEquals(Optional.of("s10"), name.label("sub"));
    assertEquals(Optional.of("Pre"), name.label("ses"));
    assertEquals(Optional.of("01"), name.label("run"));
    assertEquals(Optional.empty(), name.label("echo"));
    assertEquals("T1w", name.suffix());
    assertEquals(".nii.gz", name.extension());
    assertEquals(".dlabel.nii", name("sub-01_dseg.dlabel.nii").extension());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".bidsignore",
        "sub-01",
        "sub-01_T1w_defaced.nii.gz",
        "sub-_T1w.nii.gz",
        "-01_T1w.nii.gz",
        "sub-01__T1w.nii.gz",
        "sub-01_run-1_run-2_T1w.nii.gz",
        "sub-01_.nii.gz"
      })
  void whatHasNotTheFormIsEmpty(String fileName) {
    assertEquals(Optional.empty(), Entities.parse(fileName));
  }

  @Test
  void maskIsNamedAsTheStandardSays() {
    assertEquals(
        "sub-001_ses-01_run-1_mod-T1w_defacemask.nii.gz",
        name("sub-001_ses-01_run-1_T1w.nii.gz").derived("defacemask").fileName());
    assertEquals(
        "sub-1_acq-x_mod-MP2RAGE_echo-1_inv-2_part-mag_defacemask.json",
        name("sub-1_acq-x_echo-1_inv-2_part-mag_MP2RAGE.nii")
            .derived("defacemask")
            .withExtension(".json")
            .fileName());
  }

  @Test
  void entityIsInsertedInTheSchemasOrderOrReplaced() {
    assertEquals(
        "sub-1_task-a_acq-b_ce-c_rec-d_dir-e_run-1_echo-2_T1w.nii",
        name("sub-1_task-a_acq-b_ce-c_rec-d_dir-e_echo-2_T1w.nii").with("run", "1").fileName());
    assertEquals("sub-1_run-2_T1w.nii", name("sub-1_run-1_T1w.nii").with("run", "2").fileName());
    assertEquals("sub-1_zzz-9_T1w.nii", name("sub-1_T1w.nii").with("zzz", "9").fileName());
    assertEquals("sub-1_T1w.nii", name("sub-1_run-1_T1w.nii").without("run").fileName());
  }

  @Test
  void subsetOfPairsIsRecognised() {
    Entities image = name("sub-01_acq-mprage_run-1_T1w.nii.gz");
    assertTrue(image.containsAll(name("acq-mprage_T1w.json")));
    assertTrue(!image.containsAll(name("acq-MPRAGE_T1w.json")));
    assertTrue(!image.containsAll(name("echo-1_T1w.json")));
  }

  @Test
  void impossibleNamesCannotBeMade() {
    Entity run = new Entity("run", "1");
    assertThrows(
        IllegalArgumentException.class, () -> new Entities(List.of(run, run), "T1w", ".nii"));
    assertThrows(IllegalArgumentException.class, () -> new Entities(List.of(), "a-b", ".nii"));
    assertThrows(IllegalArgumentException.class, () -> new Entity("run", ""));
  }
}
