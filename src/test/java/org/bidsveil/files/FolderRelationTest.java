package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderRelationTest {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void study() throws IOException {
    study = Files.createDirectories(folder.resolve("data/study"));
    Files.createDirectories(study.resolve("sub-01"));
    Files.createSymbolicLink(folder.resolve("alias"), study);
    Files.createSymbolicLink(folder.resolve("part"), study.resolve("sub-01"));
    Files.createSymbolicLink(folder.resolve("above"), folder.resolve("data"));
  }

  @ParameterizedTest
  @CsvSource({
    "data/study, SAME",
    "alias, SAME",
    "data/../data/study/., SAME",
    "data/study/sub-01, INSIDE",
    "alias/new/folder, INSIDE",
    "part, INSIDE",
    "part/new, INSIDE",
    "data, AROUND",
    "above, AROUND",
    "data/study2, APART",
    "other/new, APART"
  })
  void linksAreNoWayAround(String other, FolderRelation relation) {
    assertEquals(relation, FolderRelation.of(study, folder.resolve(other)));
  }

  @ParameterizedTest
  @CsvSource({
    "/mnt/all, SAME",
    "/mnt/part, INSIDE",
    "/mnt/part/new, INSIDE",
    "/mnt/a b/x, INSIDE",
    "/mnt/above, AROUND",
    "/mnt/other, APART",
    "/mnt/elsewhere, APART",
    "/data/study/sub-01/covered, APART"
  })
  void bindMountsAreNoWayAround(String other, FolderRelation relation) {
    Mounts mounts =
        Mounts.parse(
            List.of(
                "20 1 8:1 / / rw - ext4 /dev/sda1 rw",
                "21 20 8:2 / /data rw - ext4 /dev/sda2 rw",
                "22 20 8:2 /study /mnt/all rw - ext4 /dev/sda2 rw",
                "23 20 8:2 /study/sub-01 /mnt/part rw - ext4 /dev/sda2 rw",
                "24 20 8:2 /study/sub-02 /mnt/a\\040b rw - ext4 /dev/sda2 rw",
                "25 20 8:2 / /mnt/above rw - ext4 /dev/sda2 rw",
                "26 20 8:2 /other /mnt/other rw - ext4 /dev/sda2 rw",
                "27 20 8:3 /study /mnt/elsewhere rw - ext4 /dev/sda3 rw",
                "28 21 8:3 / /data/study/sub-01/covered rw - ext4 /dev/sda3 rw",
                "29 20 0:4 net:[4026531840] /run/netns/x rw - nsfs nsfs rw",
                "short line"));
    assertEquals(
        relation, mounts.place(Path.of("/data/study")).relationTo(mounts.place(Path.of(other))));
  }

  @Test
  void aRealBindMountOfAPartIsSeen() throws IOException, InterruptedException {
    Path point = Files.createDirectory(folder.resolve("point"));
    Process mount =
        new ProcessBuilder("mount", "--bind", study.resolve("sub-01").toString(), point.toString())
            .start();
    assumeTrue(mount.waitFor() == 0, "bind mounts are not permitted here");
    try {
      assertEquals(FolderRelation.INSIDE, FolderRelation.of(study, point));
    } finally {
      new ProcessBuilder("umount", point.toString()).start().waitFor();
    }
  }
}
