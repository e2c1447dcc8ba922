package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  @Test
  void theHeadOfTheAtlasIsDefacedAsImageAndAsDataset(@TempDir Path folder) throws IOException {
    for (Rehearsal.Part part : Rehearsal.Part.values()) {
      assertEquals(ExitCode.OK, Rehearsal.rehearse(part, folder));
    }
    assertTrue(Files.size(folder.resolve("out.nii.gz")) > 0);
    Path mask = Path.of("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz");
    assertTrue(Files.exists(folder.resolve("dataset").resolve(mask)));
  }
}
