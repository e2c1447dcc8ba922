package org.bidsveil.bids;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bidsveil.table.TsvTable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layouts of bids-examples against an inventory of its images made without this program: file,
 * datatype, class. Only the raw zone and the classes of images of a head count.
 */
class BidsExamplesTest {
  /**
   * Images that the inventory lists and the archive does not hold: their bytes were left out when
   * it was packed (pet002, pet003, pet005 and one of ieeg_visual; their sidecars are there).
   */
  private static final Set<String> NOT_IN_ARCHIVE =
      Set.of(
          "ieeg_visual/sub-02/ses-01/anat/sub-02_ses-01_T1w.nii.gz",
          "pet002/sub-01/ses-baseline/anat/sub-01_ses-baseline_T1w.nii",
          "pet002/sub-01/ses-baseline/pet/sub-01_ses-baseline_pet.nii.gz",
          "pet002/sub-01/ses-rescan/anat/sub-01_ses-rescan_T1w.nii",
          "pet002/sub-01/ses-rescan/pet/sub-01_ses-rescan_pet.nii.gz",
          "pet002/sub-02/ses-baseline/anat/sub-02_ses-baseline_T1w.nii",
          "pet002/sub-02/ses-baseline/pet/sub-02_ses-baseline_pet.nii.gz",
          "pet002/sub-02/ses-rescan/anat/sub-02_ses-rescan_T1w.nii",
          "pet002/sub-02/ses-rescan/pet/sub-02_ses-rescan_pet.nii.gz",
          "pet003/sub-01/ses-01/pet/sub-01_ses-01_pet.nii.gz",
          "pet005/sub-01/ses-baseline/anat/sub-01_ses-baseline_T1w.nii.gz",
          "pet005/sub-01/ses-intervention/anat/sub-01_ses-intervention_T1w.nii.gz");

  @TempDir Path unpacked;

  @Test
  void everyImageOfAHeadIsFoundAndNoOther() throws IOException, InterruptedException {
    Path layouts = Path.of(System.getProperty("bidsveil.shared", ""), "layouts");
    Path archive = layouts.resolve("bids-examples.tar.gz");
    if (!Files.isRegularFile(archive)) {
      String reason = "The layouts of bids-examples are not here: " + archive;
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    unpack(archive);
    Map<String, Set<String>> expected = expected(layouts.resolve("identifying_files.tsv"));
    Map<String, Set<String>> found = new TreeMap<>();
    Set<String> missing = new TreeSet<>();
    expected.forEach((dataset, images) -> {
      Set<String> absent = new TreeSet<>(images);
      absent.removeIf(image -> Files.exists(unpacked.resolve(path(image))));
      images.removeAll(absent);
      absent.forEach(image -> missing.add(path(image)));
    });
    expected.values().removeIf(Set::isEmpty);
    for (Path folder : FolderListing.sorted(unpacked)) {
      Set<String> images = new TreeSet<>();
      DatasetWalker.walk(folder, DatasetDescription.absent())
          .scans()
          .forEach(scan ->
              images.add(kind(scan.suffix()) + " " + folder.getFileName() + "/" + scan.bidsPath()));
      if (!images.isEmpty()) {
        found.put(folder.getFileName().toString(), images);
      }
    }
    assertEquals(NOT_IN_ARCHIVE, missing);
    assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(found.keySet()));
    expected.forEach((dataset, images) -> assertEquals(images, found.get(dataset)));
    assertEquals(
        1073 + 328,
        found.values().stream().mapToInt(Set::size).sum(),
        "anatomical images, then field maps and PET images");
  }

  /** As the inventory names it; UNIT1 is a map by the standard's table and an image to the eye. */
  private static String kind(ImageSuffix suffix) {
    boolean map = suffix.group() == ImageSuffix.Group.PARAMETRIC_MAP && suffix != ImageSuffix.UNIT1;
    return switch (suffix.datatype()) {
      case ANAT -> map ? "anat-map" : "anat-weighted";
      case FMAP -> "fmap-" + suffix.label();
      case PET -> "pet";
    };
  }

  private static String path(String image) {
    return image.substring(image.indexOf(' ') + 1);
  }

  private void unpack(Path archive) throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", unpacked.toString())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
  }

  private static Map<String, Set<String>> expected(Path inventory) throws IOException {
    TsvTable table = TsvTable.parse(Files.readAllBytes(inventory));
    Map<String, Set<String>> expected = new TreeMap<>();
    for (int row = 0; row < table.rowCount(); row++) {
      String kind = table.cell(row, "class").orElseThrow();
      boolean head =
          Set.of("anat-weighted", "anat-map", "pet").contains(kind) || kind.startsWith("fmap-");
      if (head && table.cell(row, "zone").equals(Optional.of("raw"))) {
        String dataset = table.cell(row, "dataset").orElseThrow();
        expected
            .computeIfAbsent(dataset, name -> new TreeSet<>())
            .add(kind + " " + dataset + "/" + table.cell(row, "path").orElseThrow());
      }
    }
    return expected;
  }
}
