package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeidentificationStatementTest {
  private static final DeidentificationStatement STATEMENT =
      new DeidentificationStatement(
          "made \"by\" x 1.0",
          List.of(
              DicomCode.CLEAN_RECOGNIZABLE_VISUAL_FEATURES,
              DicomCode.RETAIN_LONGITUDINAL_MODIFIED_DATES));

  private static final String CODE_102 =
      "{\"CodeValue\": \"113102\", \"CodeMeaning\": \"Clean Recognizable Visual Features Option\","
          + " \"CodingSchemeDesignator\": \"DCM\"}";
  private static final String CODE_107 =
      "{\"CodeValue\": \"113107\", \"CodeMeaning\": \"Retain Longitudinal Temporal Information"
          + " Modified Dates Option\", \"CodingSchemeDesignator\": \"DCM\"}";

  private static String added(String json) {
    byte[] once = STATEMENT.addTo(json.getBytes(StandardCharsets.UTF_8));
    String text = new String(once, StandardCharsets.UTF_8);
    assertEquals(text, new String(STATEMENT.addTo(once), StandardCharsets.UTF_8));
    return text;
  }

  @Test
  void newSidecarHoldsTheStatementOnly() {
    assertEquals(
        "{\n  \"DeidentificationMethod\": [\"made \\\"by\\\" x 1.0\"],\n"
            + "  \"DeidentificationMethodCodeSequence\": ["
            + CODE_102
            + ", "
            + CODE_107
            + "]\n}\n",
        new String(STATEMENT.newSidecar(), StandardCharsets.UTF_8));
  }

  @Test
  void statementStandsBehindTheLastMemberLaidOutAsTheOthers() {
    DeidentificationStatement plain = new DeidentificationStatement("m", List.of());
    for (String gap : List.of("\n    ", "\r\n\t")) {
      String json = "{" + gap + "\"a\": 2.300e-3" + (gap.startsWith("\r") ? "\r\n}" : "\n}\n");
      assertEquals(
          json.replace("e-3", "e-3," + gap + "\"DeidentificationMethod\": [\"m\"]"),
          new String(plain.addTo(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
    }
    assertEquals(
        "{\"a\":1, \"DeidentificationMethod\": [\"m\"]}",
        new String(
            plain.addTo("{\"a\":1}".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
  }

  @Test
  void whatStandsThereIsAddedTo() {
    assertEquals(
        "{\"DeidentificationMethod\": [\"CTP\", \"made \\\"by\\\" x 1.0\"],"
            + " \"DeidentificationMethodCodeSequence\": [{\"CodeValue\": \"113102\"}, "
            + CODE_107
            + "]}",
        added(
            "{\"DeidentificationMethod\": [\"CTP\"],"
                + " \"DeidentificationMethodCodeSequence\": [{\"CodeValue\": \"113102\"}]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"DeidentificationMethod\": null, \"DeidentificationMethodCodeSequence\": []}",
        "{\"DeidentificationMethod\": \"made \\\"by\\\" x 1.0\"}",
        "{\"DeidentificationMethod\": \"other\", \"x\": {}}",
        "{\"DeidentificationMethod\": [\n\"other\"\n], \"DeidentificationMethod\": [\"second\"]}",
        "{\"DeidentificationMethodCodeSequence\": {\"CodeValue\": \"113102\"}}",
        "{\"DeidentificationMethodCodeSequence\": 3, \"DeidentificationMethod\": {\"a\": 1}}"
      })
  void resultIsAnArrayThatHoldsTheStatementOnce(String json) throws IOException {
    JsonNode node = new ObjectMapper().readTree(added(json));
    long said =
        node.get("DeidentificationMethod")
            .valueStream()
            .filter(value -> value.asText().equals(STATEMENT.method()))
            .count();
    assertEquals(1, said);
    List<String> codes =
        node.get("DeidentificationMethodCodeSequence").findValuesAsText("CodeValue");
    assertEquals(List.of("113102", "113107"), codes);
  }
}
