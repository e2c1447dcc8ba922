package org.bidsveil.bids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;

/**
 * Finds every image of a head in the raw tree: {@code *.nii[.gz]} in the folders {@code anat},
 * {@code fmap} and {@code pet} of {@code sub-*} and {@code sub-*}{@code /ses-*}.
 *
 * <p>It looks into these folders and no others, so sourcedata, derivatives, code, stimuli,
 * phenotype, dot folders and folders that are data ({@code .ds}, {@code .zarr}, {@code .mefd}) are
 * never entered. Links are followed for reading but never resolved in a path. A link without its
 * target, an annex pointer and an empty file are listed as scans whose content is not here, and
 * never dropped. Order: the folders' and files' names, character by character.
 */
public final class DatasetWalker {
  private final Path root;
  private final BidsIgnore ignore;

  private DatasetWalker(Path root) {
    this.root = root.toAbsolutePath();
    this.ignore = BidsIgnore.read(root);
  }

  /**
   * Walks the dataset at {@code root}.
   *
   * @throws Refusal dataset-missing, folder-unreadable, folder-link-broken, scan-unreadable, and
   *     those of {@link DatasetDescription#read}
   */
  public static Dataset walk(Path root) {
    return walk(root, label -> true);
  }

  /** Walks the wanted participants, as {@link #walk(Path)} does. */
  public static Dataset walk(Path root, Predicate<String> wanted) {
    requireFolder(root);
    return walk(root, DatasetDescription.read(root), wanted);
  }

  /** Walks with a description read beforehand, or {@link DatasetDescription#absent()}. */
  public static Dataset walk(Path root, DatasetDescription description) {
    return walk(root, description, label -> true);
  }

  /**
   * Walks some participants without looking into the folders of others.
   *
   * @param wanted by their label without {@code sub-}
   */
  public static Dataset walk(Path root, DatasetDescription description, Predicate<String> wanted) {
    requireFolder(root);
    return new DatasetWalker(root).dataset(description, wanted);
  }

  private static void requireFolder(Path root) {
    if (!Files.isDirectory(root)) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "dataset-missing",
          root + " is not a folder that can be read.",
          "Give the root folder of a BIDS dataset; in a container, check that it is mounted.");
    }
  }

  private Dataset dataset(DatasetDescription description, Predicate<String> wanted) {
    DatasetRoot top = DatasetRoot.list(root);
    List<Subject> subjects = new ArrayList<>();
    for (Path folder : top.subjectFolders(wanted)) {
      if (isFolder(folder)) {
        subjects.add(subject(folder));
      }
    }
    return new Dataset(root, description, top, subjects);
  }

  private Subject subject(Path folder) {
    String label = labelOf(folder, "sub-");
    List<Path> sessionFolders = folders(folder, "ses-");
    List<Session> sessions = new ArrayList<>();
    if (sessionFolders.isEmpty() || hasImages(folder)) {
      sessions.add(session(label, Optional.empty(), folder));
    }
    for (Path sessionFolder : sessionFolders) {
      sessions.add(session(label, Optional.of(labelOf(sessionFolder, "ses-")), sessionFolder));
    }
    return new Subject(label, root.relativize(folder), sessions);
  }

  private static boolean hasImages(Path folder) {
    return Stream.of(Datatype.values()).anyMatch(d -> isFolder(folder.resolve(d.label())));
  }

  private Session session(String subject, Optional<String> label, Path folder) {
    List<HeadScan> scans = new ArrayList<>();
    List<Path> unrecognised = new ArrayList<>();
    for (Datatype datatype : Datatype.values()) {
      for (Path file : images(folder.resolve(datatype.label()))) {
        Optional<HeadScan> scan = scan(subject, label, datatype, file);
        scan.ifPresent(scans::add);
        if (scan.isEmpty() && datatype == Datatype.ANAT) {
          unrecognised.add(root.relativize(file));
        }
      }
    }
    return new Session(label, root.relativize(folder), scans, unrecognised);
  }

  private static List<Path> images(Path folder) {
    return isFolder(folder)
        ? FolderListing.sorted(folder).stream().filter(DatasetWalker::looksLikeNifti).toList()
        : List.of();
  }

  private Optional<HeadScan> scan(
      String subject, Optional<String> session, Datatype datatype, Path file) {
    Optional<Entities> name =
        Entities.parse(file.getFileName().toString())
            .filter(n -> n.extension().equals(".nii") || n.extension().equals(".nii.gz"));
    Optional<ImageSuffix> suffix =
        name.flatMap(n -> ImageSuffix.of(n.suffix())).filter(s -> s.datatype() == datatype);
    if (name.isEmpty() || suffix.isEmpty()) {
      return Optional.empty();
    }
    Path relative = root.relativize(file);
    LinkKind link = linkOf(file);
    return Optional.of(
        new HeadScan(
            relative,
            file,
            name.get(),
            subject,
            session,
            suffix.get(),
            link,
            contentOf(link, file),
            ignore.ignores(DatasetPaths.bidsPath(relative))));
  }

  private LinkKind linkOf(Path file) {
    boolean forbidden = Files.exists(file) && !Files.isReadable(file);
    // The kind of a file that may not be read cannot be told apart; its content is UNREADABLE.
    return forbidden ? LinkKind.REGULAR : LinkKind.of(root, file);
  }

  private static ImageContent contentOf(LinkKind link, Path file) {
    try {
      return ImageContent.of(link, file);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "scan-unreadable",
          file + " cannot be read: " + e.getMessage() + ".",
          "Check the permissions of the file.",
          e);
    }
  }

  private static boolean looksLikeNifti(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean hidden = name.startsWith(".");
    return !hidden
        && (name.endsWith(".nii") || name.endsWith(".nii.gz"))
        && !Files.isDirectory(file);
  }

  private static String labelOf(Path folder, String prefix) {
    return folder.getFileName().toString().substring(prefix.length());
  }

  private static List<Path> folders(Path parent, String prefix) {
    return FolderListing.sorted(parent).stream()
        .filter(path -> path.getFileName().toString().startsWith(prefix))
        .filter(path -> path.getFileName().toString().length() > prefix.length())
        .filter(DatasetWalker::isFolder)
        .toList();
  }

  /**
   * Follows links; a link that leads nowhere may hide scans, so it is refused and not passed by.
   */
  private static boolean isFolder(Path path) {
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "folder-link-broken",
          path + " is a link whose target is missing.",
          "Fetch or mount the folder it points to, or remove the link.");
    }
    return Files.isDirectory(path);
  }
}
