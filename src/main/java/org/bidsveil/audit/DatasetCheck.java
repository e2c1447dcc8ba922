package org.bidsveil.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.DatasetWalker;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.originals.OriginalsLocation;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.StoreOptions;

/**
 * Everything in a dataset that can still carry a face or an identity. Only reads; runs no engine:
 * what a scan shows is judged by the records of the runs and a hash, everything else by names,
 * headers and texts.
 */
public final class DatasetCheck {
  private DatasetCheck() {}

  /**
   * Looks at a dataset.
   *
   * @param root its folder; a missing dataset_description.json is no obstacle
   * @throws org.bidsveil.files.Refusal of kind INPUT_MISSING or IO when it cannot be walked
   */
  public static CheckReport of(Path root, CheckSettings settings) {
    Path folder = root.toAbsolutePath().normalize();
    boolean described = Files.exists(folder.resolve(DatasetDescription.FILE_NAME));
    Dataset dataset =
        described
            ? DatasetWalker.walk(folder)
            : DatasetWalker.walk(folder, DatasetDescription.absent());
    OriginalsStore store =
        OriginalsStore.at(
            folder,
            settings
                .originals()
                .<OriginalsLocation>map(OriginalsLocation.Outside::new)
                .orElseGet(OriginalsLocation.InDataset::new),
            StoreOptions.defaults());
    DatasetTree tree = DatasetTree.walk(folder);
    FolderCheck folders = new FolderCheck(folder, store);
    ScanCheck scans = new ScanCheck(dataset, DefacingRecords.read(folder, store));
    Set<Finding> found = new TreeSet<>(tree.unreadable());
    found.addAll(scans.findings());
    found.addAll(byName(dataset.scans().filter(scans::judges), tree, folders));
    found.addAll(folders.findings(tree));
    found.addAll(new MetadataCheck(folder, settings, dataset, store).findings(tree));
    return new CheckReport(
        List.copyOf(found),
        tree.files().size(),
        (int) dataset.scans().filter(scan -> scan.datatype() == Datatype.ANAT).count(),
        settings.accepted());
  }

  private static List<Finding> byName(
      Stream<HeadScan> judged, DatasetTree tree, FolderCheck folders) {
    Set<String> scans = judged.map(HeadScan::bidsPath).collect(Collectors.toUnmodifiableSet());
    List<Finding> found = new ArrayList<>();
    for (DatasetTree.File file : tree.files()) {
      boolean own = file.isBelow(DatasetTree.OWN_DERIVATIVES) && !file.name().endsWith(".tmp");
      if (scans.contains(file.path()) || file.isBelow("sourcedata") || own) {
        continue;
      }
      if (!file.present()) {
        found.add(
            new Finding(
                file.path(),
                FindingClass.UNREADABLE,
                "unknown",
                "",
                "its content is not here: nothing can be judged",
                "Fetch it with datalad get, or remove the link."));
      }
      FileRules.Zone zone =
          file.isBelow("derivatives") ? FileRules.Zone.DERIVATIVES : FileRules.Zone.RAW;
      Optional<Finding> byName = FileRules.of(file.path(), zone);
      byName.ifPresent(found::add);
      if (byName.isEmpty() && folders.isDicom(file)) {
        found.add(
            new Finding(
                file.path(),
                FindingClass.SOURCE_FORMAT,
                Finding.FACE,
                "",
                "DICOM file, with its header and its face",
                "Keep it outside of the dataset."));
      }
    }
    return found;
  }
}
