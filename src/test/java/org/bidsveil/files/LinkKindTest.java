package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKindTest {
  private static final String KEY =
      "annex/objects/aa/bb/SHA256E-s3--00.nii.gz/SHA256E-s3--00.nii.gz";

  @TempDir Path top;
  private Path root;
  private Path anat;

  @BeforeEach
  void dataset() throws IOException {
    root = Files.createDirectory(top.resolve("study"));
    anat = Files.createDirectories(root.resolve("sub-01/anat"));
  }

  private LinkKind kind(String name) {
    return LinkKind.of(root, anat.resolve(name));
  }

  private Path file(String name) throws IOException {
    return Files.writeString(anat.resolve(name), "nii");
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(anat.resolve(name), Path.of(target));
  }

  @Test
  void plainFilesAndNames() throws IOException {
    file("a");
    Files.createDirectory(anat.resolve("folder"));
    link("folderlink", "folder");
    assertEquals(LinkKind.REGULAR, kind("a"));
    assertEquals(LinkKind.ABSENT, kind("none"));
    assertEquals(LinkKind.NOT_A_FILE, kind("folder"));
    assertEquals(LinkKind.NOT_A_FILE, kind("folderlink"));
  }

  @Test
  void hardLinksCountInBothNames() throws IOException {
    Files.createLink(anat.resolve("b"), file("a"));
    assertEquals(LinkKind.HARD_LINKED, kind("a"));
    assertEquals(LinkKind.HARD_LINKED, kind("b"));
    Files.createDirectories(root.resolve(".git/annex"));
    assertEquals(LinkKind.ANNEX_THIN, kind("a"));
  }

  @Test
  void symbolicLinksByWhereTheyLead() throws IOException {
    file("a");
    Files.writeString(top.resolve("store"), "nii");
    link("inside", "a");
    link("outside", "../../../store");
    link("broken", "nowhere");
    link("circle", "circle");
    assertEquals(LinkKind.SYMLINK_IN_TREE, kind("inside"));
    assertEquals(LinkKind.SYMLINK_OUTSIDE, kind("outside"));
    assertEquals(LinkKind.BROKEN, kind("broken"));
    assertEquals(LinkKind.BROKEN, kind("circle"));
  }

  @Test
  void aLinkedFolderIsSeen() throws IOException {
    Path store = Files.createDirectories(top.resolve("store/anat"));
    Files.writeString(store.resolve("a"), "nii");
    Files.createSymbolicLink(root.resolve("sub-02"), top.resolve("store"));
    assertEquals(LinkKind.IN_LINKED_FOLDER, LinkKind.of(root, root.resolve("sub-02/anat/a")));
  }

  @Test
  void aDatasetThatIsItselfReachedThroughALinkIsNotALinkedFolder() throws IOException {
    file("a");
    Path alias = Files.createSymbolicLink(top.resolve("alias"), root);
    assertEquals(LinkKind.REGULAR, LinkKind.of(alias, alias.resolve("sub-01/anat/a")));
  }

  @Test
  void lockedAnnexFilesWithAndWithoutContent() throws IOException {
    link("scan", "../../.git/" + KEY);
    assertEquals(LinkKind.ANNEX_MISSING, kind("scan"));
    Path object = root.resolve(".git/" + KEY);
    Files.createDirectories(object.getParent());
    Files.writeString(object, "nii");
    assertEquals(LinkKind.ANNEX_LOCKED, kind("scan"));
  }

  @Test
  void pointerFilesInBothForms() throws IOException {
    Files.writeString(anat.resolve("pointer"), "/annex/objects/SHA256E-s3--00.nii.gz\n");
    Files.writeString(anat.resolve("linktext"), "../../.git/" + KEY);
    Files.writeString(anat.resolve("windows"), "..\\..\\.git\\" + KEY.replace('/', '\\'));
    assertEquals(LinkKind.ANNEX_POINTER, kind("pointer"));
    assertEquals(LinkKind.ANNEX_POINTER, kind("linktext"));
    assertEquals(LinkKind.ANNEX_POINTER, kind("windows"));
  }

  @Test
  void aLargeFileThatBeginsLikeAPointerIsData() throws IOException {
    byte[] bytes = new byte[32 * 1024];
    byte[] start = "/annex/objects/".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, bytes, 0, start.length);
    Files.write(anat.resolve("big"), bytes);
    Files.writeString(anat.resolve("text"), "see .git/annex/objects/");
    assertEquals(LinkKind.REGULAR, kind("big"));
    assertEquals(LinkKind.REGULAR, kind("text"));
  }

  @Test
  void exactlyThreeKindsPromiseBytesThatAreNotHere() {
    List<LinkKind> lacking =
        Arrays.stream(LinkKind.values()).filter(LinkKind::lacksContent).toList();
    assertEquals(
        EnumSet.of(LinkKind.ANNEX_MISSING, LinkKind.ANNEX_POINTER, LinkKind.BROKEN),
        EnumSet.copyOf(lacking));
  }

  @Test
  void annexRepositoriesInTheirFourForms() throws IOException {
    assertTrue(Annex.repositoryAbove(anat).isEmpty());
    Files.createDirectories(root.resolve(".git"));
    assertTrue(Annex.repositoryAbove(anat).isEmpty());
    Files.createDirectories(root.resolve(".git/annex"));
    assertEquals(root, Annex.repositoryAbove(anat).orElseThrow());

    Path sub = Files.createDirectories(root.resolve("sub-02"));
    Files.writeString(sub.resolve(".git"), "gitdir: ../.git/modules/sub-02\n");
    assertFalse(Annex.repositoryAbove(sub).isPresent());
    Files.createDirectories(root.resolve(".git/modules/sub-02/annex"));
    assertEquals(sub, Annex.repositoryAbove(sub).orElseThrow());

    Path linked = Files.createDirectories(root.resolve("sub-03"));
    Files.createSymbolicLink(linked.resolve(".git"), Path.of("../.git/modules/sub-02"));
    assertEquals(linked, Annex.repositoryAbove(linked).orElseThrow());

    Path tree = Files.createDirectories(top.resolve("worktree"));
    Files.createDirectories(root.resolve(".git/worktrees/w"));
    Files.writeString(tree.resolve(".git"), "gitdir: " + root.resolve(".git/worktrees/w"));
    assertEquals(tree, Annex.repositoryAbove(tree).orElseThrow());
  }
}
