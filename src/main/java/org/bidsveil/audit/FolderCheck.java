package org.bidsveil.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.originals.OriginalsStore;

/** Whole folders that must not be shared: originals, source data, the history of git. */
final class FolderCheck {
  private static final Pattern IMAGE =
      Pattern.compile(
          ".*\\.(nii|dcm|ima|dicom|mgz|mgh|mnc|nrrd|nhdr|mha|mhd|mif|fdf|par|rec|img|hdr|7|dat|twix"
              + "|zip|tar|tgz|fif|edf|jpe?g|png|tiff?|mp4)(\\.gz)?",
          Pattern.CASE_INSENSITIVE);

  /** DICOM PS3.10, section 7.1: DICM behind a preamble of 128 bytes. */
  private static final int DICOM_PREAMBLE = 128;

  /** git-annex, "key format": the checksum stands behind two hyphens. */
  private static final Pattern KEY = Pattern.compile("SHA256E?-s\\d+--([0-9a-f]{64}).*");

  private final Path root;
  private final OriginalsStore store;

  FolderCheck(Path root, OriginalsStore store) {
    this.root = root;
    this.store = store;
  }

  List<Finding> findings(DatasetTree tree) {
    List<Finding> found = new ArrayList<>();
    originals(found);
    sourcedata(tree, found);
    history(found);
    for (String subject : store.pending()) {
      found.add(
          new Finding(
              subject + "/",
              FindingClass.LEFTOVER,
              Finding.FACE,
              "",
              "a run was interrupted while it replaced files of this participant",
              "Start the run again, which settles it."));
    }
    return found;
  }

  /** Where the originals lie elsewhere the folder holds the list of them alone: no finding. */
  private void originals(List<Finding> found) {
    Path folder = root.resolve(DatasetTree.ORIGINALS);
    if (!Files.exists(folder)) {
      return;
    }
    if (holdsMoreThanTheList(folder)) {
      found.add(
          new Finding(
              DatasetTree.ORIGINALS + "/",
              FindingClass.ORIGINALS,
              Finding.FACE,
              "",
              "the scans with their faces, and the metadata as it was",
              "Share a copy made by bidsveil export, or move the folder out of the dataset."));
    }
  }

  private static boolean holdsMoreThanTheList(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .filter(file -> !file.startsWith(folder.resolve("locks")))
          .anyMatch(file -> !StoreLayout.OWN_NAMES.contains(file.getFileName().toString()));
    } catch (IOException e) {
      throw Refusal.ofReading(folder, e);
    }
  }

  /** One finding for each entry of sourcedata that holds images. */
  private void sourcedata(DatasetTree tree, List<Finding> found) {
    Map<String, Integer> images = new TreeMap<>();
    for (DatasetTree.File file : tree.files()) {
      if (file.isBelow("sourcedata") && (isImage(file) || isDicom(file))) {
        int end = file.path().indexOf('/', "sourcedata/".length());
        String entry = end < 0 ? file.path() : file.path().substring(0, end + 1);
        images.merge(entry, 1, Integer::sum);
      }
    }
    images.forEach((entry, count) ->
        found.add(
            new Finding(
                entry,
                FindingClass.SOURCEDATA,
                Finding.FACE,
                "",
                count + (count == 1 ? " file" : " files") + " of images or recordings as acquired",
                "Leave it out of what is shared: bidsveil export does.")));
  }

  private static boolean isImage(DatasetTree.File file) {
    return IMAGE.matcher(file.path()).matches();
  }

  /** DICOM files often have no extension. */
  boolean isDicom(DatasetTree.File file) {
    if (!file.present() || file.name().contains(".") || file.bytes() < DICOM_PREAMBLE + 4) {
      return false;
    }
    try (InputStream in = Files.newInputStream(root.resolve(file.path()))) {
      byte[] start = in.readNBytes(DICOM_PREAMBLE + 4);
      return new String(start, StandardCharsets.ISO_8859_1).startsWith("DICM", DICOM_PREAMBLE);
    } catch (IOException e) {
      throw Refusal.ofReading(root.resolve(file.path()), e);
    }
  }

  private void history(List<Finding> found) {
    Path git = root.resolve(".git");
    if (!Files.exists(git)) {
      return;
    }
    long kept = originalsInAnnex(git.resolve("annex").resolve("objects"));
    found.add(
        new Finding(
            ".git/",
            FindingClass.HISTORY,
            Finding.FACE,
            "",
            kept > 0
                ? kept + (kept == 1 ? " original lies" : " originals lie") + " in its annex"
                : "older versions of the files, perhaps with faces and names",
            "Share a copy made by bidsveil export, or start a new history; see git annex unused."));
  }

  private long originalsInAnnex(Path objects) {
    if (!Files.isDirectory(objects)) {
      return 0;
    }
    Set<String> originals = new HashSet<>();
    Stream.concat(
            store.datasetRows().stream(),
            store.subjects().stream().flatMap(subject -> store.rows(subject).stream()))
        .map(OriginalRow::original)
        .forEach(original -> original.ifPresent(former -> originals.add(former.sha256().hex())));
    try (Stream<Path> files = Files.walk(objects)) {
      return files
          .map(path -> KEY.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(key -> key.group(1))
          .filter(originals::contains)
          .distinct()
          .count();
    } catch (IOException e) {
      throw Refusal.ofReading(objects, e);
    }
  }
}
