package org.bidsveil.identifiers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrubRulesTest {
  private static Decision decide(String... path) {
    return ScrubRules.of(ScrubProfile.DEFAULT).decide(List.of(path));
  }

  @Test
  void tableIsSound() {
    Set<String> keys = new HashSet<>();
    for (ScrubRule rule : RuleTables.members()) {
      assertTrue(
          keys.add(rule.isGlob() ? rule.key() : ScrubRules.normalised(rule.key())), rule.key());
      assertFalse(rule.source().isBlank(), rule.key());
      assertEquals(
          rule.category() == ScrubCategory.TECHNICAL,
          rule.inDefault() == ScrubAction.KEEP,
          rule.key());
      assertFalse(rule.inDefault() == ScrubAction.CAP, rule.key());
    }
    assertTrue(keys.size() > 200);
  }

  @Test
  void tableOfColumnsIsSound() {
    Set<String> columns = new HashSet<>();
    for (ColumnRule rule : RuleTables.columns()) {
      assertTrue(columns.add(ScrubRules.normalised(rule.column())), rule.column());
      assertFalse(rule.source().isBlank(), rule.column());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PatientName, REMOVE",
    "patient_name, REMOVE",
    "PatientPosition, KEEP",
    "ImageOrientationPatientDICOM, KEEP",
    "RepetitionTime, KEEP",
    "StudyDate, SHIFT",
    "DeviceSerialNumber, PSEUDONYM",
    "ProtocolName, WARN",
    "SeriesDescription, WARN",
    "StudyDescription, REMOVE",
    "SomeDescription, WARN",
    "SOPClassUID, KEEP",
    "SOPInstanceUID, REMOVE",
    "FooUID, REMOVE",
    "Fluid, KEEP",
    "ClinicalTrialX, REMOVE",
    "Whatever, KEEP"
  })
  void defaultProfileDecides(String key, ScrubAction action) {
    assertEquals(action, decide(key).action());
  }

  @Test
  void memberInsideOthersIsNamedByItsPath() {
    assertEquals(ScrubAction.REMOVE, decide("time", "samples").action());
    assertEquals(ScrubAction.KEEP, decide("samples").action());
    assertEquals(ScrubAction.KEEP, decide("time").action());
  }

  @Test
  void userKeepsBeforeUserRemovesBeforeTheTable() {
    ScrubRules rules =
        ScrubRules.of(ScrubProfile.DEFAULT, List.of("Echo*", "Patient*"), List.of("PATIENTSEX"));
    assertEquals(ScrubAction.REMOVE, rules.decide(List.of("EchoTime")).action());
    assertEquals(ScrubCategory.REQUESTED, rules.decide(List.of("EchoTime")).category());
    assertEquals(ScrubAction.KEEP, rules.decide(List.of("PatientSex")).action());
    assertTrue(rules.decide(List.of("PatientSex")).byUser());
    assertEquals(ScrubAction.REMOVE, rules.decide(List.of("PatientPosition")).action());
  }

  @Test
  void strictIsNeverMilderThanDefault() {
    List<ScrubAction> mildToHard =
        List.of(
            ScrubAction.KEEP,
            ScrubAction.WARN,
            ScrubAction.CAP,
            ScrubAction.PSEUDONYM,
            ScrubAction.SHIFT,
            ScrubAction.REMOVE);
    for (ScrubRule rule : RuleTables.members()) {
      assertTrue(
          mildToHard.indexOf(rule.inStrict()) >= mildToHard.indexOf(rule.inDefault()), rule.key());
    }
  }
}
