package org.bidsveil.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bidsveil.audit.CheckReport;
import org.bidsveil.audit.DatasetCheck;
import org.bidsveil.cli.options.CheckOptions;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ScrubbingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil check BIDS_DIR}: may this dataset be shared? */
@Command(
    name = "check",
    description = "Lists everything that can still carry a face or an identity; changes nothing.",
    footer = {
      "",
      "Exit code 0 when nothing is left, otherwise 1. What is looked at and what is not:"
          + " docs/check.md."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class CheckDataset implements Callable<Integer> {

  @Parameters(paramLabel = "BIDS_DIR", description = "the dataset")
  private Path dataset = Path.of("");

  @Mixin private CheckOptions check = new CheckOptions();
  @Mixin private ScrubbingOptions scrubbing = new ScrubbingOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CheckReport report;
    try (HeadwayLine headway = HeadwayLine.of(spec, output)) {
      report = DatasetCheck.of(dataset, check.settings(scrubbing), headway);
    }
    CheckOptions.requireKnown(report);
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(report.toJson());
    } else if (output.quiet()) {
      out.println(report.summary());
    } else {
      report.lines().forEach(out::println);
    }
    out.flush();
    return report.isClean() ? ExitCode.OK : ExitCode.SOME_SCAN_FAILED;
  }
}
