package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeSyncTest {
  @TempDir Path temp;

  @Test
  void aTreeIsSyncedAtOnceOrOneByOne() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("a study of ä/sub-01/anat"));
    Files.writeString(folder.resolve("sub-01_T1w.nii"), "x");
    assertDoesNotThrow(() -> TreeSync.sync(temp));
    assertDoesNotThrow(() -> TreeSync.syncEach(temp));
  }

  @Test
  void whatCannotBeSyncedIsRefusedByName() {
    Disk disk = Disk.unobserved();
    Refusal refusal = assertThrows(Refusal.class, () -> disk.syncTree(temp.resolve("nowhere")));
    assertEquals("fsync-failed", refusal.name());
    assertThrows(IOException.class, () -> TreeSync.syncEach(temp.resolve("nowhere")));
  }
}
