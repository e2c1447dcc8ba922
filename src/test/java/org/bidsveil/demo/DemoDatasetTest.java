package org.bidsveil.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.demo.SyntheticHead.Contrast;
import org.bidsveil.files.Refusal;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDatasetTest {
  /** Coarse, to be quick. */
  private static final double VOXEL_MM = 6;

  @TempDir Path temp;

  private static Volume head(int seed, Contrast contrast, int threads) {
    return new SyntheticHead(ShippedAtlas.get().template(), seed)
        .image(VOXEL_MM, contrast, TaskExecutor.of(threads));
  }

  @Test
  void oneSeedIsOneHeadForAnyNumberOfThreads() {
    float[] head = head(1, Contrast.T1W, 1).values();
    assertArrayEquals(head, head(1, Contrast.T1W, 3).values());
    assertFalse(Arrays.equals(head, head(2, Contrast.T1W, 1).values()));
    assertFalse(Arrays.equals(head, head(1, Contrast.PDW, 1).values()));
  }

  @Test
  void airIsNoiseAndTheHeadIsNot() {
    Volume head = head(1, Contrast.T1W, 1);
    int middle =
        head.grid().index(head.grid().nx() / 2, head.grid().ny() / 2, head.grid().nz() / 2);
    assertTrue(head.values()[middle] > 200, "tissue: " + head.values()[middle]);
    assertTrue(head.values()[0] < 100, "air: " + head.values()[0]);
  }

  @Test
  void aFolderWithSomethingElseIsRefusedAndKept() throws IOException {
    Files.writeString(temp.resolve("thesis.txt"), "all of it");
    Refusal refusal = assertThrows(Refusal.class, () -> DemoDataset.create(temp, 1, note -> {}));
    assertEquals("folder-not-empty", refusal.name());
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(temp.resolve("thesis.txt")), files.toList());
    }
  }

  @Test
  void aDemoThatIsThereStaysAsItIs() {
    new SmallDataset(temp)
        .text(
            "dataset_description.json",
            "{\"Name\": \"bidsveil demo: synthetic heads\", \"BIDSVersion\": \"1.10.0\"}\n");
    var before = SmallDataset.fingerprint(temp);
    DemoDataset.create(temp, 1, note -> assertTrue(note.contains("stays as it is"), note));
    assertEquals(before, SmallDataset.fingerprint(temp));
  }
}
