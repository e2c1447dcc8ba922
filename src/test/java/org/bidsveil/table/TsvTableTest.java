package org.bidsveil.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsvTableTest {
  private static TsvTable table(String text) {
    return TsvTable.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String edited(String text, int row, int column, String value) {
    TsvEditor editor = new TsvEditor(table(text));
    editor.set(row, column, value);
    return new String(editor.toBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\tb\n1\t2\n3\t4\n",
        "a\tb\r\n1\t2\r\n3\t4\r\n",
        "a\tb\r1\t2\r3\t4\r",
        "\uFEFFa\tb\n1\t2\n3\t4",
        "a\tb\n\n1\t2\n3\t4\n\n\n",
        "a\tb\n1\t2\r\n3\t4\n"
      })
  void cellsAreFoundAndOneIsReplaced(String text) {
    TsvTable table = table(text);
    assertEquals(List.of("a", "b"), table.columns());
    assertEquals(2, table.rowCount());
    assertEquals(Optional.of("2"), table.cell(0, "b"));
    assertEquals(Optional.of("3"), table.cell(1, "a"));
    assertEquals(text.replace("2", "n/a"), edited(text, 0, 1, "n/a"));
    assertEquals(text.replace("4", "\u00e9"), edited(text, 1, 1, "\u00e9"));
    assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), new TsvEditor(table).toBytes());
  }

  @Test
  void severalCellsAreReplacedInAnyOrder() {
    TsvEditor editor = new TsvEditor(table("a\tb\n1\t2\n3\t4\n"));
    editor.set(1, 1, "four");
    editor.set(0, 0, "one");
    editor.set(0, 0, "uno");
    assertEquals("a\tb\nuno\t2\n3\tfour\n", new String(editor.toBytes(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"x\ty\"\tz', '\"x\ty\"', z",
    "'\"x\tz', '\"x', z",
    "'\"x\" y\t\"z\"', '\"x\" y', '\"z\"'",
    "'\"a\"\"b\tc\"\tz', '\"a\"\"b\tc\"', z"
  })
  void quotesKeepTabsTogetherOnlyWhereTheyEncloseTheCell(String row, String first, String second) {
    TsvTable table = table("a\tb\n" + row + "\n");
    assertEquals(Optional.of(first), table.cell(0, 0));
    assertEquals(Optional.of(second), table.cell(0, 1));
  }

  @Test
  void shortRowsAndEmptyCellsAreKnown() {
    TsvTable table = table("a\tb\tc\n1\n\t2\t\n");
    assertEquals(Optional.empty(), table.cell(0, "b"));
    assertEquals(Optional.of(""), table.cell(1, "c"));
    assertEquals(Optional.empty(), table.cell(1, "d"));
    assertThrows(IllegalArgumentException.class, () -> new TsvEditor(table).set(0, 1, "x"));
    assertEquals("a\tb\tc\n1\n\t2\tx\n", edited("a\tb\tc\n1\n\t2\t\n", 1, 2, "x"));
  }

  @Test
  void bytesThatAreNotUtf8SurviveAnEdit() {
    byte[] latin = "name\tage\nJos\u00e9\t92\n".getBytes(StandardCharsets.ISO_8859_1);
    TsvTable table = TsvTable.parse(latin);
    assertEquals(Optional.of("Jos\u00e9"), table.cell(0, 0));
    TsvEditor editor = new TsvEditor(table);
    editor.set(0, 1, "89");
    assertArrayEquals(
        "name\tage\nJos\u00e9\t89\n".getBytes(StandardCharsets.ISO_8859_1), editor.toBytes());
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertEquals("tsv-empty", assertThrows(Refusal.class, () -> table("")).name());
    assertEquals("tsv-empty", assertThrows(Refusal.class, () -> table("\uFEFF\n")).name());
    byte[] utf16 = "a\tb\n".getBytes(StandardCharsets.UTF_16);
    assertEquals("tsv-not-text", assertThrows(Refusal.class, () -> TsvTable.parse(utf16)).name());
  }

  @Test
  void valueThatBreaksTheTableCannotBeSet() {
    TsvEditor editor = new TsvEditor(table("a\n1\n"));
    for (String value : List.of("", "x\ty", "x\ny", "x\r")) {
      assertThrows(IllegalArgumentException.class, () -> editor.set(0, 0, value));
    }
  }

  @Test
  void newTableIsWritten() {
    byte[] bytes =
        TsvWriter.bytes(List.of("a", "b"), List.of(List.of("1", ""), List.of("x\ty\n", "2")));
    assertEquals("a\tb\n1\tn/a\nx y\t2\n", new String(bytes, StandardCharsets.UTF_8));
    assertThrows(
        IllegalArgumentException.class,
        () -> TsvWriter.bytes(List.of("a", "b"), List.of(List.of("1"))));
  }

  @Test
  void rowsAreSplitByTheirParticipants() {
    byte[] table =
        "\uFEFFage\tparticipant_id\r\n30\tsub-02\r\n\"4\t0\"\tsub-01\r\n50\tsub-02\r\n60\r\n"
            .getBytes(StandardCharsets.UTF_8);

    Map<String, byte[]> parts =
        TsvTable.split(
            table,
            "participant_id",
            id -> Optional.of(id.substring(4)).filter(label -> !label.equals("03")));

    assertEquals(Set.of("01", "02"), parts.keySet());
    assertEquals(
        "age\tparticipant_id\n\"4\t0\"\tsub-01\n", utf8(parts.getOrDefault("01", new byte[0])));
    assertEquals(
        "age\tparticipant_id\n30\tsub-02\n50\tsub-02\n",
        utf8(parts.getOrDefault("02", new byte[0])));
    assertEquals(Map.of(), TsvTable.split(table, "sex", Optional::of));
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A table of one column has no tab: looking for one must end with the line. */
  @Test
  void aLongTableOfOneColumnIsReadInNoTime() {
    String rows = "sub-01\n".repeat(300_000);

    assertTimeout(
        Duration.ofSeconds(20), () -> assertEquals(300_000, table("id\n" + rows).rowCount()));
  }
}
