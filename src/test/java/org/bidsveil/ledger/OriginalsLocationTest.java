package org.bidsveil.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalsLocationTest {
  @TempDir Path folder;

  private OriginalsLocation parse(String text, boolean yes) throws IOException {
    return OriginalsLocation.parse(text, Files.createDirectories(folder.resolve("study")), yes);
  }

  private String refused(String text) {
    return assertThrows(Refusal.class, () -> parse(text, false)).name();
  }

  @Test
  void theThreeForms() throws IOException {
    assertEquals(new OriginalsLocation.InDataset(), parse("sourcedata", false));
    assertEquals(new OriginalsLocation.None(), parse("none", true));
    assertEquals(
        new OriginalsLocation.Outside(folder.resolve("safe")),
        parse(folder.resolve("study/../safe").toString(), false));
  }

  @Test
  void aFolderThatHoldsTheDatasetIsRefused() {
    assertEquals("originals-around-dataset", refused(folder.toString()));
  }

  @Test
  void noneIsAskedForTwice() {
    assertEquals("originals-none-unconfirmed", refused("none"));
  }

  @Test
  void aFolderInsideTheDatasetIsRefusedAlsoThroughALink() throws IOException {
    Path study = Files.createDirectories(folder.resolve("study"));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), study);
    assertEquals("originals-inside-dataset", refused(study.resolve("code/backup").toString()));
    assertEquals("originals-inside-dataset", refused(study.toString()));
    assertEquals("originals-inside-dataset", refused(alias.resolve("new/backup").toString()));
  }
}
