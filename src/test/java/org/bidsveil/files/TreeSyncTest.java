package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

  /** A descriptor that is not open: the call fails, and the failure is the disk's refusal. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFailingSyncfsIsRefusedByName() {
    Disk disk = Disk.unobserved();
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                disk.perform(
                    WriteSteps.Step.SYNC_TREE, temp, () -> LinuxCalls.syncAndClose(-1, temp)));
    assertEquals("fsync-failed", refusal.name());
    assertTrue(refusal.sentence().contains("error 9"), refusal.sentence());
  }

  @Test
  void whatCannotBeSyncedIsRefusedByName() {
    Disk disk = Disk.unobserved();
    Refusal refusal = assertThrows(Refusal.class, () -> disk.syncTree(temp.resolve("nowhere")));
    assertEquals("fsync-failed", refusal.name());
    assertThrows(IOException.class, () -> TreeSync.syncEach(temp.resolve("nowhere")));
  }
}
