package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bidsveil.atlas.AtlasCatalog;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every real head that is set apart for tests, through the engine with its defaults; writes
 * docs/evaluation.md. Run by {@code mvn -Pevaluation verify}.
 */
@Tag("evaluation")
class EvaluationTest {
  private static final Path HEADS = Path.of(System.getProperty("bidsveil.shared"), "heads");

  /** Columns of heads.tsv. */
  private static final int FILE = 0;

  private static final int MODALITY = 2;
  private static final int FACE = 7;
  private static final int USE = 9;

  private static final List<String> DEFACERS =
      List.of("template", "quickshear", "probability", "scalp");

  private static final String NOTHING_MEASURED = "n/a | n/a | n/a | n/a | n/a | n/a | n/a";

  private record Row(String head, String modality, String face, String result, String cells) {}

  private final List<String> defacerRows = new ArrayList<>();
  private final List<String> contrastRows = new ArrayList<>();

  @Test
  void everyHeadLosesItsFaceAndNoBrain() throws IOException {
    if (!Files.isDirectory(HEADS)) {
      System.out.println("no real heads here: the evaluation is not run");
      Assumptions.abort("no real heads here");
    }
    ScanEngine engine =
        new ScanEngine(AtlasCatalog.load(), EngineSettings.of("template"), TaskExecutor.of(2));
    ScanEngine each =
        new ScanEngine(
            AtlasCatalog.load(),
            EngineSettings.of(DEFACERS.toArray(String[]::new)),
            TaskExecutor.of(2));
    List<Row> rows = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (String line : Files.readAllLines(HEADS.resolve("heads.tsv"))) {
      String[] cells = line.split("\t", -1);
      if (cells[USE].equals("test")) {
        rows.add(evaluate(engine, each, cells, broken));
      }
    }
    madeUpContrasts(engine, broken);
    EvaluationPage page = EvaluationPage.measured("evaluation.md", page(rows));
    assertTrue(rows.size() > 40, rows.size() + " heads");
    assertEquals(List.of(), broken);
    page.publish();
  }

  private Row evaluate(ScanEngine engine, ScanEngine each, String[] cells, List<String> broken) {
    String name = Path.of(cells[FILE]).getFileName().toString().replace(".nii.gz", "");
    Volume scan = NiftiReader.read(HEADS.resolve(cells[FILE])).volume(0);
    ScanResult result = engine.propose(scan);
    boolean hasFace = !cells[FACE].equals("no");
    return switch (result) {
      case ScanResult.Proposed p -> {
        String cut = referenceVoxelsRemoved(name, p);
        everyDefacer(each, name, scan, p.placement().orElseThrow(), broken);
        if (!hasFace && p.verdict().word().equals("pass")) {
          broken.add(name + " has no face, and nobody is asked to look");
        }
        if (p.verdict().word().equals("fail") || cut.matches("[1-9].*")) {
          broken.add(name + " " + p.verdict().reason() + ", brain voxels removed " + cut);
        }
        yield new Row(name, cells[MODALITY], cells[FACE], p.verdict().word(), cells(p, cut));
      }
      case ScanResult.NothingToDo n -> {
        if (hasFace) {
          broken.add(name + " has a face and was taken for " + n.reason().words());
        }
        yield new Row(name, cells[MODALITY], cells[FACE], n.reason().words(), NOTHING_MEASURED);
      }
      case ScanResult.Impossible i -> {
        broken.add(name + " " + i.reason());
        yield new Row(name, cells[MODALITY], cells[FACE], "fail", NOTHING_MEASURED);
      }
    };
  }

  /** All defacers on one registration: that is most of the time. */
  private void everyDefacer(
      ScanEngine each, String name, Volume scan, PlacedHead placement, List<String> broken) {
    each.proposeEach(
        scan,
        placement,
        result -> {
          switch (result) {
            case ScanResult.Proposed p -> {
              String cut = referenceVoxelsRemoved(name, p);
              if (cut.matches("[1-9].*")) {
                broken.add(name + " " + p.defacer() + " removed brain voxels: " + cut);
              }
              defacerRows.add(
                  "| %s | %s | %s | %s |"
                      .formatted(name, p.defacer(), p.verdict().word(), cells(p, cut)));
            }
            case ScanResult.NothingToDo n ->
                defacerRows.add("| %s | | %s | | | | | | | |".formatted(name, n.reason().words()));
            case ScanResult.Impossible i ->
                defacerRows.add("| %s | %s | fail | | | | | | | |".formatted(name, i.reason()));
          }
        });
  }

  private static String cells(ScanResult.Proposed p, String cut) {
    DefaceMetrics m = p.metrics();
    return String.format(
        Locale.ROOT,
        "%.4f | %.4f | %s | %.3f | %.3f | %s | %.3f",
        m.overlapProposed(),
        m.overlap(),
        cut,
        m.faceLeft(),
        m.faceLikeness(),
        Double.isNaN(m.earsLeft()) ? "n/a" : String.format(Locale.ROOT, "%.3f", m.earsLeft()),
        m.registrationConfidence());
  }

  /** Contrasts made up from maps of tissues, whose brain is known, within the bars of the T1w. */
  private void madeUpContrasts(ScanEngine engine, List<String> broken) {
    for (String map : List.of("synthseg_01", "synthseg_06")) {
      MadeUpContrast head = MadeUpContrast.of(HEADS.resolve("label_maps").resolve(map + ".nii.gz"));
      Mask brain = head.brain();
      for (MadeUpContrast.Kind kind : MadeUpContrast.Kind.values()) {
        String name = map + " " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        ScanResult result = engine.propose(head.scan(kind));
        if (result instanceof ScanResult.Proposed p) {
          int cut = brain.countAnd(p.removed());
          contrastRows.add(
              "| %s | %s | %s |"
                  .formatted(name, p.verdict().word(), cells(p, Integer.toString(cut))));
          if (cut > 0 || p.failed()) {
            broken.add(name + " " + p.verdict().reason() + ", brain voxels removed " + cut);
          }
        } else {
          broken.add(name + " " + result);
        }
      }
    }
  }

  /** Voxels of the outside brain segmentation that the mask takes, "n/a" without one. */
  private static String referenceVoxelsRemoved(String name, ScanResult.Proposed result) {
    Path labels = HEADS.resolve("reference_brain_masks").resolve(name + "_labels.nii.gz");
    if (!Files.exists(labels)) {
      return "n/a";
    }
    float[] brain = NiftiReader.read(labels).volume(0).values();
    int cut = 0;
    for (int v = 0; v < brain.length; v++) {
      if (brain[v] > 0.5f && result.removed().get(v)) {
        cut++;
      }
    }
    return Integer.toString(cut);
  }

  private String page(List<Row> rows) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Evaluation on real heads

        Written by `mvn -Pevaluation verify`: the engine with its defaults (`--deid template`) on every head that is set apart for
        tests; none of them is part of the atlas. `brain cut` counts voxels of an outside brain segmentation that were removed.
        `ears left` is what ears-left is in docs/metrics.md, n/a where no ear is in view.

        | head | modality | face in view | result | overlap_proposed | overlap | brain cut | face_left | face_likeness | ears left | confidence |
        |---|---|---|---|---|---|---|---|---|---|---|
        """);
    for (Row row : rows) {
      page.append(
          "| %s | %s | %s | %s | %s |%n"
              .formatted(row.head(), row.modality(), row.face(), row.result(), row.cells()));
    }
    page.append(
        """

        ## Every defacer

        Each on every head in which a face is, by the same registration. `fail` means that the scan would be left to the next
        defacer of the chain.

        | head | defacer | result | overlap_proposed | overlap | brain cut | face_left | face_likeness | ears left | confidence |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    defacerRows.forEach(row -> page.append(row).append('\n'));
    page.append(
        """

        ## Contrasts that nobody acquired

        Made from maps of tissues at 2 mm: a value a tissue, the tissues outside of the brain with values of their own, blur,
        Rician noise; the air of the MP2RAGE is noise of the whole range. `brain cut` counts voxels of the map's brain.

        | head | result | overlap_proposed | overlap | brain cut | face_left | face_likeness | ears left | confidence |
        |---|---|---|---|---|---|---|---|---|
        """);
    contrastRows.forEach(row -> page.append(row).append('\n'));
    return page.toString();
  }
}
