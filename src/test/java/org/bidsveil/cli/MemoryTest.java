package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.run.LargeImage;
import org.bidsveil.run.SmallDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit the memory is refused by its size, with how much would do. */
class MemoryTest {
  @TempDir Path temp;

  @Test
  void anImageIsRefusedBeforeItIsRead() throws IOException {
    Path image = Files.write(temp.resolve("large.nii.gz"), LargeImage.bytes(512));
    Path out = temp.resolve("out.nii.gz");
    Program.run("deface", image.toString(), "-o", out.toString(), "--mem-mb", "1000")
        .with(75)
        .says("there are 1000 MB")
        .says("--mem-mb 7000 ");
    assertFalse(Files.exists(out));
  }

  @Test
  void aFileThatCannotHoldSoMuchIsDamagedNotLarge() throws IOException {
    byte[] claims = SmallDataset.imageBytes(false);
    for (int axis = 1; axis <= 3; axis++) {
      claims[40 + 2 * axis] = (byte) 0xff;
      claims[41 + 2 * axis] = 0x7f;
    }
    Path image = Files.write(temp.resolve("damaged.nii"), claims);
    Program.Ended ended = Program.run("deface", image.toString(), "--mem-mb", "1000").with(65);
    assertFalse(ended.err().contains("--mem-mb"), ended.err());
  }

  @Test
  void inARunTheRowSaysSo() throws IOException {
    SmallDataset study = new SmallDataset(temp.resolve("study"));
    String scan = "sub-01/anat/sub-01_T1w.nii.gz";
    study.bytes(scan, LargeImage.bytes(600));
    Program.run(study.root().toString(), "participant", "--skip-bids-validation", "--mem-mb", "900")
        .with(1)
        .says(scan + "  FAIL  an image of 600 x 600 x 600 voxels takes about")
        .says("Give --mem-mb");
    assertEquals(-1, Files.mismatch(study.path(scan), copy(LargeImage.bytes(600))));
  }

  private Path copy(byte[] bytes) throws IOException {
    return Files.write(temp.resolve("copy"), bytes);
  }
}
