package org.bidsveil.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.DatasetWalker;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Headway;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.originals.OriginalsStore;

/**
 * Finds everything in a dataset that can still carry a face or an identity. It only reads and runs
 * no engine: what a scan shows is judged by the records of the runs and a hash, everything else by
 * names, headers and texts.
 */
public final class DatasetCheck {
  private DatasetCheck() {}

  /**
   * Checks a dataset.
   *
   * @param root its folder; dataset_description.json may be missing
   * @throws org.bidsveil.files.Refusal of kind INPUT_MISSING or IO when it cannot be walked
   */
  public static CheckReport of(Path root, CheckSettings settings) {
    return of(root, settings, Headway.UNSEEN);
  }

  /**
   * Checks a dataset, telling how far it has come.
   *
   * @throws org.bidsveil.files.Refusal as {@link #of(Path, CheckSettings)}
   */
  public static CheckReport of(Path root, CheckSettings settings, Headway headway) {
    Path folder = root.toAbsolutePath().normalize();
    boolean described = Files.exists(folder.resolve(DatasetDescription.FILE_NAME));
    Dataset dataset =
        described
            ? DatasetWalker.walk(folder)
            : DatasetWalker.walk(folder, DatasetDescription.absent());
    if (!described && dataset.subjects().isEmpty() && dataset.top().oddLabels().isEmpty()) {
      DatasetDescription.read(folder); // refuses: this is no dataset
    }
    OriginalsStore store =
        OriginalsStore.at(
            folder,
            settings
                .originals()
                .<OriginalsLocation>map(OriginalsLocation.Outside::new)
                .orElseGet(OriginalsLocation.InDataset::new),
            StoreOptions.defaults());
    DatasetTree everything = DatasetTree.walkWithData(folder);
    DatasetTree tree = everything.withoutData();
    FolderCheck folders = new FolderCheck(folder, store);
    ScanCheck scans = new ScanCheck(dataset, DefacingRecords.read(folder, store));
    Set<Finding> found = new TreeSet<>(tree.unreadable());
    dataset
        .top()
        .oddLabels()
        .forEach(odd ->
            found.add(
                new Finding(
                    "sub-" + odd + "/",
                    FindingClass.SCAN,
                    Finding.FACE,
                    "",
                    "folder whose label is none of the standard: no run defaces what is in it",
                    "Rename it and its files to a label of letters and digits.")));
    found.addAll(scans.findings(headway));
    found.addAll(
        new FileCheck(folder, dataset.description().type())
            .findings(others(dataset.scans().filter(scans::judges), everything), headway));
    found.addAll(folders.findings(tree));
    found.addAll(new MetadataCheck(folder, settings, dataset, store).findings(tree, headway));
    return new CheckReport(
        List.copyOf(found),
        tree.files().size(),
        (int) dataset.scans().filter(scan -> scan.datatype() == Datatype.ANAT).count(),
        settings.accepted());
  }

  /** Images that are judged by the records, and folders that are judged as a whole, are none. */
  private static List<DatasetTree.File> others(Stream<HeadScan> judged, DatasetTree everything) {
    Set<String> scans = judged.map(HeadScan::bidsPath).collect(Collectors.toUnmodifiableSet());
    return everything.files().stream()
        .filter(file -> !scans.contains(file.path()) && !file.isBelow("sourcedata"))
        .toList();
  }
}
