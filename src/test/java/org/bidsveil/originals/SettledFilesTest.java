package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledFilesTest {
  private static final UnaryOperator<byte[]> SCRUB =
      bytes -> new String(bytes, UTF_8).replace("93", "89").getBytes(UTF_8);

  @TempDir Path root;
  private Study study;

  @BeforeEach
  void make() {
    study = Study.create(root);
  }

  private void scrub() {
    try (Replacement replacement = study.store().begin("01")) {
      replacement.edit(Study.PARTICIPANTS, SCRUB);
      replacement.prepare();
      replacement.commit("none", "1");
    }
  }

  private SettledFiles settled(String settings) {
    return study.store().settledFiles(settings);
  }

  @Test
  void aReplacedFileCountsUnderAnySettings() {
    scrub();

    settled("default").settle(Study.PARTICIPANTS, SCRUB);

    assertTrue(settled("default").contains(Study.PARTICIPANTS));
    assertTrue(settled("strict").contains(Study.PARTICIPANTS));
    assertFalse(settled("default").contains(Study.SHARED));
  }

  @Test
  void anUntouchedFileCountsUnderItsSettingsOnly() {
    scrub();

    settled("default").settle(Study.SHARED, SCRUB);

    assertTrue(settled("default").contains(Study.SHARED));
    assertFalse(settled("strict").contains(Study.SHARED));
  }

  @Test
  void whatAnEditWouldStillChangeDoesNotCount() {
    scrub();

    settled("default").settle(Study.SHARED, bytes -> "{}".getBytes(UTF_8));

    assertFalse(settled("default").contains(Study.SHARED));
  }

  @Test
  void aChangedFileIsLookedAtAgain() throws IOException {
    scrub();
    settled("default").settle(Study.PARTICIPANTS, SCRUB);

    Files.writeString(root.resolve(Study.PARTICIPANTS), "participant_id\tage\nsub-01\t97\n");

    assertFalse(settled("default").contains(Study.PARTICIPANTS));
  }

  @Test
  void aRestoredFileIsLookedAtAgain() {
    scrub();
    settled("default").settle(Study.PARTICIPANTS, SCRUB);

    Restore.restore(study.store(), List.of(), false);

    assertFalse(settled("default").contains(Study.PARTICIPANTS));
  }

  @Test
  void aDamagedTableSettlesNothing() throws IOException {
    scrub();
    settled("default").settle(Study.PARTICIPANTS, SCRUB);

    Files.write(root.resolve("sourcedata/bidsveil/settled.tsv"), new byte[] {0, 1});

    assertFalse(settled("default").contains(Study.PARTICIPANTS));
  }

  @Test
  void nothingIsNotedWhereNoOriginalWasKept() {
    settled("default").settle(Study.SHARED, SCRUB);

    assertFalse(settled("default").contains(Study.SHARED));
    assertFalse(Files.exists(root.resolve("sourcedata")));
  }
}
