package org.bidsveil.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSpansTest {
  private static final String TRICKY =
      """
      {"a": 2.300e-3 , "b\\"\\u00e9":\t"x\\\\\\"é €𝄞"
      ,"c":-0,"d" : true,"e":[1,2.5E+7 , "q", [], {}, null],
       "f":{"g":{"h":[[false]]}},"i":NaN,"j":-Infinity,"k":12345678901234567890.12345678901234567890}
      """;

  private static List<String> pieces(byte[] bytes, JsonSpan span) {
    List<String> found = new ArrayList<>();
    found.add(piece(bytes, span.start(), span.end()));
    switch (span) {
      case JsonSpan.Obj object -> {
        for (JsonSpan.Member member : object.members()) {
          found.add(piece(bytes, member.start(), member.value().start()));
          found.addAll(pieces(bytes, member.value()));
        }
      }
      case JsonSpan.Arr array -> array.elements().forEach(e -> found.addAll(pieces(bytes, e)));
      case JsonSpan.Text text -> {}
      case JsonSpan.Plain plain -> {}
    }
    return found;
  }

  private static String piece(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "\n \t"})
  void spansAreTheBytesOfTheValues(String before) {
    byte[] bytes = (before + TRICKY).getBytes(StandardCharsets.UTF_8);
    List<String> pieces = pieces(bytes, JsonSpans.parse(bytes));
    assertEquals(TRICKY.strip(), pieces.getFirst());
    assertEquals(
        List.of(
            "\"a\": ",
            "2.300e-3",
            "\"b\\\"\\u00e9\":\t",
            "\"x\\\\\\\"é €𝄞\"",
            "\"c\":",
            "-0",
            "\"d\" : ",
            "true",
            "\"e\":",
            "[1,2.5E+7 , \"q\", [], {}, null]",
            "1",
            "2.5E+7",
            "\"q\"",
            "[]",
            "{}",
            "null",
            "\"f\":",
            "{\"g\":{\"h\":[[false]]}}",
            "\"g\":",
            "{\"h\":[[false]]}",
            "\"h\":",
            "[[false]]",
            "[false]",
            "false",
            "\"i\":",
            "NaN",
            "\"j\":",
            "-Infinity",
            "\"k\":",
            "12345678901234567890.12345678901234567890"),
        pieces.subList(1, pieces.size()));
  }

  @Test
  void longTextsAndManyMembersKeepTheirOffsets() {
    StringBuilder json = new StringBuilder("{\"long\": \"" + "é".repeat(20_000) + "\"");
    for (int i = 0; i < 5_000; i++) {
      json.append(", \"key-").append(i).append("\": ").append(i);
    }
    byte[] bytes = json.append("}").toString().getBytes(StandardCharsets.UTF_8);
    JsonSpan.Obj root = JsonSpans.parse(bytes);
    for (int i = 1; i < root.members().size(); i++) {
      JsonSpan.Member member = root.members().get(i);
      assertEquals(
          "\"key-" + (i - 1) + "\": " + (i - 1), piece(bytes, member.start(), member.end()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | json-empty",
        "' ' | json-empty",
        "[] | json-not-an-object",
        "3 | json-not-an-object",
        "'\"x\"' | json-not-an-object",
        "{\"a\": 1 // Doe | json-invalid",
        "{\"a\": 1 /* Doe */} | json-has-comments",
        "{\"a\": 1,} | json-invalid",
        "{\"a\": 1 | json-invalid",
        "{\"a\": Doe} | json-invalid",
        "{a: 1} | json-invalid",
        "{'a': 1} | json-invalid",
        "{\"a\": 01} | json-invalid",
        "{} {} | json-invalid",
        "{\"a\": 1}} | json-invalid"
      })
  void whatIsNoJsonObjectIsRefusedByName(String text, String name) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Refusal refusal = assertThrows(Refusal.class, () -> JsonSpans.parse(bytes));
    assertEquals(name, refusal.name());
    assertEquals(Refusal.Kind.BAD_DATA, refusal.kind());
    assertFalse(String.valueOf(refusal).contains("Doe"));
    assertEquals(null, refusal.getCause());
  }

  @Test
  void otherEncodingsAreRefusedByName() {
    String text = "{\"InstitutionName\": \"Universit\u00e4t\"}";
    for (byte[] bytes :
        List.of(
            text.getBytes(StandardCharsets.ISO_8859_1),
            text.getBytes(StandardCharsets.UTF_16),
            text.getBytes(StandardCharsets.UTF_16LE))) {
      assertEquals(
          "json-not-utf8", assertThrows(Refusal.class, () -> JsonSpans.parse(bytes)).name());
    }
  }

  @Test
  void bottomlessNestingIsRefused() {
    byte[] bytes = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertEquals("json-too-deep", assertThrows(Refusal.class, () -> JsonSpans.parse(bytes)).name());
    byte[] closed =
        ("{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}").getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "json-too-deep", assertThrows(Refusal.class, () -> JsonSpans.parse(closed)).name());
  }

  @Test
  void aSidecarOfAbsurdSizeIsRefused() {
    byte[] bytes = new byte[JsonSpans.LARGEST_BYTES + 1];
    assertEquals(
        "text-too-large", assertThrows(Refusal.class, () -> JsonSpans.parse(bytes)).name());
  }
}
