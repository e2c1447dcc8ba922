package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.cli.options.DefacingOptions;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.cli.options.ScrubbingOptions;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.cli.options.SelectionOptions;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.destination.LateDates;
import org.bidsveil.external.BidsValidator;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Target;
import org.bidsveil.plan.Validation;
import org.bidsveil.run.DatasetRun;
import org.bidsveil.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The BIDS App: {@code bidsveil BIDS_DIR [OUTPUT_DIR] {participant|group} [options]}. */
@Command(
    name = "bidsveil",
    versionProvider = Version.class,
    customSynopsis = {
      "bidsveil BIDS_DIR participant [options]             in place; the originals are kept",
      "       bidsveil BIDS_DIR OUTPUT_DIR participant [options]  a defaced copy",
      "       bidsveil BIDS_DIR [OUTPUT_DIR] group                gathers the tables",
      "       bidsveil COMMAND ..."
    },
    description = {
      "",
      "Removes the face, the ears and the identifying metadata from the anatomical MRI of a BIDS"
          + " dataset, in place and reversibly.",
      ""
    },
    footer = {
      "",
      "Every option may be written with dashes or underscores. Exit codes: 0 done, 1 at least one"
          + " scan was not defaced, 16 not BIDS, 17 unknown level, 18 nothing matches, 64 usage, 65"
          + " bad data, 66 content missing, 73 cannot write, 74 I/O, 75 locked."
    },
    sortOptions = false)
final class BidsApp implements Callable<Integer> {

  /** The positional arguments, contract "Commands". */
  private record Call(Path dataset, Optional<Path> output, Level level) {}

  private enum Level {
    PARTICIPANT,
    GROUP
  }

  @Parameters(arity = "0..*", hidden = true)
  private List<String> positionals = new ArrayList<>();

  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private DefacingOptions defacing = new DefacingOptions();
  @Mixin private ScrubbingOptions scrubbing = new ScrubbingOptions();
  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--originals",
      paramLabel = "WHERE",
      description =
          "where to keep the originals: sourcedata, a folder outside the dataset, or none (default:"
              + " sourcedata)")
  private Optional<String> originals = Optional.empty();

  @Option(names = "--yes", description = "confirm that no originals are kept (--originals none)")
  private boolean yes;

  @Option(names = "--dry-run", description = "show what would be done and change nothing")
  private boolean dryRun;

  @Option(names = "--force", description = "deface again, from the originals")
  private boolean force;

  @Option(
      names = {"--skip-bids-validation", "--skip-bids-validator"},
      description = "do not run bids-validator; accept a folder without dataset_description.json")
  private boolean skipValidation;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Option(
      names = {"-v", "-V", "--version"},
      versionHelp = true,
      description = "print the version")
  private boolean version;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this help")
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final SearchPath searchPath;

  /**
   * @param searchPath where the BIDS validator is looked for
   */
  BidsApp(SearchPath searchPath) {
    this.searchPath = searchPath;
  }

  @Override
  public Integer call() {
    Call call = positionals();
    ProgressPrinter printer = ProgressPrinter.of(spec, output);
    return switch (call.level()) {
      case PARTICIPANT -> participant(call, printer);
      case GROUP -> group(call, printer);
    };
  }

  private int participant(Call call, ProgressPrinter printer) {
    Defacing how = defacing.defacing(printer::note, resources.workDir());
    if (resources.workDir().isPresent() && how.tools().isEmpty()) {
      printer.note("--work-dir is not needed: temporary files lie beside their targets.");
    }
    RunConfiguration configuration =
        new RunConfiguration(
            call.dataset(),
            Target.of(call.dataset(), call.output(), originals, yes),
            selection.selection(),
            how,
            scrubbing.scrubbing(),
            resources.resources(),
            force,
            skipValidation);
    RunPlan plan = RunPlan.of(configuration);
    if (dryRun) {
      printer.plan(plan);
      plan.requireReady();
      overlooked(plan, printer);
      plan.oddFolders().forEach(line -> printer.note("will not be done: " + line));
      if (plan.scans().isEmpty()) {
        printer.note(
            "there is no image to deface; sidecars, tables and headers would be scrubbed.");
      }
      return ExitCode.OK;
    }
    plan.requireReady();
    ShippedAtlas.readAhead();
    Validation.require(
        plan, searchPath.find("bids-validator").map(BidsValidator::new), printer::note);
    overlooked(plan, printer);
    printer.begin(plan);
    DatasetRun run = new DatasetRun(plan, printer::accept);
    Interruption.watch(run, spec.commandLine().getErr());
    RunSummary summary = run.run();
    printer.summary(summary);
    printer.next(call.output().orElse(call.dataset()).toString());
    return summary.succeeded() ? ExitCode.OK : ExitCode.SOME_SCAN_FAILED;
  }

  private static void overlooked(RunPlan plan, ProgressPrinter printer) {
    if (!plan.overlooked().isEmpty()) {
      printer.note(
          "these files in anat folders have no name of an anatomical image and stay as they are: "
              + String.join(", ", plan.overlooked())
              + ".");
    }
  }

  private int group(Call call, ProgressPrinter printer) {
    if (spec.commandLine().getParseResult().hasMatchedOption("--deid") || force) {
      printer.note("group gathers what the participants left and defaces nothing.");
    }
    if (scrubbing.scrubbing().dates() instanceof Scrubbing.ShiftDates
        && Target.of(call.dataset(), call.output(), originals, yes)
            instanceof Target.InPlace(OriginalsLocation where)) {
      LateDates.fill(call.dataset(), where, scrubbing.scrubbing())
          .forEach(table -> printer.note("shifted dates put into " + table + "."));
    }
    Path root = call.output().orElse(call.dataset());
    GroupSummary summary;
    try (HeadwayLine headway = HeadwayLine.of(spec, output)) {
      summary = GroupSummary.gather(root, resources.resources().processors(), headway);
    }
    printer.group(summary);
    return summary.succeeded() ? ExitCode.OK : ExitCode.SOME_SCAN_FAILED;
  }

  private Call positionals() {
    int n = positionals.size();
    if (n >= 2 && isLevel(positionals.get(1))) {
      refuseMoreThan(2);
      return new Call(Path.of(positionals.get(0)), Optional.empty(), level(positionals.get(1)));
    }
    if (n < 2) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "arguments-missing",
          n == 0 ? "no dataset is given." : "no analysis level is given.",
          "The call is: bidsveil BIDS_DIR [OUTPUT_DIR] {participant|group}; see bidsveil --help.");
    }
    refuseMoreThan(3);
    Level level = level(positionals.get(n - 1));
    return new Call(Path.of(positionals.get(0)), Optional.of(Path.of(positionals.get(1))), level);
  }

  private void refuseMoreThan(int most) {
    if (positionals.size() > most) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "arguments-too-many",
          "'" + positionals.get(most) + "' is one argument too many.",
          "The call is: bidsveil BIDS_DIR [OUTPUT_DIR] {participant|group}; see bidsveil --help.");
    }
  }

  private static boolean isLevel(String word) {
    return word.equals("participant") || word.equals("group");
  }

  private static Level level(String word) {
    return switch (word) {
      case "participant" -> Level.PARTICIPANT;
      case "group" -> Level.GROUP;
      default ->
          throw new Refusal(
              Refusal.Kind.UNKNOWN_LEVEL,
              "level-unknown",
              "there is no analysis level '" + word + "'.",
              "Use participant or group.");
    };
  }
}
