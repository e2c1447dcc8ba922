package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableScrubberTest {
  private static final TableScrubber SCRUBBER =
      new TableScrubber(
          ScrubRules.of(ScrubProfile.DEFAULT),
          subject ->
              Map.<String, DatePolicy>of(
                      "01", new DatePolicy.Shift(-40000), "02", new DatePolicy.Shift(-41000))
                  .getOrDefault(subject, new DatePolicy.Remove()));

  private static ScrubbedBytes result(TableScrubber scrubber, String path, String table) {
    return scrubber.scrub(
        path,
        table.getBytes(StandardCharsets.UTF_8),
        Optional.empty(),
        KnownIdentifiers.none(),
        Optional.empty());
  }

  /** Scrubbed, after a check that scrubbing again changes nothing. */
  private static String scrubbed(String path, String table) {
    String once = text(result(SCRUBBER, path, table).bytes());
    assertEquals(List.of(), result(SCRUBBER, path, once).records());
    assertEquals(once, text(result(SCRUBBER, path, once).bytes()));
    return once;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void datesOfAScansTableKeepTheirIntervalsAndTheirBytes() {
    assertEquals(
        "\uFEFFfilename\tacq_time\toperator\r\n"
            + "anat/sub-01_T1w.nii.gz\t1911-02-21T11:33:20.125\tn/a\r\n"
            + "anat/sub-01_T2w.nii.gz\t1911-06-01T11:45:02Z\tn/a\r\n"
            + "anat/sub-01_2020-08-27_T2w.nii.gz\tn/a\tn/a",
        scrubbed(
            "sub-01/sub-01_scans.tsv",
            "\uFEFFfilename\tacq_time\toperator\r\n"
                + "anat/sub-01_T1w.nii.gz\t2020-08-27T11:33:20.125\tJSmith\r\n"
                + "anat/sub-01_T2w.nii.gz\t2020-12-05T11:45:02Z\tJSmith\r\n"
                + "anat/sub-01_2020-08-27_T2w.nii.gz\tn/a\tn/a"));
  }

  @Test
  void eachSubjectHasItsOffset() {
    assertEquals(
        "participant_id\tscan_date\tx\n"
            + "sub-01\t1911-02-21\t1911-02-21\n"
            + "sub-02\t1908-05-27\t3\n"
            + "sub-03\tn/a\t3\n",
        scrubbed(
            "participants.tsv",
            "participant_id\tscan_date\tx\n"
                + "sub-01\t2020-08-27\t2020-08-27\n"
                + "sub-02\t2020-08-27\t3\n"
                + "sub-03\t2020-08-27\t3\n"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2020-08-27T11:33, 1911-02-21T11:33",
        "20200827, 19110221",
        "'\"2020-08-27\"', '\"1911-02-21\"'",
        "27.8.2020, n/a",
        "2020-02-31, n/a",
        "1598527980, n/a",
        "1911-02-21, -",
        "11:33:20, -",
        "12.5, -",
        "baseline, -",
        "N/A, -",
        "'', -"
      })
  void dateCellIsShiftedOrGoes(String cell, String after) {
    String table = "filename\tacq_time\tx\na\t%s\t1\n";
    assertEquals(
        table.formatted(after == null ? cell : after),
        scrubbed("sub-01/ses-1/sub-01_ses-1_scans.tsv", table.formatted(cell)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name", "Name", "first_name", "Last Name", "BirthDate", "dob", "date_of_birth", "zip",
        "postcode", "address", "email", "phone", "mrn", "hospital_id", "comments", "operator"
      })
  void columnThatIdentifiesIsEmptied(String column) {
    assertEquals(
        "participant_id\t" + column + "\tgroup\nsub-01\tn/a\ta\nsub-02\tn/a\tb\n",
        scrubbed(
            "participants.tsv",
            "participant_id\t" + column + "\tgroup\nsub-01\t1931-04-12 x\ta\nsub-02\tn/a\tb\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "age, 92, 89",
    "age, 89.5, 89",
    "age, 89, 89",
    "age, 89+, 89+",
    "age, 90+, 89",
    "age, > 90, 89",
    "age, '92,5', 89",
    "age, 092Y, 89Y",
    "age, 900M, 900M",
    "age, 1100M, 1068M",
    "age, unknown, unknown",
    "age_months, 1000, 1000",
    "age_months, 1100, 1068",
    "AgeAtOnset, 95, 89",
    "age_weeks, 4700, 4643",
    "age_in_days, 40000, 32507",
    "language, 95, 95",
    "average, 95, 95"
  })
  void ageAbove89IsCapped(String column, String age, String capped) {
    String table = "participant_id\t" + column + "\nsub-01\t";
    assertEquals(table + capped, scrubbed("participants.tsv", table + age));
  }

  @ParameterizedTest
  @CsvSource({"months, 1100, 1068", "weeks, 1100, 1100", "year, 92, 89", "furlong, 92, 89"})
  void unitOfAgeIsReadFromTheDescription(String unit, String age, String capped) {
    byte[] description =
        ("{\"age\": {\"Description\": \"x\", \"Units\": \"" + unit + "\"}, \"y\": 3}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] table = ("participant_id\tage\nsub-01\t" + age).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "participant_id\tage\nsub-01\t" + capped,
        text(
            SCRUBBER
                .scrub(
                    "participants.tsv",
                    table,
                    Optional.of(description),
                    KnownIdentifiers.none(),
                    Optional.empty())
                .bytes()));
  }

  @Test
  void descriptionThatCannotBeReadIsRefused() {
    byte[] table = "participant_id\tage\nsub-01\t1100\n".getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> broken = Optional.of("{".getBytes(StandardCharsets.UTF_8));
    KnownIdentifiers none = KnownIdentifiers.none();
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () -> SCRUBBER.scrub("participants.tsv", table, broken, none, Optional.empty()));
    assertEquals("json-invalid", refusal.name());
  }

  @Test
  void recordsNameTheCellAndNotItsText() {
    ScrubbedBytes result =
        result(SCRUBBER, "participants.tsv", "participant_id\tdob\nsub-02\tn/a\nsub-01\t12.4.31\n");
    assertEquals(
        List.of(
            new ScrubRecord(
                "participants.tsv", "2:dob", ScrubCategory.PERSON, ScrubAction.REMOVE, "dob")),
        result.records());
    assertFalse(result.records().toString().contains("31"));
  }

  @Test
  void otherTablesAndOtherSubjectsAreNotTouched() {
    String table = "participant_id\tname\nsub-01\tDoe\nsub-02\tRoe\n";
    for (String path :
        List.of("sub-01/eeg/sub-01_electrodes.tsv", "sub-01_events.tsv", "x/participants.json")) {
      assertEquals(table, scrubbed(path, table));
    }
    assertEquals(
        "participant_id\tname\nsub-01\tDoe\nsub-02\tn/a\n",
        text(
            SCRUBBER
                .scrub(
                    "participants.tsv",
                    table.getBytes(StandardCharsets.UTF_8),
                    Optional.empty(),
                    KnownIdentifiers.none(),
                    Optional.of("02"))
                .bytes()));
  }

  @Test
  void knownIdentifierInAnyColumnGoesButRowNamesStay() {
    byte[] table =
        "participant_id\tname\tgroup\nsub-Doe\tDoe, Jane\tfor Doe\nsub-01\tRoe\tdoes fit\n"
            .getBytes(StandardCharsets.UTF_8);
    KnownIdentifiers known = SCRUBBER.identifiers("participants.tsv", table, Optional.of("Doe"));
    assertEquals(Optional.empty(), known.findIn("Roe"));
    assertEquals(
        "participant_id\tname\tgroup\nsub-Doe\tn/a\tn/a\nsub-01\tn/a\tdoes fit\n",
        text(
            SCRUBBER
                .scrub("participants.tsv", table, Optional.empty(), known, Optional.empty())
                .bytes()));
  }

  @Test
  void datesOfASubjectAreCollected() {
    byte[] table =
        ("participant_id\tscan_date\tx\tdob\nsub-01\t20200827\t2021-01-02\t1980-01-01\n"
                + "sub-02\t2022-02-02\tn/a\tn/a\nsub-01\t1911-01-01\tn/a\tn/a\n")
            .getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(LocalDate.of(2020, 8, 27), LocalDate.of(2021, 1, 2)),
        SCRUBBER.dates("participants.tsv", table, Optional.of("01")));
    assertEquals(List.of(), SCRUBBER.dates("x_events.tsv", table, Optional.of("01")));
  }

  @Test
  void profileNoneAndTheUsersWordGoBeforeTheTable() {
    byte[] table =
        "participant_id\tname\tage\tcity\nsub-01\tDoe\t92\tX\n".getBytes(StandardCharsets.UTF_8);
    TableScrubber none =
        new TableScrubber(ScrubRules.of(ScrubProfile.NONE), s -> new DatePolicy.Keep());
    assertArrayEquals(table, result(none, "participants.tsv", text(table)).bytes());
    TableScrubber own =
        new TableScrubber(
            ScrubRules.of(ScrubProfile.DEFAULT, List.of("city", "participant_id"), List.of("age")),
            s -> new DatePolicy.Keep());
    assertEquals(
        "participant_id\tname\tage\tcity\nsub-01\tn/a\t92\tn/a\n",
        text(result(own, "participants.tsv", text(table)).bytes()));
  }
}
