package org.bidsveil.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Sha256;

/**
 * One file of a replacement, with everything needed to finish or undo it without the process that
 * began it.
 *
 * @param before what was there under this name; empty where the file is created
 * @param undo where the second copy of the bytes of {@code before} is; present whenever {@code
 *     before} is
 * @param temporary where the new bytes wait, as {@link StoreLayout#portable}
 * @param version which original of the path this is, counted from 1
 * @param row the row of the manifest once it is done; its {@code current} is the new checksum
 */
public record JournalEntry(
    Optional<FormerFile> before,
    Optional<JournalEntry.Undo> undo,
    String temporary,
    int version,
    OriginalRow row) {

  public JournalEntry {
    if (before.isPresent() != undo.isPresent()) {
      throw new IllegalArgumentException("What is replaced has a copy, what is created has none");
    }
    if (version < 1) {
      throw new IllegalArgumentException("Versions are counted from 1: " + version);
    }
  }

  /**
   * The second copy of the bytes.
   *
   * @param place as {@link StoreLayout#portable}
   * @param life how long it is kept
   */
  public record Undo(String place, Life life) {}

  /** How long the second copy is kept. */
  public enum Life {
    /** An earlier replacement made it, and it is kept whatever happens. */
    KEPT_BEFORE,
    /** This replacement makes it: it is kept once that is done and deleted if that is undone. */
    KEPT_WHEN_DONE,
    /** Needed for undoing only, it goes in any case. */
    ONLY_TO_UNDO
  }

  /** The path relative to the dataset, with forward slashes. */
  public String path() {
    return row.path();
  }

  Sha256 after() {
    return row.current();
  }

  Owner owner() {
    return Owner.of(path());
  }

  /** The same entry with who made the new bytes, and when. */
  public JournalEntry by(String defacer, String version, Instant time) {
    OriginalRow signed =
        new OriginalRow(
            row.path(), row.original(), row.current(), defacer, version, time, row.status());
    return new JournalEntry(before, undo, temporary, this.version, signed);
  }

  ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    before.ifPresent(former -> {
      ObjectNode b = node.putObject("before");
      b.put("sha256", former.sha256().hex());
      b.put("bytes", former.bytes());
      former.mode().ifPresent(mode -> b.put("mode", mode));
      former.modified().ifPresent(time -> b.put("modified", time.toString()));
      former.link().ifPresent(link -> b.put("link_target", link));
    });
    undo.ifPresent(
        u -> node.putObject("undo").put("place", u.place()).put("life", u.life().name()));
    node.put("temporary", temporary);
    node.put("version", version);
    var cells = node.putArray("row");
    row.cells().forEach(cells::add);
    return node;
  }

  /** Reverses {@link #toJson}. */
  static JournalEntry ofJson(JsonNode node) {
    List<String> cells = new ArrayList<>();
    node.required("row").forEach(cell -> cells.add(cell.asText()));
    return new JournalEntry(
        Optional.ofNullable(node.get("before")).map(JournalEntry::former),
        Optional.ofNullable(node.get("undo"))
            .map(u ->
                new Undo(u.required("place").asText(), Life.valueOf(u.required("life").asText()))),
        node.required("temporary").asText(),
        node.required("version").asInt(),
        OriginalRow.ofCells(cells));
  }

  private static FormerFile former(JsonNode b) {
    return new FormerFile(
        new Sha256(b.required("sha256").asText()),
        b.required("bytes").asLong(),
        text(b, "mode"),
        text(b, "modified").map(Instant::parse),
        text(b, "link_target"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
  }
}
