package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.GitTools;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the real git-annex, where it is installed: every state a DataLad dataset can be in. */
@Timeout(120)
class AnnexTest {
  /** Has the same bytes as the image: in an annex both are one object. */
  private static final Path SISTER = Path.of("sub-02/anat/sub-02_T1w.nii.gz");

  private static final List<Path> FILES =
      List.of(Study.IMAGE, Study.SIDECAR, Study.SHARED, Study.PARTICIPANTS);

  @TempDir Path folder;
  private Study study;

  private GitTools tools;

  @BeforeEach
  void annexed() throws IOException, InterruptedException {
    tools = new GitTools(folder, "git-annex");
    study = annexed(folder.resolve("study"));
  }

  @AfterEach
  void makeDeletable() throws IOException, InterruptedException {
    tools.makeDeletable(folder);
  }

  private Study annexed(Path root) throws IOException, InterruptedException {
    Study made = Study.create(root);
    Files.write(root.resolve(SISTER), made.bytes(Study.IMAGE));
    run(root, "git", "init", "-q");
    run(root, "git", "annex", "init", "-q");
    run(root, "git", "annex", "add", "-q", ".");
    run(root, "git", "commit", "-qm", "data");
    return made;
  }

  private void run(Path in, String... command) throws IOException, InterruptedException {
    tools.run(in, command);
  }

  private LinkKind kind(Path relative) {
    return LinkKind.of(study.root, study.file(relative));
  }

  /** Runs, checks that nothing but the names changed, restores, and compares. */
  private void defaceAndRestore() throws IOException, InterruptedException {
    Map<String, String> before = withoutLedger();
    byte[] sister = study.bytes(SISTER);
    byte[] image = study.bytes(Study.IMAGE);
    Preflight.requireContent(study.root, FILES);
    Study.run(study.store(), study);
    assertEquals(Sha256.of(Study.defaced(image)), Sha256.of(study.file(Study.IMAGE)));
    assertEquals(LinkKind.REGULAR, kind(Study.IMAGE));
    assertEquals(Sha256.of(sister), Sha256.of(study.file(SISTER)));
    tools.requireObjectsIntact(study.root);
    RestoreReport report = Restore.restore(study.store(), List.of(), true);
    assertEquals(List.of(), report.refusals());
    assertEquals(before, worktree());
  }

  private Map<String, String> worktree() {
    Map<String, String> all = study.snapshot();
    all.keySet().removeIf(name -> name.startsWith(".git"));
    return all;
  }

  private String status() throws IOException {
    return tools.output(study.root, "git", "status", "--porcelain");
  }

  @Test
  void lockedFilesAreReplacedAndTheirLinksComeBack() throws IOException, InterruptedException {
    assertEquals(LinkKind.ANNEX_LOCKED, kind(Study.IMAGE));
    defaceAndRestore();
    assertEquals("", status());
  }

  @Test
  void unlockedFiles() throws IOException, InterruptedException {
    run(study.root, "git", "annex", "unlock", "-q", ".");
    run(study.root, "git", "commit", "-qam", "unlocked");
    assertEquals(LinkKind.REGULAR, kind(Study.IMAGE));
    defaceAndRestore();
    assertEquals("", status());
  }

  @Test
  void thinFilesAreHardLinksOfTheirObjectAndItStaysWhole()
      throws IOException, InterruptedException {
    run(study.root, "git", "config", "annex.thin", "true");
    run(study.root, "git", "annex", "unlock", "-q", Study.IMAGE.toString());
    run(study.root, "git", "annex", "fix", "-q", Study.IMAGE.toString());
    assertEquals(LinkKind.ANNEX_THIN, kind(Study.IMAGE));
    defaceAndRestore();
  }

  @Test
  void aSubdatasetWhoseObjectsLieOutside() throws IOException, InterruptedException {
    Path top = Files.createDirectory(folder.resolve("super"));
    run(top, "git", "init", "-q");
    run(top, "git", "submodule", "add", "-q", study.root.toString(), "raw");
    run(top.resolve("raw"), "git", "annex", "init", "-q");
    run(top.resolve("raw"), "git", "annex", "get", "-q", ".");
    study = Study.at(top.resolve("raw"));
    assertEquals(LinkKind.ANNEX_LOCKED, kind(Study.IMAGE));
    assertTrue(Preflight.annexWarning(study.root, List.of()).isPresent());
    defaceAndRestore();
  }

  @Test
  void missingContentStopsTheRunBeforeAnythingChanges() throws IOException, InterruptedException {
    Path clone = folder.resolve("clone");
    run(folder, "git", "clone", "-q", study.root.toString(), clone.toString());
    run(clone, "git", "annex", "init", "-q");
    study = Study.at(clone);
    assertEquals(LinkKind.ANNEX_MISSING, kind(Study.IMAGE));
    assertMissing();
    run(clone, "git", "annex", "adjust", "--unlock");
    assertEquals(LinkKind.ANNEX_POINTER, kind(Study.IMAGE));
    assertMissing();
    run(clone, "git", "annex", "get", "-q", ".");
    Preflight.requireContent(clone, FILES);
    defaceAndRestore();
  }

  private void assertMissing() throws IOException {
    Map<String, String> before = withoutLedger();
    Refusal refusal =
        assertThrows(Refusal.class, () -> Preflight.requireContent(study.root, FILES));
    assertEquals(66, refusal.kind().exitCode());
    assertEquals("content-missing", refusal.name());
    assertTrue(refusal.sentence().startsWith("The content of 4 files is not here"));
    assertTrue(refusal.remedy().contains("datalad get -d " + study.root), refusal.remedy());
    try (Replacement r = study.store().begin("01")) {
      r.replace(Study.IMAGE, new byte[] {1});
      assertEquals("content-missing", assertThrows(Refusal.class, r::prepare).name());
    }
    assertEquals(before, withoutLedger());
  }

  private Map<String, String> withoutLedger() {
    Map<String, String> all = worktree();
    all.keySet().removeIf(name -> name.startsWith("sourcedata"));
    return all;
  }

  @Test
  void whatWasSavedAfterARunIsStillRestored() throws IOException, InterruptedException {
    Map<String, String> before = worktree();
    Study.run(study.store(), study);
    run(study.root, "git", "annex", "add", "-q", ".");
    run(study.root, "git", "commit", "-qm", "defaced");
    // The defaced file, its copy and the manifest are links into the annex now; the locks are not.
    assertEquals(LinkKind.ANNEX_LOCKED, kind(Study.IMAGE));
    assertEquals(LinkKind.ANNEX_LOCKED, kind(Path.of("sourcedata/bidsveil").resolve(Study.IMAGE)));
    assertEquals("", tools.output(study.root, "git", "ls-files", "sourcedata/bidsveil/locks"));
    OriginalsStore store = study.store();
    assertTrue(store.original(Study.IMAGE) instanceof OriginalFile.Kept);
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, "again".getBytes(UTF_8));
      r.prepare();
      r.commit("quickshear", "0.1.0");
    }
    assertEquals(List.of(), Restore.restore(store, List.of(), true).refusals());
    assertEquals(before, worktree());
    tools.requireObjectsIntact(study.root);
  }

  @Test
  void aLinkWhoseObjectIsGoneComesBackAsAFile() throws IOException, InterruptedException {
    byte[] image = study.bytes(Study.IMAGE);
    Study.run(study.store(), study);
    List<String> drop = new ArrayList<>(List.of("git", "annex", "drop", "-q", "--force"));
    drop.add(SISTER.toString());
    run(study.root, drop.toArray(String[]::new));
    Restore.restore(study.store(), List.of(), true);
    assertEquals(LinkKind.REGULAR, kind(Study.IMAGE));
    assertEquals(Sha256.of(image), Sha256.of(study.file(Study.IMAGE)));
  }

  @Test
  void theHistoryIsWarnedAbout() {
    String warning = Preflight.annexWarning(study.root, List.of()).orElseThrow();
    assertTrue(warning.contains("history still holds the faces"), warning);
  }
}
