package org.bidsveil.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Headway;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;

/**
 * Makes a copy of a dataset that is ready for upload: without originals, source data, hidden files
 * and history, and without anything that a check finds. Links become files. The dataset is only
 * read.
 *
 * <p>The copy is made under another name, brought to the disk as a whole, checked, and takes its
 * name only when nothing was found: a folder of that name is whole and has been checked, whatever
 * was killed and wherever the power failed (docs/decisions/0087).
 */
public final class DatasetExport {
  /** The end of the line about a file that a person may keep. */
  public static final String KEPT = "; --accept keeps it";

  private static final String BIDSIGNORE = ".bidsignore";
  private static final String OWN_LOGS = DatasetTree.OWN_DERIVATIVES + "/log";
  private static final Pattern UNFINISHED = Pattern.compile(".*_desc-(draft|refused)_[^/]*");

  private final Path root;
  private final Path target;
  private final CheckSettings settings;
  private final Disk disk;
  private final Headway headway;

  private DatasetExport(
      Path root, Path target, CheckSettings settings, Disk disk, Headway headway) {
    this.headway = headway;
    this.root = root;
    this.target = target;
    this.settings = settings;
    this.disk = disk;
  }

  /** The outcome of an export. */
  public sealed interface Outcome {}

  /**
   * The copy was made.
   *
   * @param files how many were copied
   * @param leftOut what is in the dataset but not in the copy, with the reason, in order
   * @param check what was found in the copy: nothing, or only what the user accepts
   */
  public record Copied(int files, List<String> leftOut, CheckReport check) implements Outcome {
    public Copied {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Nothing was written, because the dataset itself holds something that must not be shared.
   *
   * @param check what prevents the export
   */
  public record Refused(CheckReport check) implements Outcome {}

  /**
   * Makes the copy.
   *
   * @param target a folder that does not exist or is empty
   * @throws Refusal target-not-empty, target-inside-dataset, content-missing, export-not-clean, or
   *     "locked" when another export is filling the folder
   */
  public static Outcome export(Path root, Path target, CheckSettings settings) {
    return export(root, target, settings, Headway.UNSEEN);
  }

  /** Does the same, telling how far it has come. */
  public static Outcome export(Path root, Path target, CheckSettings settings, Headway headway) {
    return export(root, target, settings, Disk.unobserved(), headway);
  }

  static Outcome export(
      Path root, Path target, CheckSettings settings, Disk disk, Headway headway) {
    return new DatasetExport(
            root.toAbsolutePath().normalize(),
            target.toAbsolutePath().normalize(),
            settings,
            disk,
            headway)
        .run();
  }

  private Outcome run() {
    try (ExportTarget copy = ExportTarget.take(root, target, disk)) {
      return fill(copy);
    }
  }

  private Outcome fill(ExportTarget copy) {
    CheckReport check = DatasetCheck.of(root, settings, headway);
    List<Finding> inTheWay = check.open().stream().filter(f -> !isLeftOut(f)).toList();
    if (!inTheWay.isEmpty()) {
      return new Refused(
          new CheckReport(inTheWay, check.files(), check.scans(), settings.accepted()));
    }
    Set<String> leftOut = new TreeSet<>();
    Set<String> findings = new TreeSet<>();
    for (Finding finding : check.open()) {
      leftOut.add(finding.path() + "  (" + finding.reason() + ")" + kept(finding));
      findings.add(finding.path());
    }
    List<String> copied = selected(findings, leftOut);
    Headway.Count written = headway.count("copied files", copied.size());
    copied.forEach(path -> {
      copy.copy(root.resolve(path), path);
      written.one();
    });
    copy.sync();
    CheckReport checked = DatasetCheck.of(copy.partial(), settings, headway);
    if (!checked.isClean()) {
      throw notClean(checked);
    }
    copy.publish();
    return new Copied(copied.size(), List.copyOf(leftOut), checked);
  }

  /** What is left out for its folder alone is never copied. */
  private static String kept(Finding finding) {
    return switch (finding.kind()) {
      case ORIGINALS, SOURCEDATA, HISTORY, CONVERTER, LEFTOVER, UNREADABLE -> "";
      default -> KEPT;
    };
  }

  /** An unfinished run leaves the files of a participant in no certain state. */
  private static boolean isLeftOut(Finding finding) {
    boolean interrupted = finding.kind() == FindingClass.LEFTOVER && finding.path().endsWith("/");
    boolean inDerivatives = finding.path().startsWith("derivatives/");
    boolean inSourcedata = finding.path().startsWith("sourcedata/");
    boolean everywhere =
        switch (finding.kind()) {
          case FREE_TEXT, DECISION, FILE_NAME -> true;
          default -> false;
        };
    // Without these tables the copy could not be checked.
    boolean ownTable =
        finding.path().startsWith(DatasetTree.OWN_DERIVATIVES + "/")
            && finding.path().endsWith(".tsv");
    if (everywhere || ownTable) {
      return false;
    }
    return finding.kind().isLeftOutOfCopies()
        || (finding.kind() == FindingClass.LEFTOVER && !interrupted)
        || inDerivatives
        || inSourcedata;
  }

  /** Paths of the files to copy, in order; notes what else is left out. */
  private List<String> selected(Set<String> findings, Set<String> leftOut) {
    List<String> copied = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (DatasetTree.File file : DatasetTree.walkWithData(root).files()) {
      if (file.isBelow("sourcedata")) {
        leftOut.add("sourcedata/  (source data stay where they are)");
      } else if (isHidden(file.path())) {
        leftOut.add(topOf(file.path()) + "  (hidden)");
      } else if (file.isBelow(OWN_LOGS)) {
        leftOut.add(OWN_LOGS + "/  (logs of runs)");
      } else if (isUnfinished(file)) {
        leftOut.add(file.path() + "  (a draft, or a mask that was refused)");
      } else if (findings.contains(file.path())) {
        continue; // noted with its reason
      } else if (LinkKind.of(root, root.resolve(file.path())).lacksContent()) {
        if (file.isBelow("derivatives")) {
          leftOut.add(file.path() + "  (its content is not here)");
        } else {
          absent.add(file.path());
        }
      } else {
        copied.add(file.path());
      }
    }
    if (!absent.isEmpty()) {
      throw contentMissing(absent);
    }
    return copied;
  }

  /** What a person is working on in {@code bidsveil review}. */
  private static boolean isUnfinished(DatasetTree.File file) {
    return file.isBelow(DatasetTree.OWN_DERIVATIVES) && UNFINISHED.matcher(file.path()).matches();
  }

  private static boolean isHidden(String path) {
    return !path.equals(BIDSIGNORE) && Stream.of(path.split("/")).anyMatch(p -> p.startsWith("."));
  }

  private static String topOf(String path) {
    int slash = path.indexOf('/');
    return path.startsWith(".") && slash > 0 ? path.substring(0, slash + 1) : path;
  }

  private static Refusal contentMissing(List<String> absent) {
    return new Refusal(
        Refusal.Kind.INPUT_MISSING,
        "content-missing",
        absent.size()
            + (absent.size() == 1 ? " file has" : " files have")
            + " no content here: "
            + absent.stream().limit(10).collect(Collectors.joining(", "))
            + (absent.size() > 10 ? ", ..." : "")
            + ".",
        "Fetch it with datalad get, or remove the names; nothing was written.");
  }

  private static Refusal notClean(CheckReport check) {
    Finding first = check.open().getFirst();
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "export-not-clean",
        "the copy is not clean: " + first.path() + " (" + first.reason() + ").",
        "Nothing was kept of it; see bidsveil check, and export when nothing writes to the"
            + " dataset.");
  }
}
