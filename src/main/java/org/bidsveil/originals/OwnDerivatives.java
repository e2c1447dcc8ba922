package org.bidsveil.originals;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.FolderTree;
import org.bidsveil.ledger.StoreLayout;

/** What a purge may delete below {@code derivatives/bidsveil}: what runs write there, by name. */
final class OwnDerivatives {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** docs/architecture.md, "Where things lie after an in-place run". */
  private static final Pattern OWN =
      Pattern.compile(
          "dataset_description\\.json|README(\\.md)?|(index|sub-[^/]+)\\.html"
              + "|(log|quality_check|figures)/[^/]+\\.(json|tsv|txt|lock|svg|png|html)"
              + "|quality_check/page/[^/]+\\.js"
              + "|sub-[^/]+/sub-[^/]+_deface\\.(tsv|json)"
              + "|sub-[^/]+/(ses-[^/]+/)?figures/[^/]+\\.(png|svg|html)"
              + "|sub-[^/]+/(ses-[^/]+/)?[a-z]+/[^/]+"
              + "_(defacemask\\.(nii\\.gz|json|tsv|txt)|noface\\.(json|tsv))");

  private final Path folder;
  private final Disk disk;

  OwnDerivatives(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * Whether the folder is bidsveil's, by its description.
   *
   * @throws Refusal "derivatives-of-another" when it is not
   */
  void requireOurs() {
    Path description = folder.resolve("dataset_description.json");
    if (!Files.exists(description)) {
      return;
    }
    try {
      JsonNode made = JSON.readTree(Files.readAllBytes(description)).path("GeneratedBy").path(0);
      if (made.path("Name").asText().equals("bidsveil")) {
        return;
      }
    } catch (JacksonException e) {
      throw notOurs(description);
    } catch (IOException e) {
      throw Refusal.ofReading(description, e);
    }
    throw notOurs(description);
  }

  private Refusal notOurs(Path description) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "derivatives-of-another",
        "Nothing was purged: " + description + " does not say that bidsveil made " + folder + ".",
        "Look where the folder came from, and delete it yourself.");
  }

  /**
   * Deletes what is ours, and the folders that are empty then.
   *
   * @return what is left, because bidsveil did not make it
   */
  List<Path> delete() {
    List<Path> left = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      delete(folder, left);
      disk.syncFolder(folder);
    }
    return left;
  }

  private void delete(Path from, List<Path> left) {
    for (Path child : FolderTree.children(from)) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        delete(child, left);
        if (FolderTree.children(child).isEmpty()) {
          disk.delete(child);
        }
      } else if (isOurs(child)) {
        disk.delete(child);
      } else {
        left.add(child);
      }
    }
  }

  private boolean isOurs(Path file) {
    String path = StoreLayout.slashes(folder.relativize(file));
    return OWN.matcher(path).matches() || DurableWrite.isTemporary(file);
  }
}
