package org.bidsveil.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bidsveil.audit.DatasetExport;
import org.bidsveil.cli.options.CheckOptions;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ScrubbingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil export BIDS_DIR NEW_DIR}: an upload-ready copy. */
@Command(
    name = "export",
    description =
        "Makes an upload-ready copy: no originals, no source data, no history, nothing that check"
            + " finds.",
    footer = {
      "",
      "Derivatives with findings are left out and listed; findings in the dataset itself stop the"
          + " export (exit code 1) unless you accept them: docs/check.md."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ExportDataset implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "BIDS_DIR", description = "the dataset; only read")
  private Path dataset = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW_DIR", description = "a folder that is not there yet")
  private Path target = Path.of("");

  @Mixin private CheckOptions check = new CheckOptions();
  @Mixin private ScrubbingOptions scrubbing = new ScrubbingOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DatasetExport.Outcome outcome;
    try (HeadwayLine headway = HeadwayLine.of(spec, output)) {
      outcome = DatasetExport.export(dataset, target, check.settings(scrubbing), headway);
    }
    int code =
        switch (outcome) {
          case DatasetExport.Copied copied -> {
            if (output.json()) {
              out.println(json(copied));
            } else {
              print(copied, out);
            }
            yield ExitCode.OK;
          }
          case DatasetExport.Refused refused -> {
            if (output.json()) {
              out.println(refused.check().toJson());
            } else {
              refused.check().lines().forEach(out::println);
            }
            spec.commandLine()
                .getErr()
                .println(
                    "bidsveil: not exported: mend what is listed, or answer for it with --accept.");
            yield ExitCode.SOME_SCAN_FAILED;
          }
        };
    out.flush();
    return code;
  }

  private void print(DatasetExport.Copied copied, PrintWriter out) {
    if (!output.quiet()) {
      copied.leftOut().forEach(line -> out.println("left out: " + line));
      if (copied.leftOut().stream().anyMatch(line -> line.endsWith(DatasetExport.KEPT))) {
        out.println(
            "To keep one that you have looked at, give its path, or its folder with a slash"
                + " at the end, after --accept, and export anew.");
      }
    }
    out.println(copied.files() + " files copied to " + target + "; " + checked(copied));
  }

  private String json(DatasetExport.Copied copied) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("copied_to", target.toString());
    node.put("files", copied.files());
    copied.leftOut().forEach(node.putArray("left_out")::add);
    return node.toPrettyString();
  }

  private static String checked(DatasetExport.Copied copied) {
    return "checked: " + copied.check().summary();
  }
}
