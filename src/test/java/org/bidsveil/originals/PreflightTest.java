package org.bidsveil.originals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  private static final Map<LinkKind, String> REFUSED =
      Map.of(
          LinkKind.HARD_LINKED, "hard-linked",
          LinkKind.SYMLINK_IN_TREE, "link-in-dataset",
          LinkKind.SYMLINK_OUTSIDE, "link-out-of-dataset",
          LinkKind.IN_LINKED_FOLDER, "linked-folder",
          LinkKind.ANNEX_MISSING, "content-missing",
          LinkKind.ANNEX_POINTER, "content-missing",
          LinkKind.BROKEN, "content-missing",
          LinkKind.ABSENT, "file-missing",
          LinkKind.NOT_A_FILE, "not-a-file");

  private static final List<LinkKind> FORCED =
      List.of(
          LinkKind.HARD_LINKED,
          LinkKind.SYMLINK_IN_TREE,
          LinkKind.SYMLINK_OUTSIDE,
          LinkKind.IN_LINKED_FOLDER);

  @TempDir Path root;

  @Test
  void eachKindHasItsNameAndSomeCanBeForced() {
    for (LinkKind kind : LinkKind.values()) {
      if (!REFUSED.containsKey(kind)) {
        Preflight.requireReplaceable("a", kind, false);
        continue;
      }
      Refusal refusal =
          assertThrows(Refusal.class, () -> Preflight.requireReplaceable("a", kind, false));
      assertEquals(REFUSED.get(kind), refusal.name());
      if (FORCED.contains(kind)) {
        Preflight.requireReplaceable("a", kind, true);
      } else {
        assertThrows(Refusal.class, () -> Preflight.requireReplaceable("a", kind, true));
      }
    }
  }

  @Test
  void allMissingFilesAreNamedAtOnceAndTheRestIsCounted() throws IOException {
    Files.createDirectories(root.resolve("sub-01"));
    Files.writeString(root.resolve("sub-01/there.nii"), "x");
    List<Path> all = new ArrayList<>(List.of(Path.of("sub-01/there.nii")));
    for (int i = 10; i < 35; i++) {
      Path link = Path.of("sub-01/s" + i + ".nii");
      Files.createSymbolicLink(root.resolve(link), Path.of("../.git/annex/objects/x/" + i));
      all.add(link);
    }
    Refusal refusal = assertThrows(Refusal.class, () -> Preflight.requireContent(root, all));
    assertEquals("content-missing", refusal.name());
    assertTrue(refusal.sentence().contains("25 files"), refusal.sentence());
    assertTrue(refusal.sentence().contains("(5 more)"), refusal.sentence());
    assertTrue(refusal.sentence().contains("s29.nii"), refusal.sentence());
  }

  @Test
  void aBrokenLinkThatIsNoAnnexHasAnotherRemedy() throws IOException {
    Files.createSymbolicLink(root.resolve("a.nii"), Path.of("/mnt/not/here.nii"));
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> Preflight.requireContent(root, List.of(Path.of("a.nii"))));
    assertEquals("link-broken", refusal.name());
    assertEquals(66, refusal.kind().exitCode());
    assertTrue(refusal.sentence().startsWith("One file is a link"), refusal.sentence());
  }

  @Test
  void aSingleFileCanBeAskedAbout() throws IOException {
    Files.writeString(root.resolve("a.nii"), "x");
    assertTrue(Preflight.refusalFor(root, Path.of("a.nii"), false).isEmpty());
    assertEquals(
        "file-missing", Preflight.refusalFor(root, Path.of("b.nii"), false).orElseThrow().name());
  }

  @Test
  void onlyAnAnnexIsWarnedAbout() throws IOException {
    Files.createDirectories(root.resolve(".git"));
    assertTrue(Preflight.annexWarning(root, List.of()).isEmpty());
    Path sub = Path.of("sub-01");
    Files.createDirectories(root.resolve("sub-01/.git/annex"));
    assertTrue(Preflight.annexWarning(root, List.of(sub.resolve("anat/x.nii"))).isPresent());
  }
}
