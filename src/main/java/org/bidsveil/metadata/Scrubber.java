package org.bidsveil.metadata;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Inheritance;
import org.bidsveil.bids.Sidecar;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Words;
import org.bidsveil.gzip.GzipHeader;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.json.TextSize;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiPreamble;
import org.bidsveil.scrub.DatePolicy;
import org.bidsveil.scrub.DateShifts;
import org.bidsveil.scrub.DeidentificationStatement;
import org.bidsveil.scrub.DicomCode;
import org.bidsveil.scrub.GeneratedBy;
import org.bidsveil.scrub.HeaderScrubber;
import org.bidsveil.scrub.HeaderTextScrubber;
import org.bidsveil.scrub.LandmarkStatement;
import org.bidsveil.scrub.Pseudonyms;
import org.bidsveil.scrub.ScrubbedBytes;
import org.bidsveil.scrub.SidecarScrubber;
import org.bidsveil.scrub.SubjectKnowledge;
import org.bidsveil.scrub.TableScrubber;
import org.bidsveil.volume.Vec3;

/**
 * Scrubs the metadata (step 8): it makes the new headers, sidecars and tables. Nothing is written
 * here.
 */
public final class Scrubber {
  private static final Pattern IN_SUBJECT = Pattern.compile("sub-([^/]+)/.*");

  private static final GeneratedBy GENERATED_BY =
      new GeneratedBy(Software.NAME, Software.version());

  private static final Comparator<ScrubRecord> BY_PLACE =
      Comparator.comparing(ScrubRecord::path)
          .thenComparing(ScrubRecord::key)
          .thenComparing(ScrubRecord::rule);

  private final Scrubbing settings;
  private final Dataset dataset;
  private final Path root;
  private final Function<Path, Optional<byte[]>> original;
  private final Inheritance inheritance;
  private final SubjectKnowledge knowledge;
  private final HeaderScrubber headers;
  private final HeaderTextScrubber headerTexts;
  private final SidecarScrubber sidecars;
  private final TableScrubber tables;

  /** By participant; of what they share under the empty label. */
  private final Map<String, Set<ScrubRecord>> records = new HashMap<>();

  /**
   * A scrubber for the files of a dataset.
   *
   * @param original the bytes of a file before any run, by its relative path
   */
  public Scrubber(Scrubbing settings, Dataset dataset, Function<Path, Optional<byte[]>> original) {
    this.settings = settings;
    this.dataset = dataset;
    this.root = dataset.root();
    this.original = original;
    this.inheritance = new Inheritance(dataset);
    ScrubRules rules = settings.rules();
    this.knowledge = new SubjectKnowledge(dataset, original, rules, this::policy);
    Optional<Pseudonyms> pseudonyms =
        settings.dates() instanceof Scrubbing.ShiftDates(String seed)
            ? Optional.of(new Pseudonyms(seed))
            : Optional.empty();
    this.headers = headers(settings);
    this.sidecars = new SidecarScrubber(rules, pseudonyms);
    this.tables = new TableScrubber(rules, this::datesOf);
    this.headerTexts =
        new HeaderTextScrubber(settings.profile(), settings.keepExtensions(), sidecars);
  }

  private DatePolicy policy(String subject, List<LocalDate> days) {
    return switch (settings.dates()) {
      case Scrubbing.RemoveDates _ -> new DatePolicy.Remove();
      case Scrubbing.KeepDates _ -> new DatePolicy.Keep();
      case Scrubbing.ShiftDates shift -> new DateShifts(shift.seed()).of(subject, days);
    };
  }

  /** A sidecar of an image outside of a dataset that has nothing but its landmarks, by name. */
  public static byte[] sidecarOf(SortedMap<String, Vec3> landmarks) {
    return new LandmarkStatement(landmarks).addTo("{}\n".getBytes(StandardCharsets.UTF_8));
  }

  /** Scrubs the header of an image outside a dataset. */
  public static NiftiImage header(Scrubbing settings, NiftiImage image) {
    return headers(settings).scrub("", image).image();
  }

  private static HeaderScrubber headers(Scrubbing settings) {
    return new HeaderScrubber(settings.profile(), settings.keepExtensions());
  }

  /** The image with a header that says nothing beyond the geometry and the scaling. */
  public NiftiImage header(HeadScan scan, NiftiImage image) {
    HeaderScrubber.Scrubbed scrubbed = headers.scrub(scan.bidsPath(), image);
    remember(scrubbed.records());
    return scrubbed.image();
  }

  /** Whether an image must not stay as it is because of what is before or after its voxels. */
  public boolean tells(HeadScan scan, NiftiImage image) {
    return scrubsHeaders()
        && (!headers.telling(scan.bidsPath(), image).isEmpty()
            || image.trailingBytes() > 0
            || image.header().integer(HeaderField.VOX_OFFSET)
                > image.header().version().smallestVoxOffset());
  }

  /** Whether headers are touched at all. */
  public boolean scrubsHeaders() {
    return settings.profile() != ScrubProfile.NONE;
  }

  /**
   * What the header of an image becomes that is no anatomical scan; empty where it may stay.
   *
   * @param relative path from the dataset's root
   */
  Optional<NiftiPreamble> headerTexts(Path relative, NiftiPreamble preamble) {
    String path = SubjectKnowledge.bidsPath(relative);
    HeaderTextScrubber.Scrubbed scrubbed =
        headerTexts.scrub(path, preamble, identifiers(path), dates(path));
    remember(scrubbed.records());
    return scrubbed.preamble();
  }

  /**
   * Records that the header of a compressed file was cleaned while its voxels or rows stayed
   * compressed.
   */
  public void gzipHeaderCleaned(Path relative, GzipHeader header) {
    String path = SubjectKnowledge.bidsPath(relative);
    remember(
        header.telling().stream()
            .map(field ->
                new ScrubRecord(
                    path, "gzip " + field, ScrubCategory.TEXT, ScrubAction.REMOVE, "gzip header"))
            .toList());
  }

  /**
   * The edits of the files that describe a scan: its sidecars, and the tables with its participant.
   *
   * @param features what became of the face; empty when the voxels stay, and then nothing is stated
   * @param landmarks by name, for a sidecar of the scan's own
   */
  public List<FileEdit> edits(
      HeadScan scan, Optional<VisualFeatures> features, SortedMap<String, Vec3> landmarks) {
    List<FileEdit> edits = new ArrayList<>();
    for (FileEdit edit : describing(scan, features)) {
      boolean own = edit.relativePath().equals(ownSidecar(scan));
      edits.add(own ? edit.then(new LandmarkStatement(landmarks)::addTo) : edit);
    }
    for (Path table : tablesWith(scan.subject())) {
      if (!isTable(table)) {
        continue; // named with the participant's other files: no scan depends on it
      }
      edits.add(new FileEdit(table, true, false, bytes -> table(table, bytes)));
    }
    return edits;
  }

  /** Whether a sidecar with the scan's own name is there or may be made: it describes it alone. */
  public boolean hasOwnSidecar(HeadScan scan) {
    return inheritance.statementSidecar(scan).relativePath().equals(ownSidecar(scan));
  }

  private static Path ownSidecar(HeadScan scan) {
    return scan.relativePath().resolveSibling(scan.entities().withExtension(".json").fileName());
  }

  /** The same edits without the tables: those of sidecars and of the dataset's description. */
  public List<FileEdit> describing(HeadScan scan, Optional<VisualFeatures> features) {
    List<FileEdit> edits = new ArrayList<>();
    Optional<Sidecar> statement = features.map(done -> inheritance.statementSidecar(scan));
    DeidentificationStatement said = statement(features.orElse(VisualFeatures.REMOVED));
    for (Sidecar sidecar : inheritance.sidecarsOf(scan)) {
      boolean states =
          statement.filter(s -> s.relativePath().equals(sidecar.relativePath())).isPresent();
      edits.add(
          new FileEdit(
              sidecar.relativePath(),
              true,
              states,
              states ? andThen(sidecarEdit(sidecar), said::addTo) : sidecarEdit(sidecar)));
    }
    statement
        .filter(own -> edits.stream().noneMatch(e -> e.relativePath().equals(own.relativePath())))
        .ifPresent(own ->
            edits.add(new FileEdit(own.relativePath(), false, true, bytes -> said.newSidecar())));
    if (features.isPresent() && Files.exists(root.resolve(DatasetDescription.FILE_NAME))) {
      edits.add(
          new FileEdit(Path.of(DatasetDescription.FILE_NAME), true, false, this::description));
    }
    return edits;
  }

  private boolean isTable(Path relative) {
    try {
      byte[] bytes = TextSize.read(root.resolve(relative));
      Path description = Path.of(relative.toString().replaceFirst("\\.tsv$", ".json"));
      return bytes.length == 0 || TableScrubber.isReadable(bytes, original.apply(description));
    } catch (Refusal tooLarge) {
      return false;
    }
  }

  /** The description of the dataset, saying that bidsveil changed it. */
  public byte[] description(byte[] bytes) {
    return GENERATED_BY.addTo(bytes);
  }

  private static UnaryOperator<byte[]> andThen(
      UnaryOperator<byte[]> first, UnaryOperator<byte[]> second) {
    return bytes -> second.apply(first.apply(bytes));
  }

  private UnaryOperator<byte[]> sidecarEdit(Sidecar sidecar) {
    return bytes -> sidecar(sidecar.relativePath(), bytes);
  }

  /**
   * A sidecar, of whatever datatype, scrubbed.
   *
   * @param relative path from the dataset's root
   */
  byte[] sidecar(Path relative, byte[] bytes) {
    String path = SubjectKnowledge.bidsPath(relative);
    return bytes.length == 0
        ? bytes
        : remembered(sidecars.scrub(path, bytes, identifiers(path), dates(path)));
  }

  private KnownIdentifiers identifiers(String bidsPath) {
    return subjectOf(bidsPath).map(knowledge::identifiers).orElse(KnownIdentifiers.none());
  }

  /** Without a participant there is no offset that a date could have. */
  private DatePolicy dates(String bidsPath) {
    return subjectOf(bidsPath).map(this::datesOf).orElseGet(this::datesOfAll);
  }

  /**
   * Only an offset depends on what a participant's files tell: nothing else is looked up. Where
   * nobody has looked at these files the dates are left out.
   */
  private DatePolicy datesOf(String subject) {
    return settings.dates() instanceof Scrubbing.ShiftDates && dataset.knows(subject)
        ? knowledge.dates(subject)
        : datesOfAll();
  }

  private DatePolicy datesOfAll() {
    return settings.dates() instanceof Scrubbing.KeepDates
        ? new DatePolicy.Keep()
        : new DatePolicy.Remove();
  }

  /** Tables of people, of the whole dataset and of one participant, that exist. */
  List<Path> tablesWith(String subject) {
    List<Path> found = new ArrayList<>(knowledge.tablesOfAll());
    found.addAll(knowledge.tablesOf(subject));
    return found;
  }

  /**
   * A table with every row scrubbed, for all participants, because the file belongs to all.
   *
   * @param relative path from the dataset's root
   */
  public byte[] table(Path relative, byte[] bytes) {
    String path = SubjectKnowledge.bidsPath(relative);
    if (bytes.length == 0) {
      return bytes;
    }
    Path description = Path.of(path.replaceFirst("\\.tsv$", ".json"));
    return remembered(
        tables.scrub(
            path, bytes, original.apply(description), identifiers(path), Optional.empty()));
  }

  private static Optional<String> subjectOf(String bidsPath) {
    Matcher matcher = IN_SUBJECT.matcher(bidsPath);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The same for every scan of a run: one sidecar may describe several. */
  private DeidentificationStatement statement(VisualFeatures features) {
    List<DicomCode> codes = new ArrayList<>();
    codes.add(DicomCode.CLEAN_RECOGNIZABLE_VISUAL_FEATURES);
    if (settings.dates() instanceof Scrubbing.ShiftDates) {
      codes.add(DicomCode.RETAIN_LONGITUDINAL_MODIFIED_DATES);
    }
    return new DeidentificationStatement(
        "%s %s: %s; identifying metadata removed (profile %s)"
            .formatted(
                Software.NAME,
                Software.version(),
                features.words(),
                Words.lowerCase(settings.profile())),
        codes);
  }

  private byte[] remembered(ScrubbedBytes scrubbed) {
    remember(scrubbed.records());
    return scrubbed.bytes();
  }

  private void remember(List<ScrubRecord> news) {
    synchronized (records) {
      for (ScrubRecord record : news) {
        records
            .computeIfAbsent(subjectOf(record.path()).orElse(""), s -> new TreeSet<>(BY_PLACE))
            .add(record);
      }
    }
  }

  /** The records of what was done to the files of a participant; they never hold a value. */
  public List<ScrubRecord> records(String subject) {
    synchronized (records) {
      return List.copyOf(records.getOrDefault(subject, Set.of()));
    }
  }

  /** The records for the files that participants share. */
  public List<ScrubRecord> sharedRecords() {
    return records("");
  }
}
