package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bidsveil.cli.options.DefacingOptions;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.nifti.ReadAhead;
import org.bidsveil.run.ImageOutcome;
import org.bidsveil.run.ImageReport;
import org.bidsveil.run.SingleImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * One image, for a user of pydeface: {@code bidsveil deface IMAGE [-o OUT] [--force] [--applyto
 * FILE...]}.
 */
@Command(
    name = "deface",
    description = "Defaces one image into a new file; the image itself is only read.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class DefaceImage implements Callable<Integer> {

  @Parameters(paramLabel = "IMAGE", description = "a .nii or .nii.gz file")
  private Path image = Path.of("");

  @Option(
      names = {"-o", "--outfile", "--out"},
      paramLabel = "OUT",
      description = "the new file (default: IMAGE with _defaced before its extension)")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "overwrite OUT")
  private boolean force;

  @Option(
      names = "--applyto",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "further images of the same head: they lose the same face, each into FILE with _defaced"
              + " before its extension")
  private List<Path> applyTo = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "also write a page with pictures after defacing, and the numbers, into this folder")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description = "also write the mask of IMAGE to this .nii.gz file: 1 = removed")
  private Optional<Path> mask = Optional.empty();

  @Option(
      names = "--landmarks",
      paramLabel = "FILE",
      description =
          "also write nasion, LPA and RPA of IMAGE to this .json file, as its sidecar may have"
              + " them; they tell something of the face")
  private Optional<Path> landmarks = Optional.empty();

  @Mixin private DefacingOptions defacing = new DefacingOptions();
  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();
  private final Optional<ReadAhead> ahead;

  /**
   * @param ahead IMAGE, when it is already being read
   */
  DefaceImage(Optional<ReadAhead> ahead) {
    this.ahead = ahead;
  }

  /** Begins to read what will be IMAGE, where it stands as usual right after the command. */
  static Optional<ReadAhead> ahead(String... arguments) {
    return arguments.length > 1 && !arguments[1].startsWith("-")
        ? Optional.of(ReadAhead.of(Path.of(arguments[1])))
        : Optional.empty();
  }

  @Override
  public Integer call() {
    ProgressPrinter printer = ProgressPrinter.of(spec, outputOptions);
    SingleImage run =
        new SingleImage(
            ahead,
            image,
            output.orElseGet(() -> SingleImage.defaultOutput(image)),
            force,
            defacing.defacing(printer::note, resources.workDir()),
            resources.resources(),
            new ImageReport(report, mask, landmarks));
    List<ImageOutcome> outcomes = run.deface(applyTo);
    printer.images(outcomes);
    return outcomes.stream().allMatch(ImageOutcome::succeeded)
        ? ExitCode.OK
        : ExitCode.SOME_SCAN_FAILED;
  }
}
