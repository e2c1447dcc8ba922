package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;

class DefacerNamesTest {
  private static final List<String> ALL = List.of("template", "probability", "quickshear", "scalp");

  @Test
  void namesOfOtherToolsStandForAnEngineOfOurs() {
    DefacerNames.Chain chain =
        DefacerNames.resolve(List.of("mri_deface", "pydeface", "mridefacer", "quickshear"), ALL);
    assertEquals(List.of("probability", "template", "quickshear"), chain.engines());
    assertEquals(3, chain.notes().size());
  }

  @Test
  void anEngineThatIsNotBuiltIsRefusedByName() {
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> DefacerNames.resolve(List.of("mri_deface"), List.of("template")));
    assertEquals(64, refusal.kind().exitCode());
    assertTrue(refusal.sentence().contains("mri_deface"), refusal.sentence());
  }

  @Test
  void aNameThatNobodyKnowsIsRefused() {
    Refusal refusal = assertThrows(Refusal.class, () -> DefacerNames.resolve(List.of("afni"), ALL));
    assertEquals("defacer-unknown", refusal.name());
  }

  @Test
  void theDefaultChainLeavesOutWhatIsNotBuilt() {
    assertEquals(
        List.of("template"),
        DefacerNames.defaultChain(
                List.of("template", "probability", "quickshear"), List.of("template"))
            .engines());
  }
}
