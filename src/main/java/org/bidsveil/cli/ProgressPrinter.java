package org.bidsveil.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.originals.RestoreReport;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.run.ImageOutcome;
import org.bidsveil.run.Progress;
import org.bidsveil.run.RunSummary;
import org.bidsveil.run.ScanOutcome;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Says on stdout what became of each scan, a line a scan, and on stderr what else there is to say;
 * on a terminal a bar stands below. With {@code --json} stdout holds one JSON object and nothing
 * else.
 */
final class ProgressPrinter {
  private static final int BAR_CELLS = 30;

  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputOptions options;
  private final boolean bar;

  ProgressPrinter(PrintWriter out, PrintWriter err, OutputOptions options, boolean terminal) {
    this.out = out;
    this.err = err;
    this.options = options;
    this.bar = terminal && !options.quiet() && !options.json();
  }

  /** For a command; the bar stands only where somebody is looking. */
  static ProgressPrinter of(CommandSpec spec, OutputOptions options) {
    return new ProgressPrinter(
        spec.commandLine().getOut(), spec.commandLine().getErr(), options, Terminal.isThere());
  }

  /** One sentence that the user should know. */
  synchronized void note(String sentence) {
    if (!options.quiet()) {
      eraseBar();
      err.println("bidsveil: " + sentence);
      err.flush();
    }
  }

  synchronized void accept(Progress progress) {
    switch (progress) {
      case Progress.Started started -> {
        if (options.verbose()) {
          note(started.scan().bidsPath() + " ...");
        }
      }
      case Progress.Note noted -> note(noted.sentence());
      case Progress.Finished finished -> finished(finished);
    }
  }

  private void finished(Progress.Finished finished) {
    ScanOutcome outcome = finished.outcome();
    eraseBar();
    if (!options.quiet() && !options.json()) {
      out.println(line(outcome));
      out.flush();
    }
    if (outcome instanceof ScanOutcome.Failed failed) {
      if (options.quiet() || options.json()) {
        err.println("bidsveil: " + line(outcome));
      }
      if (options.verbose()) {
        failed.cause().ifPresent(cause -> cause.printStackTrace(err));
      }
    }
    if (options.verbose() && outcome instanceof ScanOutcome.Defaced defaced) {
      defaced.tried().forEach(tried -> err.println("  tried before: " + tried));
    }
    if (bar) {
      int cells = BAR_CELLS * finished.done() / finished.total();
      err.print(
          "["
              + "#".repeat(cells)
              + "-".repeat(BAR_CELLS - cells)
              + "] "
              + finished.done()
              + "/"
              + finished.total());
    }
    err.flush();
  }

  private void eraseBar() {
    if (bar) {
      err.print("\r\u001b[K");
    }
  }

  /** path, defacer, verdict, overlap, face_left, seconds. */
  static String line(ScanOutcome outcome) {
    StringBuilder line = new StringBuilder(outcome.scan().bidsPath());
    switch (outcome) {
      case ScanOutcome.Defaced _ -> {
        line.append("  ").append(outcome.engine().orElse(""));
        line.append("  ").append(outcome.word());
        numbers(line, outcome);
        if (!outcome.why().equals("n/a")) {
          line.append("  (").append(outcome.why()).append(')');
        }
      }
      case ScanOutcome.NoFace _ ->
          line.append("  ").append(outcome.why()).append(", voxels unchanged");
      case ScanOutcome.DoneBefore _ -> line.append("  ").append(outcome.why());
      case ScanOutcome.Failed _ -> {
        line.append("  FAIL  ");
        outcome.engine().ifPresent(name -> line.append(name).append("  "));
        line.append(outcome.why());
        numbers(line, outcome);
      }
    }
    if (outcome.seconds() > 0) {
      line.append(String.format(Locale.ROOT, "  %.1f s", outcome.seconds()));
    }
    return line.toString();
  }

  private static void numbers(StringBuilder line, ScanOutcome outcome) {
    outcome
        .overlap()
        .ifPresent(share -> line.append(String.format(Locale.ROOT, "  overlap %.4f", share)));
    outcome
        .faceLeft()
        .ifPresent(share -> line.append(String.format(Locale.ROOT, "  face_left %.3f", share)));
  }

  void plan(RunPlan plan) {
    if (options.json()) {
      out.println(plan.toJson());
    } else {
      for (PlannedScan planned : plan.scans()) {
        out.println(
            planned.action().word()
                + "  "
                + planned.scan().bidsPath()
                + "  ("
                + planned.action().reason()
                + ")");
      }
    }
    out.flush();
  }

  void summary(RunSummary summary) {
    eraseBar();
    if (options.quiet()) {
      // Without --quiet they were told as notes.
      summary
          .unscrubbed()
          .forEach(line -> err.println("bidsveil: metadata left as it was: " + line));
    }
    if (options.json()) {
      out.println(summary.toJson());
    } else if (!options.quiet()) {
      long failed = summary.count(ScanOutcome.Failed.class);
      out.println(
          List.of(
                  summary.count(ScanOutcome.Defaced.class) + " defaced",
                  summary.count(ScanOutcome.DoneBefore.class) + " done before",
                  summary.count(ScanOutcome.NoFace.class) + " without a face",
                  failed + " failed")
              .stream()
              .reduce((a, b) -> a + ", " + b)
              .orElseThrow());
    }
    out.flush();
  }

  /** Where to look after a run. */
  void where(Path dataset) {
    if (!options.json()) {
      say("pictures  " + dataset.resolve("derivatives/bidsveil") + "/sub-*/**/figures/*.png");
      say("numbers   " + dataset.resolve("derivatives/bidsveil") + "/sub-*/sub-*_deface.tsv");
      say("originals " + dataset.resolve("sourcedata/bidsveil"));
      say("undo it   bidsveil restore " + dataset);
    }
  }

  void written(List<Path> files) {
    files.forEach(file -> say(file.toString()));
  }

  void restored(RestoreReport report) {
    for (RestoreReport.Item item : report.items()) {
      switch (item) {
        case RestoreReport.Item.PutBack put -> say(put.path() + "  original put back");
        case RestoreReport.Item.Removed removed ->
            say(removed.path() + "  removed, a run had created it");
        case RestoreReport.Item.AlreadyThere there -> say(there.path() + "  is the original");
        case RestoreReport.Item.Refused refused ->
            err.println(
                "bidsveil: "
                    + refused.path()
                    + ": "
                    + refused.refusal().sentence()
                    + " "
                    + refused.refusal().remedy());
      }
    }
    report.notes().forEach(this::note);
    if (report.items().isEmpty()) {
      say("nothing to restore");
    }
    if (report.purged()) {
      say("derivatives/bidsveil and sourcedata/bidsveil removed");
    }
    err.flush();
  }

  private void say(String line) {
    if (!options.quiet()) {
      out.println(line);
      out.flush();
    }
  }

  void image(ImageOutcome outcome) {
    if (!options.quiet() || !outcome.succeeded()) {
      (outcome.succeeded() ? out : err).println(outcome.line());
      out.flush();
      err.flush();
    }
  }

  void group(GroupSummary summary) {
    if (options.json()) {
      out.println(summary.toJson());
    } else if (!options.quiet()) {
      out.println(summary.sentence());
      out.println("table  " + summary.table());
      out.println("page   " + summary.page() + "  (open it in a browser)");
    }
    out.flush();
  }
}
