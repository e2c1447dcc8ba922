package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarScrubberTest {
  private static final DatePolicy SHIFT = new DatePolicy.Shift(-40000);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static SidecarScrubber scrubber(ScrubProfile profile) {
    return new SidecarScrubber(ScrubRules.of(profile), Optional.of(new Pseudonyms("seed")));
  }

  private static ScrubbedBytes result(String json) {
    return scrubber(ScrubProfile.DEFAULT)
        .scrub("x.json", bytes(json), KnownIdentifiers.none(), SHIFT);
  }

  /** Scrubbed, after a check that scrubbing again changes nothing. */
  private static String scrubbed(String json) {
    ScrubbedBytes once = result(json);
    ScrubbedBytes twice = result(text(once.bytes()));
    assertEquals(text(once.bytes()), text(twice.bytes()));
    assertEquals(List.of(), twice.records());
    return text(once.bytes());
  }

  @Test
  void wholeSidecarKeepsItsBytesWhereNothingIdentifies() {
    String json =
        """
        {
          "Manufacturer": "Siemens",
          "PatientName": "DOE^JANE",
          "PatientID": "MRN-0012345",
          "PatientBirthDate": "1931-04-12",
          "PatientPosition": "HFS",
          "AcquisitionDateTime": "2020-08-27T11:33:20.125000",
          "AcquisitionTime": "11:33:20.125000",
          "DeviceSerialNumber": "41234",
          "ImageComments": "Ms Doe moved at the end",
          "ImageOrientationPatientDICOM": [0, 1, 0, 0, 0, -1],
          "EchoTime": 2.300e-3,
          "RepetitionTime": 2.30000000000000000001,
          "global": {"const": {"PatientName": "DOE^JANE", "EchoTime": 2.3}},
          "SeriesDescription": "t1_mprage_sag",
          "ProtocolName": "t1_mprage_sag_DOE"
        }
        """;
    assertEquals(
        """
        {
          "Manufacturer": "Siemens",
          "PatientPosition": "HFS",
          "AcquisitionDateTime": "1911-02-21T11:33:20.125000",
          "DeviceSerialNumber": "%s",
          "ImageOrientationPatientDICOM": [0, 1, 0, 0, 0, -1],
          "EchoTime": 2.300e-3,
          "RepetitionTime": 2.30000000000000000001,
          "SeriesDescription": "t1_mprage_sag"
        }
        """
            .formatted(new Pseudonyms("seed").of("DeviceSerialNumber", "41234")),
        scrubbed(json));
  }

  @Test
  void recordsNameWhatWasDoneAndNotTheValue() {
    ScrubbedBytes result =
        result(
            "{\"PatientName\": \"DOE^JANE\", \"a/b\": [{\"StudyID\": \"77123\"}],"
                + " \"ProtocolName\": \"t1_Doe\", \"x_doe_y\": 3}");
    assertEquals("{\"a/b\": [{}]}", text(result.bytes()));
    assertEquals(
        List.of(
            new ScrubRecord(
                "x.json", "/PatientName", ScrubCategory.PERSON, ScrubAction.REMOVE, "PatientName"),
            new ScrubRecord(
                "x.json",
                "/a~1b/0/StudyID",
                ScrubCategory.IDENTIFIER,
                ScrubAction.REMOVE,
                "StudyID"),
            new ScrubRecord(
                "x.json", "/ProtocolName", ScrubCategory.TEXT, ScrubAction.REMOVE, "known name"),
            new ScrubRecord(
                "x.json", "/*", ScrubCategory.UNKNOWN, ScrubAction.REMOVE, "known name")),
        result.records());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"PatientID\":1} | {}",
        "{ \"PatientID\" : 1 , \"StudyID\" : 2 } | {}",
        "{\"PatientID\":1,\"EchoTime\":2} | {\"EchoTime\":2}",
        "{\"EchoTime\":2,\"PatientID\":1} | {\"EchoTime\":2}",
        "{\"EchoTime\":2,\"PatientID\":1,\"StudyID\":3} | {\"EchoTime\":2}",
        "{\"EchoTime\":2,\"PatientID\":1,\"StudyID\":3,\"a\":4} | {\"EchoTime\":2,\"a\":4}",
        "{\"PatientID\":1,\"a\":2,\"StudyID\":3,\"b\":4,\"PatientName\":5} | {\"a\":2,\"b\":4}",
        "{\"a\":{\"PatientID\":1},\"b\":{\"c\":{\"StudyID\":[{}],\"d\":0}}} |"
            + " {\"a\":{},\"b\":{\"c\":{\"d\":0}}}",
        "{\"a\":[[{\"PatientID\":1}],{\"b\":2,\"PatientID\":1}]} | {\"a\":[[{}],{\"b\":2}]}",
        "{\"PatientID\":1,\"PatientID\":2,\"a\":NaN} | {\"a\":NaN}"
      })
  void commasAreRightWhereverTheMemberStood(String json, String expected) {
    assertEquals(expected, scrubbed(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n  ", "\r\n\t", "\n"})
  void layoutStaysAsItIs(String gap) {
    String json =
        "\uFEFF{" + gap + "\"PatientID\": 1," + gap + "\"a\": 2," + gap + "\"StudyID\": 3\n}\r\n";
    assertEquals("\uFEFF{" + gap + "\"a\": 2\n}\r\n", scrubbed(json));
  }

  @ParameterizedTest
  @EnumSource(ScrubProfile.class)
  void whatOnlyLooksIdentifyingStaysInEveryProfile(ScrubProfile profile) {
    String json =
        """
        {"EchoTime": 0.003, "RepetitionTime": 2.3, "SliceTiming": [0, 0.5], "FlipAngle": 9,
         "ImageType": ["ORIGINAL", "PRIMARY", "M", "ND"], "ShimSetting": [-40, 12],
         "TxRefAmp": 220.5, "SAR": 0.08, "ImagingFrequency": 123.25, "PartialFourier": 1,
         "Manufacturer": "Siemens", "MagneticFieldStrength": 3, "BodyPart": "HEAD",
         "BodyPartExamined": "BRAIN", "PatientPosition": "HFS",
         "ImageOrientationPatientDICOM": [0, 1, 0, 0, 0, -1], "InversionTime": 0.9,
         "DwellTime": 5e-06, "SoftwareVersions": "syngo MR E11", "MRAcquisitionType": "3D",
         "ManufacturersModelName": "Prisma_fit", "ReceiveCoilName": "HeadNeck_64",
         "ReceiveCoilActiveElements": "HC1-7;NC1", "ScanningSequence": "GR\\\\IR",
         "SequenceVariant": "SK\\\\SP\\\\MP", "SequenceName": "*tfl3d1_16ns",
         "PulseSequenceName": "tfl", "NonlinearGradientCorrection": true, "Fluid": "x",
         "RepetitionTimeExcitation": 0.007, "TotalReadoutTime": 0.05, "TimeZero": "10:00:00",
         "InjectionStart": 0, "PhaseEncodingDirection": "j-", "MatrixCoilMode": "SENSE",
         "ConversionSoftware": "dcm2niix", "ConversionSoftwareVersion": "v1.0.20211006",
         "BidsGuess": ["anat", "_acq-tfl3_T1w"], "SOPClassUID": "1.2.840.10008.5.1.4.1.1.4",
         "IntendedFor": ["ses-1/func/sub-01_ses-1_bold.nii.gz", "bids::sub-01/x.nii.gz"],
         "AnatomicalLandmarkCoordinates": {"NAS": [1, 2, 3]}, "AcquisitionVoxelSize": [1, 1, 1],
         "DeidentificationMethod": ["CTP"], "DeidentificationMethodCodeSequence":
           [{"CodeValue": "113100", "CodingSchemeDesignator": "DCM"}], "SkullStripped": false}
        """;
    ScrubbedBytes result =
        scrubber(profile).scrub("x.json", bytes(json), KnownIdentifiers.none(), SHIFT);
    assertEquals(List.of(), result.records());
    assertArrayEquals(bytes(json), result.bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OtherPatientIDs",
        "patient_name",
        "Patient's Name",
        "PatientSex",
        "OperatorsName",
        "AccessionNumber",
        "ClinicalTrialSiteID",
        "SeriesInstanceUID",
        "SomethingUID",
        "AcquisitionTime",
        "InstitutionName",
        "SiteName",
        "StationAETitle",
        "StudyDescription",
        "MyComments",
        "dcmmeta_affine",
        "CsaSeries.MrPhoenixProtocol.x",
        "00100010",
        "00102160",
        "SourceFile"
      })
  void keyIsRemovedAtAnyDepth(String key) {
    assertEquals(
        "{\"a\": {\"b\": [{}]}}",
        scrubbed("{\"a\": {\"b\": [{\"" + key + "\": \"\"}]}, \"" + key + "\": [1]}"));
  }

  @Test
  void datesMoveTogetherAndWhatCannotMoveGoes() {
    assertEquals(
        "{\"AcquisitionDateTime\": \"1911-02-21 11:33\", \"StudyDate\": 19110221,"
            + " \"SeriesDate\": \"19110221\", \"MyOwnField\": \"1911-02-21\"}",
        scrubbed(
            "{\"AcquisitionDateTime\": \"2020-08-27 11:33\", \"StudyDate\": 20200827,"
                + " \"SeriesDate\": \"20200827\", \"MyOwnField\": \"2020-08-27\","
                + " \"ContentDate\": \"August 2020\", \"AcquisitionDate\": [\"20200827\"],"
                + " \"Scans\": [\"2020-08-27\"], \"StudyDateTime\": \"2020-02-31\"}"));
  }

  @Test
  void datesWithoutOffsetGoAndPermittedOnesStay() {
    byte[] json = bytes("{\"StudyDate\": \"2020-08-27\", \"x\": \"2020-08-27\", \"y\": 1}");
    SidecarScrubber scrubber = scrubber(ScrubProfile.DEFAULT);
    KnownIdentifiers none = KnownIdentifiers.none();
    assertEquals(
        "{\"y\": 1}", text(scrubber.scrub("x", json, none, new DatePolicy.Remove()).bytes()));
    assertArrayEquals(json, scrubber.scrub("x", json, none, new DatePolicy.Keep()).bytes());
  }

  @Test
  void datesOfTheSubjectAreCollected() {
    assertEquals(
        List.of(LocalDate.of(2020, 8, 27), LocalDate.of(2021, 1, 2)),
        scrubber(ScrubProfile.DEFAULT)
            .dates(
                bytes(
                    "{\"StudyDate\": \"20200827\", \"a\": [{\"b\": \"2021-01-02T00:00:00\"}],"
                        + " \"SeriesDate\": \"1911-02-21\", \"PatientBirthDate\":"
                        + " \"1980-01-01\"}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ProtocolName\": \"t1_20200827\"",
        "\"ProtocolName\": \"t1_2020-08-27\"",
        "\"SeriesDescription\": \"MPRAGE 20200827113320\"",
        "\"x\": \"/home/jdoe/raw.dcm\"",
        "\"x\": \"in C:\\\\Users\\\\jdoe\"",
        "\"x\": \"\\\\\\\\server\\\\share\"",
        "\"x\": [\"/data/study/p1\"]",
        "\"ConversionCommand\": \"dcm2niix -o /scratch/jdoe /data/x\""
      })
  void textThatGivesAwayADateOrAUserGoes(String member) {
    assertEquals("{\"a\": 1}", scrubbed("{\"a\": 1, " + member + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ProtocolName\": \"t1_mprage_p2_20201399\"",
        "\"PulseSequenceDetails\": \"WIP 925B, https://example.org/home/doc\"",
        "\"ConversionCommand\": \"dcm2niix -b y -z y\"",
        "\"SoftwareVersions\": \"27\\\\LX\\\\MR Software release:DV25.0_R02_1549.b\"",
        "\"x\": \"N/A\"",
        "\"x\": \"/sub-01/anat/x.nii.gz\"",
        "\"x\": \"a: /b\""
      })
  void textThatGivesNothingAwayStays(String member) {
    String json = "{\"a\": 1, " + member + "}";
    assertEquals(json, scrubbed(json));
  }

  @Test
  void userDecidesOverTheTable() {
    ScrubRules rules =
        ScrubRules.of(
            ScrubProfile.DEFAULT,
            List.of("echo*", "FlipAngle", "a.b"),
            List.of("patientweight", "global", "EchoTrainLength"));
    String json =
        "{\"EchoTime\":1,\"EchoTrainLength\":2,\"FlipAngle\":3,\"PatientWeight\":70,"
            + "\"PatientSex\":\"F\",\"global\":{\"PatientName\":\"DOE^JANE\"},"
            + "\"a\":{\"b\":1,\"c\":2},\"b\":\"Doe\"}";
    assertEquals(
        "{\"EchoTrainLength\":2,\"PatientWeight\":70,"
            + "\"global\":{\"PatientName\":\"DOE^JANE\"},\"a\":{\"c\":2},\"b\":\"Doe\"}",
        text(
            new SidecarScrubber(rules, Optional.empty())
                .scrub("x", bytes(json), KnownIdentifiers.none(), SHIFT)
                .bytes()));
  }

  @Test
  void profileNoneRemovesOnlyWhatIsNamed() {
    byte[] json = bytes("{\"PatientName\": \"DOE^JANE\", \"x\": \"2020-08-27\", \"y\": \"Doe\"}");
    KnownIdentifiers none = KnownIdentifiers.none();
    assertArrayEquals(json, scrubber(ScrubProfile.NONE).scrub("x", json, none, SHIFT).bytes());
    ScrubRules named = ScrubRules.of(ScrubProfile.NONE, List.of("PatientName"), List.of());
    assertEquals(
        "{\"x\": \"2020-08-27\", \"y\": \"Doe\"}",
        text(new SidecarScrubber(named, Optional.empty()).scrub("x", json, none, SHIFT).bytes()));
  }

  @Test
  void profileStrictAlsoRemovesDescriptionsDatesAndDevices() {
    byte[] json =
        bytes(
            "{\"SeriesDescription\": \"t1\", \"DeviceSerialNumber\": \"1\","
                + " \"StudyDate\": \"20200827\", \"ScanDate\": \"2020-08-27\", \"EchoTime\": 1}");
    assertEquals(
        "{\"ScanDate\": \"1911-02-21\", \"EchoTime\": 1}",
        text(
            scrubber(ScrubProfile.STRICT)
                .scrub("x", json, KnownIdentifiers.none(), SHIFT)
                .bytes()));
  }

  @Test
  void withoutASeedADeviceNumberGoes() {
    byte[] json = bytes("{\"DeviceSerialNumber\": \"41234\", \"StationName\": null, \"a\": 1}");
    assertEquals(
        "{\"a\": 1}",
        text(
            new SidecarScrubber(ScrubRules.of(ScrubProfile.DEFAULT), Optional.empty())
                .scrub("x", json, KnownIdentifiers.none(), SHIFT)
                .bytes()));
  }

  @Test
  void identifiersOfOneFileAreFoundInAnother() {
    SidecarScrubber scrubber = scrubber(ScrubProfile.DEFAULT);
    KnownIdentifiers known = scrubber.identifiers(bytes("{\"PatientName\": \"Roe^Richard\"}"));
    ScrubbedBytes result = scrubber.scrub("x", bytes("{\"x\": \"scan of ROE\"}"), known, SHIFT);
    assertEquals("{}", text(result.bytes()));
    assertFalse(result.records().toString().contains("ROE"));
  }

  /**
   * Random objects: the result is valid, lost exactly the named keys, and kept every other byte.
   */
  @Test
  void randomObjectsLoseExactlyWhatIsNamed() throws IOException {
    Random random = new Random(7);
    ObjectMapper mapper = new ObjectMapper();
    for (int round = 0; round < 300; round++) {
      StringBuilder json = new StringBuilder();
      object(json, random, 3);
      String before = json.toString();
      String after = scrubbed(before);
      JsonNode expected = mapper.readTree(before);
      removeIds(expected);
      assertEquals(expected, mapper.readTree(after), before);
      int at = 0;
      for (String number : after.split("[^0-9.e-]+", -1)) {
        at = before.indexOf(number, at);
        assertFalse(at < 0, before);
      }
    }
  }

  private static void object(StringBuilder out, Random random, int depth) {
    String[] spaces = {"", " ", "\n  ", "\r\n\t"};
    out.append('{');
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      out.append(i == 0 ? "" : ",").append(spaces[random.nextInt(4)]);
      out.append(random.nextInt(3) == 0 ? "\"PatientID\"" : "\"k" + i + "\"");
      out.append(spaces[random.nextInt(2)]).append(':').append(spaces[random.nextInt(4)]);
      switch (random.nextInt(depth > 0 ? 4 : 2)) {
        case 0 -> out.append(random.nextInt(9)).append(".50e-3");
        case 1 -> out.append("\"\\u00e9\\\"é,}\"");
        case 2 -> object(out, random, depth - 1);
        default -> {
          out.append("[1, ");
          object(out, random, depth - 1);
          out.append(" ]");
        }
      }
      out.append(spaces[random.nextInt(4)]);
    }
    out.append('}');
  }

  private static void removeIds(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("PatientID");
    }
    node.forEach(SidecarScrubberTest::removeIds);
  }
}
