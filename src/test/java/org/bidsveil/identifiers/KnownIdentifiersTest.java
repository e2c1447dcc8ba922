package org.bidsveil.identifiers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownIdentifiersTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "NAME, DOE^JANE, t1_mprage_sag_DOE, known name",
        "NAME, DOE^JANE, scan of Jane, known name",
        "NAME, DOE^JANE, JaneDoe, known name",
        "NAME, DOE^JANE, doejane, known name",
        "NAME, DOE^JANE, janedoe_2, known name",
        "NAME, DOE^JANE, DOE2, known name",
        "NAME, DOE^JANE, does it move, -",
        "NAME, DOE^JANE, Doerte, -",
        "NAME, DOE^JANE, videodoe, -",
        "NAME, José^García, jose garcia lopez, known name",
        "NAME, Garcia, GARCÍA, known name",
        "NAME, Li^Na, t1_LiNa, known name",
        "NAME, Li^Na, linear, -",
        "NAME, Head^Siemens, BodyPart HEAD Siemens, -",
        "NAME, Anonymous, anonymous, -",
        "NAME, Dr. Hausner, Hausner protocol, known name",
        "NAME, Roe^John, acq-JohnRoe, known name",
        "NAME, Roe^John, DOEJohn, known name",
        "NAME, 王^小東, 王小東, known name",
        "NAME, A^B, a b, -",
        "ID, MRN-0012345, x_0012345, known identifier",
        "ID, MRN-0012345, mrn-0012345, known identifier",
        "ID, MRN-0012345, MRN, -",
        "ID, MRN-0012345, 00123456, -",
        "ID, AB12, t1_ab12_x, known identifier",
        "ID, AB12, ab123, -",
        "ID, 1234, 1234, -",
        "ID, 12345, v12345, known identifier",
        "ID, 00000, 00000, -",
        "ID, anonymous, anonymous, -",
        "DATE, 1931-04-12, born 12.04.1931, known date",
        "DATE, 1931-04-12, born 4/12/1931, known date",
        "DATE, 1931-04-12, p_310412_t1, known date",
        "DATE, 19310412, 1931_04_12, known date",
        "DATE, 19310412, 193104121, -",
        "DATE, 1931-04-12, 1931-04-13, -",
        "PHRASE, 'St. Elsewhere', T1 (st elsewhere), known place",
        "PHRASE, 'St. Elsewhere', elsewhere, -",
        "PHRASE, MRI, mri, -",
        "NONE, DOE^JANE, DOE, -"
      })
  void valueIsFoundAsAWordOfItsOwn(String kind, String value, String text, String found) {
    assertEquals(
        Optional.ofNullable(found),
        KnownIdentifiers.of(SearchKind.valueOf(kind), value).findIn(text));
  }

  @Test
  void labelsOfFileNamesAreNoSecret() {
    KnownIdentifiers known =
        KnownIdentifiers.of(SearchKind.ID, "sub-AB1234")
            .plus(KnownIdentifiers.of(SearchKind.ID, "XY9876"));
    assertEquals(Optional.of("known identifier"), known.findIn("ses-1/sub-AB1234_T1w.nii.gz"));
    KnownIdentifiers open = known.without(Set.of("AB1234"));
    assertEquals(Optional.empty(), open.findIn("ses-1/sub-AB1234_T1w.nii.gz"));
    assertEquals(Optional.of("known identifier"), open.findIn("xy9876"));
  }

  @Test
  void nothingKnownFindsNothing() {
    assertEquals(Optional.empty(), KnownIdentifiers.none().findIn("DOE 2020-01-01"));
  }
}
