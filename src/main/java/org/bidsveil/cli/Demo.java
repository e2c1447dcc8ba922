package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.demo.DemoDataset;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.run.DatasetRun;
import org.bidsveil.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil demo [DIR]}: a dataset of synthetic heads, defaced before the user's eyes. */
@Command(
    name = "demo",
    description = "Makes a small BIDS dataset of synthetic heads in DIR and defaces it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Demo implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "a new folder (default: bidsveil-demo)")
  private Path folder = Path.of("bidsveil-demo");

  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ProgressPrinter printer = ProgressPrinter.of(spec, output);
    Resources use = resources.resources();
    DemoDataset.create(folder, use.processors(), printer::note);
    RunConfiguration configuration =
        new RunConfiguration(
            folder,
            Target.of(folder, Optional.empty(), Optional.empty(), false),
            Selection.EVERYTHING,
            Defacing.DEFAULT,
            Scrubbing.DEFAULT,
            use,
            false,
            false);
    RunPlan plan = RunPlan.of(configuration);
    printer.begin(plan);
    DatasetRun run = new DatasetRun(plan, printer::accept);
    Interruption.watch(run, spec.commandLine().getErr());
    RunSummary summary = run.run();
    printer.summary(summary);
    printer.where(folder);
    printer.next(folder.toString());
    return summary.succeeded() ? ExitCode.OK : ExitCode.SOME_SCAN_FAILED;
  }
}
