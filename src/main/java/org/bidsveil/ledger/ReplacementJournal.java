package org.bidsveil.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;

/**
 * The journal of one replacement: a scan with its sidecars and tables. It is on the disk before the
 * first copy is made and is deleted after the manifest is written. Because both happen under the
 * participant's lock, a journal that is found means that a run ended in between.
 *
 * <table>
 *   <caption>What a process that ends may leave, and what the next start does</caption>
 *   <tr><th>ended while</th><th>journal</th><th>dataset</th><th>copies</th><th>staged</th>
 *       <th>next start</th></tr>
 *   <tr><td>nothing begun, or the journal being written</td><td>none</td><td>old</td>
 *       <td>as before</td><td>none</td><td>deletes the journal's temporary file</td></tr>
 *   <tr><td>copying</td><td>PREPARING</td><td>old</td><td>none, some, torn temporary</td>
 *       <td>none</td><td>undo</td></tr>
 *   <tr><td>staging</td><td>PREPARING</td><td>old</td><td>all, verified</td>
 *       <td>none, some, torn</td><td>undo</td></tr>
 *   <tr><td>prepared, or the commit record being written</td><td>PREPARING</td><td>old</td>
 *       <td>all, verified</td><td>all, verified</td><td>undo</td></tr>
 *   <tr><td>renaming</td><td>COMMITTING</td><td>each file all old or all new</td>
 *       <td>all</td><td>those not yet renamed</td><td>finish</td></tr>
 *   <tr><td>writing the manifests</td><td>COMMITTING</td><td>new</td><td>all</td><td>none</td>
 *       <td>finish</td></tr>
 *   <tr><td>deleting what was only to undo</td><td>COMMITTING</td><td>new</td>
 *       <td>all, or as asked for none</td><td>none</td><td>finish</td></tr>
 *   <tr><td>journal deleted</td><td>none</td><td>new</td><td>final</td><td>none</td>
 *       <td>nothing</td></tr>
 *   <tr><td>undoing</td><td>UNDOING, or PREPARING</td><td>each file all old or all new</td>
 *       <td>all, until the file in the dataset is verified to be the old one</td>
 *       <td>some</td><td>undo</td></tr>
 * </table>
 *
 * <p>Finishing and undoing can themselves be interrupted and repeated. Undo deletes a second copy
 * only after it has read and verified the one in the dataset, so each original is whole in at least
 * one of its two places at every moment. If a staged file was lost or somebody changed a file in
 * between, finishing turns into undoing, and the changed file is left alone.
 *
 * <p>A failure that is not the end of the process is handled at once by the same two routines: a
 * scan that fails stays as it was.
 *
 * @param owner under whose lock it is
 * @param state how far it got
 * @param entries images first, then sidecars, then tables
 */
public record ReplacementJournal(
    Owner owner, ReplacementJournal.State state, List<JournalEntry> entries) {

  /** How far a replacement got. */
  public enum State {
    /** The dataset is untouched: undo. */
    PREPARING,
    /** Everything new is durable beside the old: finish. */
    COMMITTING,
    /** Finishing was not possible: go on undoing. */
    UNDOING
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ReplacementJournal {
    entries = List.copyOf(entries);
  }

  /** The same journal with another state. */
  public ReplacementJournal in(State other) {
    return new ReplacementJournal(owner, other, entries);
  }

  /** Whether it needs the dataset's lock as well as the participant's. */
  public boolean touchesDatasetFiles() {
    return !owner.isDataset() && entries.stream().anyMatch(e -> e.owner().isDataset());
  }

  /**
   * The journal on the disk, if there is one.
   *
   * @throws Refusal "journal-unreadable"
   */
  public static Optional<ReplacementJournal> read(Path file, Owner owner) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      List<JournalEntry> entries = new ArrayList<>();
      node.required("entries").forEach(e -> entries.add(JournalEntry.ofJson(e)));
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("A journal of nothing");
      }
      State state = State.valueOf(node.required("state").asText());
      return Optional.of(new ReplacementJournal(owner, state, entries));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "journal-unreadable",
          "The journal of an interrupted run, " + file + ", cannot be read.",
          "Do not delete it: compare the files it names with their copies in the same folder"
              + " first.",
          e);
    }
  }

  /** Writes the journal to the disk, replacing an earlier state in one step. */
  public void write(Path file, DurableWrite write) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", state.name());
    var list = node.putArray("entries");
    entries.forEach(e -> list.add(e.toJson()));
    try {
      write.replace(file, JSON.writeValueAsBytes(node));
    } catch (IOException e) {
      throw new IllegalStateException("A tree of texts and numbers can be written", e);
    }
  }
}
