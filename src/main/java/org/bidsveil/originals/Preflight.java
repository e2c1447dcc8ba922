package org.bidsveil.originals;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bidsveil.files.Annex;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.StoreLayout;

/** The checks made before an in-place run changes anything. */
public final class Preflight {
  /** As many names as are read in a message; the rest is counted. */
  private static final int NAMED = 20;

  private Preflight() {}

  /**
   * Stops the whole run when any of its files has a name but no content.
   *
   * @param root the dataset
   * @param relative paths below it, of images, sidecars and tables
   * @throws Refusal "content-missing" (exit 66) that names the files and the command that fetches
   *     them; or "link-broken" (exit 66)
   */
  public static void requireContent(Path root, Collection<Path> relative) {
    List<Path> lacking =
        relative.stream().filter(p -> kind(root, p).lacksContent()).sorted().distinct().toList();
    List<Path> annexed = lacking.stream().filter(p -> kind(root, p) != LinkKind.BROKEN).toList();
    if (!annexed.isEmpty()) {
      throw contentMissing(root, annexed);
    }
    if (!lacking.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "link-broken",
          count(lacking) + " a link that leads nowhere: " + names(lacking, ", ") + ".",
          "Repair the links, or leave these files out; if they lead out of the folder that a"
              + " container was given, bind the folder they lead to as well.");
    }
  }

  /**
   * Why one file of the dataset may not be replaced; empty if it may.
   *
   * @param force whether links may be replaced by files
   */
  public static Optional<Refusal> refusalFor(Path root, Path relative, boolean force) {
    try {
      requireReplaceable(StoreLayout.key(relative), kind(root, relative), force);
      return Optional.empty();
    } catch (Refusal e) {
      return Optional.of(e);
    }
  }

  /**
   * A warning, in one line, for a dataset whose history still holds the faces.
   *
   * @param relative files that a run replaces; may be empty
   */
  public static Optional<String> annexWarning(Path root, Collection<Path> relative) {
    return Annex.repositoryAbove(root)
        .or(() ->
            relative.stream()
                .map(p -> Annex.repositoryAbove(root.resolve(p)))
                .flatMap(Optional::stream)
                .findFirst())
        .map(repository ->
            repository
                + " is a git-annex repository: after saving, its history still holds the faces"
                + " (`git annex unused` then `git annex dropunused --force all` removes those"
                + " no branch needs; sharing a fresh copy is safer).");
  }

  static void requireReplaceable(String path, LinkKind kind, boolean force) {
    switch (kind) {
      case REGULAR, ANNEX_LOCKED, ANNEX_THIN -> {}
      case HARD_LINKED ->
          unlessForced(
              force,
              "hard-linked",
              path + " has a second name elsewhere, which would keep the face.",
              "Find the other name (find -samefile), or give --force to replace this one only.");
      case SYMLINK_IN_TREE ->
          unlessForced(
              force,
              "link-in-dataset",
              path + " is a link to another file of the dataset.",
              "Deface that file, or give --force to put a file in the place of the link.");
      case SYMLINK_OUTSIDE ->
          unlessForced(
              force,
              "link-out-of-dataset",
              path + " is a link to a file outside of the dataset, which would keep the face.",
              "Give --force to put a defaced file in the place of the link.");
      case IN_LINKED_FOLDER ->
          unlessForced(
              force,
              "linked-folder",
              path + " lies in a folder that is a link: the file may belong to others as well.",
              "Run on the dataset that the link leads to, or give --force to replace the file"
                  + " there.");
      case ANNEX_MISSING, ANNEX_POINTER, BROKEN ->
          throw new Refusal(
              Refusal.Kind.INPUT_MISSING,
              "content-missing",
              "The content of " + path + " is not here.",
              "Fetch it: datalad get " + path);
      case ABSENT ->
          throw new Refusal(
              Refusal.Kind.INPUT_MISSING,
              "file-missing",
              path + " is not there.",
              "Put it back, or leave it out of the selection.");
      case NOT_A_FILE ->
          throw new Refusal(
              Refusal.Kind.BAD_DATA,
              "not-a-file",
              path + " is not a file.",
              "Remove it, or leave it out of the selection.");
    }
  }

  private static void unlessForced(boolean force, String name, String sentence, String remedy) {
    if (!force) {
      throw new Refusal(Refusal.Kind.BAD_DATA, name, sentence, remedy);
    }
  }

  private static Refusal contentMissing(Path root, List<Path> annexed) {
    return new Refusal(
        Refusal.Kind.INPUT_MISSING,
        "content-missing",
        "The content of "
            + annexed.size()
            + (annexed.size() == 1 ? " file" : " files")
            + " is not here: "
            + names(annexed, ", ")
            + ". Nothing was changed.",
        "Fetch it: datalad get -d "
            + root
            + " "
            + names(annexed, " ")
            + " (if it is present on the host, the annex lies outside of the folder that was"
            + " mounted: bind the superdataset too).");
  }

  private static String count(List<Path> files) {
    return files.size() == 1 ? "One file is" : files.size() + " files are";
  }

  private static String names(List<Path> files, String separator) {
    String first =
        files.stream().limit(NAMED).map(Path::toString).collect(Collectors.joining(separator));
    int more = files.size() - NAMED;
    return more <= 0 ? first : first + separator + "... (" + more + " more)";
  }

  private static LinkKind kind(Path root, Path relative) {
    return LinkKind.of(root, root.resolve(relative));
  }
}
