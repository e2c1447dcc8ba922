package org.bidsveil.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
  void aDefacerOfSomebodyElseGoesByItsOwnName() {
    DefacerNames.Chain chain =
        DefacerNames.resolve(List.of("blur", "external:pydeface", "external"), List.of("blur"));
    assertEquals(List.of("blur", "external:pydeface", "external"), chain.engines());
    assertEquals(List.of(), chain.notes());
  }

  @Test
  void aNameThatNobodyKnowsIsRefused() {
    Refusal refusal = assertThrows(Refusal.class, () -> DefacerNames.resolve(List.of("afni"), ALL));
    assertEquals("defacer-unknown", refusal.name());
    assertEquals(64, refusal.kind().exitCode());
  }
}
