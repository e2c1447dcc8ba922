package org.bidsveil.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bidsveil.cli.options.DefacingOptions;
import org.bidsveil.cli.options.OriginalsOptions;
import org.bidsveil.cli.options.PageOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.cli.options.ScrubbingOptions;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.review.ReviewServer;
import org.bidsveil.run.HandEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil review BIDS_DIR}: a local page to look, repaint a mask, accept or reject. */
@Command(
    name = "review",
    description = {
      "Serves a page on 127.0.0.1: look at each scan, repaint its mask, apply it, accept or"
          + " reject.",
      "No scan of the dataset changes before you press 'apply'. The scan is then made again from"
          + " its original. A rejected scan stays as it is; 'bidsveil check' names it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ReviewDataset implements Callable<Integer> {

  @Parameters(paramLabel = "BIDS_DIR", description = "the dataset")
  private Path dataset = Path.of("");

  @Mixin private PageOptions page = new PageOptions();

  @Mixin private OriginalsOptions originals = new OriginalsOptions();

  @Mixin private DefacingOptions defacing = new DefacingOptions();
  @Mixin private ScrubbingOptions scrubbing = new ScrubbingOptions();
  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    int port = page.port();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Target target = Target.of(dataset, Optional.empty(), originals.folder(), true);
    HandEdit edit =
        new HandEdit(
            new RunConfiguration(
                dataset,
                target,
                Selection.EVERYTHING,
                defacing.defacing(note -> err.println("bidsveil: " + note), resources.workDir()),
                scrubbing.scrubbing(),
                resources.resources(),
                false,
                false));
    CountDownLatch ended = new CountDownLatch(1);
    try (ReviewServer server =
        ReviewServer.start(
            new ReviewBench(dataset, originalsFolder(dataset, target), edit),
            port,
            Clock.systemUTC())) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end of review"));
      out.println(server.address());
      out.println(
          "Open this address in a browser on this machine; it works once. End with Ctrl-C.");
      out.flush();
      ended.await();
    }
    return ExitCode.OK;
  }

  private static Path originalsFolder(Path dataset, Target target) {
    return switch (target) {
      case Target.InPlace inPlace ->
          switch (inPlace.originals()) {
            case OriginalsLocation.Outside(Path folder) -> folder;
            case OriginalsLocation.InDataset _, OriginalsLocation.None _ -> dataset;
          };
      case Target.Copy _ -> dataset;
    };
  }
}
