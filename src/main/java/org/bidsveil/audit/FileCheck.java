package org.bidsveil.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bidsveil.bids.DatasetType;
import org.bidsveil.files.Headway;
import org.bidsveil.files.Refusal;
import org.bidsveil.formats.FileFormat;
import org.bidsveil.formats.FirstBytes;
import org.bidsveil.scrub.RecordingHeader;

/**
 * Whether a rule accounts for a file, and whether its first bytes are those of what its name
 * promises. Whatever no rule accounts for is a finding.
 */
final class FileCheck {
  private static final String LOOK = "Look at it, then accept it by its path, or remove it.";
  private static final String GIVE_NAME =
      "Look at it, give it a name of the standard and deface it, or remove it.";
  private static final String OUTSIDE = "Keep it outside of the dataset.";

  private final Path root;
  private final DatasetType type;

  FileCheck(Path root, DatasetType type) {
    this.root = root;
    this.type = type;
  }

  List<Finding> findings(List<DatasetTree.File> files, Headway headway) {
    Set<Finding> found = new TreeSet<>();
    Headway.Count count = headway.count("recognised files", files.size());
    files.parallelStream()
        .map(this::finding)
        .peek(_ -> count.one())
        .flatMap(List::stream)
        .forEachOrdered(found::add);
    return new ArrayList<>(found);
  }

  private List<Finding> finding(DatasetTree.File file) {
    FileZone zone = FileZone.of(file, type);
    Optional<FileRules.Verdict> byName = FileRules.of(file.path(), zone);
    List<Finding> found = new ArrayList<>();
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
    if (byName.isPresent()) {
      byName.get().finding().ifPresent(found::add);
    } else if (file.present()) {
      found.addAll(ofContent(file, zone));
    }
    return found;
  }

  private List<Finding> ofContent(DatasetTree.File file, FileZone zone) {
    try {
      FirstBytes content = FirstBytes.of(root.resolve(file.path()), file.bytes());
      Optional<AllowedFiles.Rule> rule = AllowedFiles.of(file.path(), zone);
      if (rule.isEmpty()) {
        return List.of(unaccounted(file, zone, content.format(), "no rule accounts for it: "));
      }
      if (!rule.get().permits(content)) {
        return List.of(unaccounted(file, zone, content.format(), "not what its name promises: "));
      }
      if (rule.get().unread() && content.format() != FileFormat.EMPTY) {
        return List.of(recording(file));
      }
      if (hasTellingHeader(file, content.format())) {
        return List.of(recording(file));
      }
      return content.format() == FileFormat.NIFTI || content.format() == FileFormat.MGH
          ? ShownVolume.finding(root, file, zone, content).map(List::of).orElse(List.of())
          : List.of();
    } catch (Refusal refusal) {
      return List.of(
          new Finding(
              file.path(),
              FindingClass.UNREADABLE,
              "unknown",
              "",
              MetadataCheck.withoutFullStop(refusal.sentence()),
              refusal.remedy()));
    }
  }

  /**
   * EDF and BDF identify no one after a run; of BrainVision files the comments and the times do.
   */
  private boolean hasTellingHeader(DatasetTree.File file, FileFormat format) {
    return switch (format) {
      case EDF, BDF -> !RecordingHeader.read(root.resolve(file.path())).isAnonymous();
      case BRAINVISION -> BrainVisionTexts.tell(root.resolve(file.path()));
      default -> false;
    };
  }

  /** A folder that is one recording is named once. */
  private static Finding recording(DatasetTree.File file) {
    String path = file.path();
    String folder = DatasetTree.dataFolderOf(path).map(f -> f + "/").orElse(path);
    return new Finding(
        folder,
        FindingClass.RECORDING,
        "person",
        "",
        "the header of the recording may name the person or the day",
        "Run bidsveil BIDS_DIR participant, which clears EDF and BDF; look at others with the"
            + " program that wrote them, then accept them, or convert them.");
  }

  private static Finding unaccounted(
      DatasetTree.File file, FileZone zone, FileFormat format, String why) {
    boolean image = format == FileFormat.NIFTI || file.name().matches(".*\\.nii(\\.gz)?");
    if (image && format.nature() == FileFormat.Nature.TEXT && format != FileFormat.EMPTY) {
      return new Finding(
          file.path(),
          FindingClass.UNREADABLE,
          "unknown",
          "",
          "text under the name of an image",
          LOOK);
    }
    if (image && zone == FileZone.RAW) {
      return of(
          file,
          FindingClass.UNRECOGNISED,
          "image whose name does not say what it shows",
          GIVE_NAME);
    }
    FindingClass kind =
        switch (format.nature()) {
          case TEXT, ARRAY, DOCUMENT, RECORDING, UNKNOWN ->
              image ? FindingClass.DERIVATIVE_UNKNOWN : FindingClass.UNACCOUNTED;
          case VOLUME, SURFACE, PICTURE, MEDIA, ARCHIVE -> classOf(format.nature(), zone);
        };
    boolean outside = kind == FindingClass.SOURCE_FORMAT;
    return of(file, kind, why + format.words(), outside ? OUTSIDE : LOOK);
  }

  private static FindingClass classOf(FileFormat.Nature nature, FileZone zone) {
    boolean raw = zone == FileZone.RAW;
    return switch (nature) {
      case VOLUME -> raw ? FindingClass.SOURCE_FORMAT : FindingClass.DERIVATIVE_UNKNOWN;
      case SURFACE -> raw ? FindingClass.HEADSHAPE : FindingClass.DERIVATIVE_UNKNOWN;
      case PICTURE, MEDIA -> raw ? FindingClass.PHOTO : FindingClass.REPORT;
      case ARCHIVE -> FindingClass.ARCHIVE;
      case TEXT, ARRAY, DOCUMENT, UNKNOWN -> FindingClass.UNACCOUNTED;
      case RECORDING -> raw ? FindingClass.RECORDING : FindingClass.UNACCOUNTED;
    };
  }

  private static Finding of(
      DatasetTree.File file, FindingClass kind, String reason, String remedy) {
    return new Finding(file.path(), kind, Finding.FACE, "", reason, remedy);
  }
}
