package org.bidsveil.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.files.StopAt;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.originals.RestoreReport;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.Picture;
import org.bidsveil.table.TsvTable;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The dataset of the reliability campaign: an image with a sidecar and one without, a shared
 * sidecar and two tables, all to be changed. It is run through the whole program but for the
 * registration, for which an engine stands in that removes the front of every volume.
 */
final class ReliabilityStudy {
  static final String IMAGE = "sub-01/anat/sub-01_T1w.nii";
  static final String SIDECAR = "sub-01/anat/sub-01_T1w.json";
  static final String OTHER_IMAGE = "sub-01/anat/sub-01_T2w.nii.gz";
  static final String CREATED = "sub-01/anat/sub-01_T2w.json";

  /** Describes no anatomical image, and is scrubbed all the same. */
  static final String COMPANION = "sub-01/func/sub-01_task-rest_bold.json";

  /** Every file of which an original has to be kept. */
  static final List<String> ORIGINALS =
      List.of(
          IMAGE, SIDECAR, OTHER_IMAGE, "T1w.json", "participants.tsv", "sub-01/sub-01_scans.tsv");

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);
  private static final FileTime LONG_AGO =
      FileTime.from(Instant.parse("2019-08-07T06:05:04.030201Z"));

  /** Of more than one chunk of a write, so that a kill can fall inside. */
  private static final byte[] SMALL = image(new Grid(52, 60, 48, Affine.scaling(2, 2, 2)));

  private final SmallDataset data;

  private ReliabilityStudy(Path root) {
    this.data = new SmallDataset(root);
  }

  /** A file whose voxels are never 0. */
  static byte[] image(Grid grid) {
    float[] values = new float[grid.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      values[v] = 1 + v % 4000;
    }
    return NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16);
  }

  static ReliabilityStudy create(Path root) {
    return create(root, SMALL);
  }

  static ReliabilityStudy create(Path root, byte[] image) {
    ReliabilityStudy study = new ReliabilityStudy(root);
    study
        .data
        .bytes(IMAGE, image)
        .text(SIDECAR, "{\"EchoTime\": 2.300e-3, \"PatientName\": \"DOE^JANE\"}\n")
        .scan(OTHER_IMAGE)
        .text("T1w.json", "{\"InstitutionAddress\": \"1 Main St\", \"FlipAngle\": 9}\n")
        .text("participants.tsv", "participant_id\tage\nsub-01\t93\n")
        .text(
            "sub-01/sub-01_scans.tsv",
            "filename\tacq_time\nanat/sub-01_T1w.nii\t2019-04-01T10:00:00\n");
    study.data.text(
        COMPANION,
        "{\"RepetitionTime\": 2, \"TaskName\": \"rest\", \"PatientName\": \"DOE^JANE\"}\n");
    study.makeOld();
    return study;
  }

  /** The manifests hold the times of the originals, and a restore brings them back. */
  private void makeOld() {
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.setLastModifiedTime(file, LONG_AGO);
      }
      Files.setPosixFilePermissions(
          data.path(OTHER_IMAGE), PosixFilePermissions.fromString("r--r-----"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return data.root();
  }

  /**
   * How a run ended.
   *
   * @param code as the command line has it
   * @param words what is said of the scans that failed, or of the run
   */
  record Ending(int code, String words) {}

  /** Runs in place. */
  static Ending run(Path root, Disk disk) {
    try {
      RunPlan plan = RunPlan.of(inPlace(root));
      plan.requireReady();
      RunSummary summary = new DatasetRun(plan, progress -> {}, equipment(disk)).run();
      return new Ending(summary.succeeded() ? 0 : 1, summary.toJson());
    } catch (Refusal refusal) {
      return new Ending(refusal.kind().exitCode(), refusal.sentence());
    } catch (OutOfMemoryError e) {
      return new Ending(Refusal.ofMemory(e).kind().exitCode(), Refusal.ofMemory(e).sentence());
    }
  }

  /** The front is removed from every volume, and no picture drawn. */
  static Equipment equipment(Disk disk) {
    return new Equipment(
        SmallDataset.removesTheFront(), ReliabilityStudy::blackPictures, CLOCK, disk);
  }

  /** The real ones take most of a run's time; what matters here is how they are written. */
  private static Pictures blackPictures(
      Volume volume, Mask removed, Mask brain, boolean withBefore, TaskExecutor executor) {
    Picture black = Picture.black(300, 200, Picture.Samples.RGB);
    return new Pictures(black, black, black, withBefore ? Optional.of(black) : Optional.empty());
  }

  private static RunConfiguration inPlace(Path root) {
    return new RunConfiguration(
        root,
        Target.of(root, Optional.empty(), Optional.empty(), false),
        Selection.EVERYTHING,
        Defacing.DEFAULT,
        Scrubbing.DEFAULT,
        new Resources(1, 1000),
        false,
        false);
  }

  static RestoreReport restore(Path root, Disk disk) {
    StoreOptions options =
        StoreOptions.defaults()
            .withDisk(disk)
            .withClock(CLOCK)
            .withLockWait(Duration.ofSeconds(20));
    return Restore.restore(
        OriginalsStore.at(root, new OriginalsLocation.InDataset(), options), List.of(), true);
  }

  /**
   * Every file, by its path: mode, time where it is an original's, checksum. Without the locks and
   * the reports of the runs, and without the seconds that a scan took.
   */
  static SortedMap<String, String> snapshot(Path root) {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        String name = root.relativize(file).toString();
        boolean ofTheRun = name.contains("/locks/") || name.startsWith("derivatives/bidsveil/log");
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !ofTheRun) {
          files.put(name, describe(file));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String describe(Path file) throws IOException {
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    FileTime time = Files.getLastModifiedTime(file);
    String name = String.valueOf(file.getFileName());
    byte[] bytes = Files.readAllBytes(file);
    String content =
        switch (name.substring(name.lastIndexOf('_') + 1)) {
          case "deface.tsv", "defacemask.tsv" -> withoutSeconds(bytes);
          case "originals.tsv" -> withoutFirstComer(bytes);
          default -> Sha256.of(bytes).hex();
        };
    return mode + (time.equals(LONG_AGO) ? " long ago " : " ") + content;
  }

  /** Who changed a shared file depends on which scan could be defaced first. */
  private static String withoutFirstComer(byte[] manifest) {
    TsvTable table = TsvTable.parse(manifest);
    List<String> cells = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      boolean image = table.cell(row, "path").orElse("").contains(".nii");
      for (String column : table.columns()) {
        if (image || !column.equals("defacer")) {
          cells.add(table.cell(row, column).orElse("n/a"));
        }
      }
    }
    return String.join(" ", cells);
  }

  private static String withoutSeconds(byte[] table) {
    int seconds = DefaceRow.COLUMNS.indexOf("seconds");
    List<String> cells = new ArrayList<>();
    for (DefaceRow row : DefaceTable.parse(table).rows()) {
      cells.addAll(row.cells());
      cells.remove(cells.size() - DefaceRow.COLUMNS.size() + seconds);
    }
    return String.join(" ", cells);
  }

  /** The dataset without what bidsveil keeps for itself. */
  static SortedMap<String, String> raw(Map<String, String> snapshot) {
    SortedMap<String, String> raw = new TreeMap<>(snapshot);
    raw.keySet()
        .removeIf(n -> n.startsWith("sourcedata/bidsveil") || n.startsWith("derivatives/bidsveil"));
    return raw;
  }

  /** Runs or restores in a process of its own that stops at a step and waits there to be killed. */
  static final class Victim {
    public static void main(String[] arguments) {
      Path root = Path.of(arguments[1]);
      Disk disk = new Disk(new StopAt(Integer.parseInt(arguments[2])));
      Ending ending =
          arguments[0].equals("restore")
              ? new Ending(restore(root, disk).refusals().size(), "")
              : run(root, disk);
      System.out.println("ended " + ending.code());
      System.out.println(ending.words());
      System.exit(ending.code());
    }
  }
}
