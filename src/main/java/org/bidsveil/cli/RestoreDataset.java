package org.bidsveil.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.cli.options.OriginalsOptions;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.cli.options.ParticipantOptions;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.originals.RestoreReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil restore BIDS_DIR}: the originals back, byte for byte. */
@Command(
    name = "restore",
    description = "Puts the originals back, byte for byte, and removes what a run created.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class RestoreDataset implements Callable<Integer> {

  @Parameters(paramLabel = "BIDS_DIR", description = "the dataset")
  private Path dataset = Path.of("");

  @Mixin private ParticipantOptions participants = new ParticipantOptions();

  @Mixin private OriginalsOptions originals = new OriginalsOptions();

  @Option(
      names = "--purge",
      description = "afterwards remove derivatives/bidsveil and sourcedata/bidsveil")
  private boolean purge;

  @Option(names = "--force", description = "also put back files that were changed since the run")
  private boolean force;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!Files.isDirectory(dataset)) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "dataset-missing",
          dataset + " is not a folder that can be read.",
          "Give the root folder of a BIDS dataset.");
    }
    boolean known =
        originals.folder().isPresent()
            || Files.exists(dataset.resolve("sourcedata"))
            || Files.exists(dataset.resolve("derivatives"));
    if (!known) {
      DatasetDescription.read(dataset); // refuses: this is no dataset
    }
    ProgressPrinter printer = ProgressPrinter.of(spec, output);
    OriginalsStore store =
        OriginalsStore.at(
            dataset,
            OriginalsLocation.parse(originals.folder().orElse("sourcedata"), dataset, true),
            StoreOptions.defaults().withForce(force));
    RestoreReport report;
    try (HeadwayLine headway = HeadwayLine.of(spec, output)) {
      report = Restore.restore(store, participants.labels(), purge, headway);
    }
    printer.restored(report);
    return report.refusals().isEmpty() ? ExitCode.OK : ExitCode.SOME_SCAN_FAILED;
  }
}
