package org.bidsveil.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.table.TsvTable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The datasets of bids-examples, and an inventory of the files in them that may identify: every row
 * of the classes that docs/check.md claims is found, dataset by dataset.
 */
class LayoutsTest {
  /** Volumes of FreeSurfer that show the head; the others are brains, labels and overlays. */
  private static final Set<String> WHOLE_HEADS =
      Set.of(
          "T1.mgz",
          "orig.mgz",
          "orig_nu.mgz",
          "nu.mgz",
          "rawavg.mgz",
          "001.mgz",
          "seghead.mgz",
          "flash5.mgz",
          "flash5_reg.mgz",
          "mef05.mgz");

  /** Field maps that show the head as an anatomical image does, at low resolution. */
  private static final Set<String> HEAD_FIELD_MAPS =
      Set.of(
          "fmap-magnitude",
          "fmap-magnitude1",
          "fmap-magnitude2",
          "fmap-TB1AFI",
          "fmap-TB1SRGE",
          "fmap-TB1TFL",
          "perf-m0scan");

  /** What no rule accounts for in the layouts, by pattern of the path. */
  private static final List<Pattern> LEFT_OUT =
      Stream.of(
              // Pictures and sounds of stimuli may show or speak a person: BIDS, "Stimuli".
              "stimuli/.*\\.(bmp|jpg|png|wav)",
              // Texts that stand for samples and pictures in the archive.
              "sub-[^/]+/ieeg/[^/]+_ieeg\\.eeg",
              "sub-[^/]+/ses-[^/]+/micr/[^/]+_SEM\\.png",
              // Images and surfaces whose names do not say that no face is in them.
              "derivatives/.*/fsl_rigid_register\\.\\d+/[a-z]+vol\\.fsl_rigid_register\\.nii(\\.gz)?",
              // Recordings, documents and pages that nobody here reads.
              "derivatives/(meg_derivatives|freesurfer)/.*\\.fif",
              "derivatives/freesurfer/.*(COR-\\.info|mask\\.1mm\\.README)",
              "derivatives/brainvisa/.*\\.minf",
              "optode_layout\\.pdf",
              "logs/CITATION\\.html")
          .map(Pattern::compile)
          .toList();

  @TempDir Path unpacked;

  private record Row(String dataset, String path, String suffix, String extension, String kind) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether docs/check.md says that this row is found. */
    boolean isClaimed() {
      return switch (kind) {
        case "anat-weighted",
            "anat-map",
            "asllabeling",
            "headshape-points",
            "head-surface",
            "pet",
            "nifti-elsewhere" ->
            true;
        case "photo" -> !extension.equals(".json");
        case "freesurfer-volume" -> WHOLE_HEADS.contains(name());
        case "report" -> !suffix.equals("bold") && !suffix.equals("CITATION");
        default -> HEAD_FIELD_MAPS.contains(kind);
      };
    }

    /** Whether docs/check.md says that this row is never found by its name. */
    boolean isDisclaimed() {
      return Set.of("func", "dwi", "perf-asl", "mask-only", "anat-label/mask", "coordsystem")
          .contains(kind);
    }
  }

  private void unpack(Path layouts) throws IOException, InterruptedException {
    Path archive = layouts.resolve("bids-examples.tar.gz");
    if (!Files.isRegularFile(archive)) {
      String reason = "The layouts of bids-examples are not here: " + archive;
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", unpacked.toString())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
  }

  private static Path layouts() {
    return Path.of(System.getProperty("bidsveil.shared", ""), "layouts");
  }

  @Test
  void littleIsLeftOutBecauseNoRuleAccountsForIt() throws IOException, InterruptedException {
    unpack(layouts());
    Set<String> others = new TreeSet<>();
    Map<Pattern, Integer> counts = new LinkedHashMap<>();
    int files = 0;
    try (Stream<Path> datasets = Files.list(unpacked)) {
      for (Path dataset : datasets.sorted().toList()) {
        CheckReport report = DatasetCheck.of(dataset, CheckSettings.DEFAULT);
        files += report.files();
        for (Finding finding : report.findings()) {
          if (finding.kind() == FindingClass.UNACCOUNTED
              || finding.kind() == FindingClass.DERIVATIVE_UNKNOWN) {
            LEFT_OUT.stream()
                .filter(pattern -> pattern.matcher(finding.path()).matches())
                .findFirst()
                .ifPresentOrElse(
                    pattern -> counts.merge(pattern, 1, Integer::sum),
                    () -> others.add(dataset.getFileName() + "/" + finding.path()));
          }
        }
      }
    }
    System.out.println("No rule accounts for these of " + files + " files: " + counts);
    assertEquals(Set.of(), others);
  }

  @Test
  void everyRowOfTheClaimedClassesIsFound() throws IOException, InterruptedException {
    Path layouts = layouts();
    unpack(layouts);
    Map<String, Set<Row>> inventory = inventory(layouts.resolve("identifying_files.tsv"));
    Map<String, Integer> found = new TreeMap<>();
    Set<String> missed = new TreeSet<>();
    Set<String> tooMany = new TreeSet<>();
    for (Map.Entry<String, Set<Row>> dataset : inventory.entrySet()) {
      Path root = unpacked.resolve(dataset.getKey());
      Set<String> paths =
          DatasetCheck.of(root, CheckSettings.DEFAULT).findings().stream()
              .filter(finding -> finding.category().equals(Finding.FACE))
              .map(Finding::path)
              .collect(Collectors.toSet());
      for (Row row : dataset.getValue()) {
        boolean there = Files.exists(root.resolve(row.path()));
        // The archive lacks the bytes of some pictures and PET images: their names are judged.
        boolean isFound =
            there ? paths.contains(row.path()) : FileRules.of(row.path(), FileZone.RAW).isPresent();
        boolean byName = !row.kind().startsWith("anat-");
        if (row.isClaimed() && (there || byName)) {
          found.merge(row.kind(), 1, Integer::sum);
          if (!isFound) {
            missed.add(dataset.getKey() + "/" + row.path());
          }
        }
        if (row.isDisclaimed() && isFound) {
          tooMany.add(dataset.getKey() + "/" + row.path());
        }
      }
    }
    System.out.println("Rows of the claimed classes: " + found);
    assertEquals(Set.of(), missed);
    assertEquals(Set.of(), tooMany);
    assertTrue(found.values().stream().mapToInt(Integer::intValue).sum() > 1400, found.toString());
  }

  private static Map<String, Set<Row>> inventory(Path file) throws IOException {
    TsvTable table = TsvTable.parse(Files.readAllBytes(file));
    Map<String, Set<Row>> rows = new TreeMap<>();
    for (int i = 0; i < table.rowCount(); i++) {
      Row row =
          new Row(
              cell(table, i, "dataset"),
              cell(table, i, "path"),
              cell(table, i, "suffix"),
              cell(table, i, "ext"),
              cell(table, i, "class"));
      rows.computeIfAbsent(row.dataset(), d -> new TreeSet<>(Comparator.comparing(Row::path)))
          .add(row);
    }
    return rows;
  }

  private static String cell(TsvTable table, int row, String column) {
    return table.cell(row, column).orElse("");
  }
}
