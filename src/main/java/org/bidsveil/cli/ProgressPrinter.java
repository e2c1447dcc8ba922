package org.bidsveil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.originals.RestoreReport;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.SharedFile;
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
  /** Columns that are longer push the next one aside. */
  private static final int DEFACER_WIDTH = 11;

  /** How this program is called: the launcher tells where it is not on the PATH. */
  private static final String CALLED = System.getProperty("bidsveil.called", "bidsveil");

  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputOptions options;
  private final boolean bar;
  private boolean barStands;
  private int pathWidth;
  private int worked;
  private int toWork;
  private long start = System.nanoTime();

  ProgressPrinter(PrintWriter out, PrintWriter err, OutputOptions options, boolean terminal) {
    this.out = out;
    this.err = err;
    this.options = options;
    this.bar = terminal && !options.quiet() && !options.json();
  }

  /** For a command; the bar is drawn only where a person is looking. */
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
      out.println(line(outcome, pathWidth));
      if (outcome instanceof ScanOutcome.Failed failed && !(failed.cause().isPresent())) {
        out.println("    what to do: " + remedy(failed));
      }
      out.flush();
    }
    if (outcome instanceof ScanOutcome.Failed failed) {
      if (options.quiet() || options.json()) {
        err.println("bidsveil: " + line(outcome, 0));
      }
      if (options.verbose()) {
        failed.cause().ifPresent(cause -> cause.printStackTrace(err));
      }
    }
    if (options.verbose() && outcome instanceof ScanOutcome.Defaced defaced) {
      defaced.tried().forEach(tried -> err.println("  tried before: " + tried));
    }
    if (finished.outcome().seconds() > 0) {
      worked++;
    }
    drawBar(finished.done(), finished.total());
    err.flush();
  }

  /** Before the first scan: what will be done. */
  synchronized void begin(RunPlan plan) {
    RunForecast forecast = new RunForecast(plan);
    note(forecast.sentence());
    pathWidth = forecast.pathWidth();
    toWork = forecast.toDeface();
    start = System.nanoTime();
    drawBar(0, plan.scans().size());
  }

  private void drawBar(int done, int total) {
    if (bar && done < total) {
      double seconds = (System.nanoTime() - start) / 1e9;
      err.print(ProgressBar.line(done, total, worked, toWork, seconds));
      err.flush();
      barStands = true;
    }
  }

  private void eraseBar() {
    if (barStands) {
      err.print("\r\u001b[K");
      // Before anything goes to the other stream: a terminal shows both.
      err.flush();
      barStands = false;
    }
  }

  /** path, defacer, verdict, overlap, face_left, seconds: columns that a person can read down. */
  static String line(ScanOutcome outcome, int pathWidth) {
    String path = outcome.scan().bidsPath();
    // FAIL stands right behind the name, where eyes and scripts look for it.
    boolean failed = outcome instanceof ScanOutcome.Failed;
    StringBuilder line = new StringBuilder(padded(path, failed ? 0 : pathWidth));
    switch (outcome) {
      case ScanOutcome.Defaced _ -> {
        line.append("  ").append(padded(outcome.engine().orElse(""), DEFACER_WIDTH));
        line.append("  ").append(padded(outcome.word(), "review".length()));
        numbers(line, outcome);
      }
      case ScanOutcome.NoFace _ ->
          line.append("  ")
              .append(outcome.word())
              .append("  ")
              .append(outcome.why())
              .append(", voxels unchanged");
      case ScanOutcome.DoneBefore _ -> line.append("  ").append(outcome.why());
      case ScanOutcome.Failed _ -> {
        line.append("  FAIL  ");
        outcome.engine().ifPresent(name -> line.append(name).append("  "));
        line.append(outcome.why());
        numbers(line, outcome);
      }
    }
    if (outcome.seconds() > 0) {
      line.append(String.format(Locale.ROOT, "  %5.1f s", outcome.seconds()));
    }
    if (outcome instanceof ScanOutcome.Defaced && !outcome.why().equals("n/a")) {
      line.append("  (").append(outcome.why()).append(')');
    }
    return line.toString();
  }

  /** A refusal brings its own; here is what helps where a check or a defacer said no. */
  private static String remedy(ScanOutcome.Failed failed) {
    return failed.engine().isPresent()
        ? "the scan is as it was; mend the mask that was refused with '" + CALLED + " review'."
        : "the scan is as it was, and no mask can be made for it; see that its file is whole.";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
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
      shared(plan.shared());
    }
    out.flush();
  }

  private void shared(List<SharedFile> files) {
    if (!files.isEmpty()) {
      note(
          "shared by all participants, each dealt with once: "
              + files.stream()
                  .map(file -> file.path() + (file.done() ? " (done before)" : ""))
                  .collect(Collectors.joining(", "))
              + ".");
    }
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

  /** What comes after a run. */
  void next(String dataset) {
    if (!options.json() && !options.quiet()) {
      out.println("next");
      String called = "  " + CALLED + " ";
      out.println(called + dataset + " group            one page of all scans");
      out.println(called + "review " + dataset + "           look, mend, accept or reject");
      out.println(
          called + "check " + dataset + "            what can still carry a face or a name");
      out.println(called + "export " + dataset + " NEW_DIR   a copy to share");
      out.flush();
    }
  }

  /** Where to look after a run. */
  void where(Path dataset) {
    if (!options.json()) {
      say("pictures  " + dataset.resolve("derivatives/bidsveil") + "/sub-*/**/figures/*.png");
      say("numbers   " + dataset.resolve("derivatives/bidsveil") + "/sub-*/sub-*_deface.tsv");
      say("originals " + dataset.resolve("sourcedata/bidsveil"));
      say("undo it   " + CALLED + " restore " + dataset);
    }
  }

  void written(List<Path> files) {
    if (options.json()) {
      ObjectNode node = JsonDocument.object();
      files.forEach(file -> node.withArray("files").add(file.toString()));
      out.println(JsonDocument.text(node));
      out.flush();
      return;
    }
    files.forEach(file -> say(file.toString()));
  }

  void restored(RestoreReport report) {
    if (options.json()) {
      out.println(report.toJson());
      out.flush();
      return;
    }
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

  void images(List<ImageOutcome> outcomes) {
    if (options.json()) {
      out.println(ImageOutcome.json(outcomes));
    }
    for (ImageOutcome outcome : outcomes) {
      if (!outcome.succeeded()) {
        err.println(outcome.line());
      } else if (!options.quiet() && !options.json()) {
        out.println(outcome.line());
      }
    }
    out.flush();
    err.flush();
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
