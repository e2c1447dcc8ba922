package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bidsveil.atlas.AtlasConstruction;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.files.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil atlas build HEAD... -o DIR}. */
@Command(
    name = "build",
    description = "Builds template, probability maps and regions from T1w heads with their faces.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class AtlasBuild implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "HEAD",
      description = "T1w images, at least " + AtlasConstruction.LEAST_HEADS)
  private List<Path> heads = new ArrayList<>();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "folder for the files")
  private Path output = Path.of("");

  @Option(
      names = "--regions-only",
      description = "only the regions, from the shipped template and landmarks")
  private boolean regionsOnly;

  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (regionsOnly && !heads.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "heads-with-regions-only",
          "--regions-only takes no heads.",
          "Leave out one of the two.");
    }
    ProgressPrinter printer = ProgressPrinter.of(spec, outputOptions);
    AtlasConstruction construction =
        new AtlasConstruction(output, resources.resources().processors(), printer::note);
    printer.written(regionsOnly ? construction.regions() : construction.build(heads));
    return ExitCode.OK;
  }
}
