package org.bidsveil.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bidsveil.cli.options.DefacingOptions;
import org.bidsveil.cli.options.PageOptions;
import org.bidsveil.cli.options.ResourceOptions;
import org.bidsveil.files.Refusal;
import org.bidsveil.review.OpenImage;
import org.bidsveil.review.ReviewServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil open [IMAGE]}: a local page that defaces what is dropped on it. */
@Command(
    name = "open",
    description = {
      "Serves a page on 127.0.0.1: drop or choose an image, see it defaced with its numbers,"
          + " repaint the mask, save image and mask. No dataset is needed and nothing leaves this"
          + " machine.",
      "Images stay in memory until you save them; IMAGE itself is only read."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class OpenImages implements Callable<Integer> {

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..1",
      description = "a .nii or .nii.gz file to begin with; the page can save beside it")
  private Optional<Path> image = Optional.empty();

  @Mixin private PageOptions page = new PageOptions();
  @Mixin private DefacingOptions defacing = new DefacingOptions();
  @Mixin private ResourceOptions resources = new ResourceOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    int port = page.port();
    ReviewServer.requireViewer();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    OpenBench bench =
        new OpenBench(
            defacing.defacing(note -> err.println("bidsveil: " + note), resources.workDir()),
            resources.resources());
    List<OpenImage> opened = image.map(file -> opened(bench, file, err)).stream().toList();
    CountDownLatch ended = new CountDownLatch(1);
    try (ReviewServer server = ReviewServer.start(bench, opened, port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end of open"));
      out.println(server.address());
      out.println(
          "Open this address in a browser on this machine; it works once. End with Ctrl-C.");
      out.flush();
      ended.await();
    }
    return ExitCode.OK;
  }

  private static OpenImage opened(OpenBench bench, Path file, PrintWriter err) {
    err.println("bidsveil: defacing " + file + " in memory ...");
    err.flush();
    try {
      return bench.open(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }
}
