package org.bidsveil.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Subject;
import org.bidsveil.files.Headway;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.GzipHeader;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.TextSearch;
import org.bidsveil.json.TextSize;
import org.bidsveil.nifti.NiftiPreamble;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.scrub.HeaderScrubber;
import org.bidsveil.scrub.HeaderTextScrubber;
import org.bidsveil.scrub.SidecarScrubber;
import org.bidsveil.scrub.SubjectKnowledge;
import org.bidsveil.scrub.TableScrubber;

/**
 * What scrubbing would still take out, found by the very scrubbers and without writing anything;
 * and known values in texts that are never edited.
 */
final class MetadataCheck {
  private static final Pattern SUBJECT = Pattern.compile("(?:.*/)?sub-([^/_]+)(?:[/_].*)?");

  /** Longer texts are named and not searched. */
  private static final long LONGEST_TEXT = 64L << 20;

  private static final int BEGINNING = 8192;

  /** Keys with sentences that bidsveil writes. */
  private static final Set<String> OWN_KEYS =
      Set.of("Description", "LongName", "Reason", "Face", "Defacer", "DefacersTriedBefore");

  private static final Set<String> TEXT_ENDINGS =
      Set.of("txt", "md", "rst", "csv", "log", "html", "xml", "yml", "yaml", "toml", "json", "tsv");

  private static final String RUN = "Run bidsveil BIDS_DIR participant, or remove it by hand.";
  private static final String BY_HAND = "Edit the file: bidsveil never changes what people wrote.";

  private final Path root;
  private final CheckSettings settings;
  private final Dataset dataset;
  private final OriginalsStore store;
  private final SubjectKnowledge knowledge;
  private final SidecarScrubber sidecars;
  private final TableScrubber tables;
  private final HeaderScrubber headers;
  private final HeaderTextScrubber headerTexts;
  private final Set<String> labels = new HashSet<>();
  private final Set<String> scans = new HashSet<>();
  private final Set<String> inherited = new HashSet<>();
  private final FreeTextFindings freeTexts = new FreeTextFindings();
  private final Map<Path, Optional<byte[]>> shared = new ConcurrentHashMap<>();

  MetadataCheck(Path root, CheckSettings settings, Dataset dataset, OriginalsStore store) {
    this.root = root;
    this.settings = settings;
    this.dataset = dataset;
    this.store = store;
    this.knowledge =
        new SubjectKnowledge(
            dataset, this::original, settings.rules(), (subject, days) -> settings.dates());
    this.sidecars = new SidecarScrubber(settings.rules(), Optional.empty());
    this.tables = new TableScrubber(settings.rules(), subject -> settings.dates());
    this.headers = new HeaderScrubber(settings.rules().profile(), settings.keepExtensions());
    this.headerTexts =
        new HeaderTextScrubber(settings.rules().profile(), settings.keepExtensions(), sidecars);
    dataset.subjects().stream().map(Subject::label).forEach(labels::add);
    // Headers of others are scrubbed as texts unless they are defaced: then less is left of them.
    dataset
        .scans()
        .filter(scan -> scan.datatype() == Datatype.ANAT)
        .map(HeadScan::bidsPath)
        .forEach(scans::add);
    dataset.top().inherited().forEach(path -> inherited.add(path.toString()));
  }

  List<Finding> findings(DatasetTree tree, Headway headway) {
    KnownIdentifiers everybody =
        KnownIdentifiers.union(
            dataset.subjects().parallelStream()
                .map(Subject::label)
                .map(knowledge::identifiers)
                .toList());
    List<Finding> found = new ArrayList<>(new FileNameCheck(everybody).findings(tree));
    TextSearch search = new TextSearch(everybody);
    Headway.Count count = headway.count("searched files", tree.files().size());
    found.addAll(
        tree.files().parallelStream()
            .peek(_ -> count.one())
            .filter(file -> !file.isBelow("sourcedata"))
            .filter(file -> file.bytes() > 0)
            .flatMap(file -> findings(file, everybody, search).stream())
            .toList());
    found.addAll(freeTexts.findings());
    return found;
  }

  private List<Finding> findings(
      DatasetTree.File file, KnownIdentifiers everybody, TextSearch search) {
    try {
      boolean raw = !file.isBelow("derivatives");
      boolean ofSubject = file.path().startsWith("sub-");
      if (raw && isTableOfAll(file)) {
        return Stream.concat(scrubbable(file).stream(), lackingDates(file.path()).stream())
            .toList();
      }
      if (raw && (ofSubject || inherited.contains(file.path()))) {
        return scrubbable(file);
      }
      return otherText(file, everybody, search);
    } catch (Refusal refusal) {
      return List.of(
          new Finding(
              file.path(),
              FindingClass.UNREADABLE,
              "unknown",
              "",
              withoutFullStop(refusal.sentence()),
              refusal.remedy()));
    }
  }

  /** What a run does not scrub: looked at with the same rules, and searched. */
  private List<Finding> otherText(
      DatasetTree.File file, KnownIdentifiers everybody, TextSearch search) {
    List<Finding> found = new ArrayList<>();
    boolean computed = file.isBelow("derivatives");
    boolean sidecar =
        file.name().endsWith(".json") && !file.name().equals(DatasetDescription.FILE_NAME);
    if (computed && sidecar) {
      found.addAll(
          byHand(
              FindingClass.SIDECAR,
              sidecars
                  .scrub(file.path(), read(file.path()), everybody, settings.dates())
                  .records()));
      boolean own = file.isBelow(DatasetTree.OWN_DERIVATIVES);
      boolean log = file.isBelow(DatasetTree.OWN_DERIVATIVES + "/log");
      freeTexts.add(
          file.path(),
          sidecars.freeTexts(read(file.path()), everybody).stream()
              .filter(text -> !log && !(own && OWN_KEYS.contains(text.key())))
              .toList());
    } else if (file.name().endsWith(".tsv") && !isBareTable(file.name())) {
      found.addAll(tableFindings(file.path(), everybody, BY_HAND));
    } else if (computed && file.name().matches(".*\\.nii(\\.gz)?")) {
      found.addAll(
          byHand(
              FindingClass.HEADER,
              headerTexts
                  .scrub(
                      file.path(),
                      NiftiPreamble.read(root.resolve(file.path())),
                      everybody,
                      settings.dates())
                  .records()));
    }
    if (computed && file.name().endsWith(".gz")) {
      GzipHeader.of(root.resolve(file.path()))
          .ifPresent(
              header -> header.telling().forEach(field -> found.add(gzip(file.path(), field))));
    }
    if (found.isEmpty() && isText(file)) {
      found.addAll(searched(file, search));
    }
    return found;
  }

  private static List<Finding> byHand(FindingClass kind, List<ScrubRecord> records) {
    return findings(kind, records, BY_HAND);
  }

  private static boolean isTableOfAll(DatasetTree.File file) {
    return file.path().equals("participants.tsv")
        || file.path().equals("samples.tsv")
        || (file.isBelow("phenotype") && file.path().endsWith(".tsv"));
  }

  /** Of whom it holds no dates because nobody knew yet by how much they move. */
  private Optional<Finding> lackingDates(String path) {
    return original(Path.of(path))
        .filter(original -> TableScrubber.isReadable(original, Optional.empty()))
        .map(original -> tables.lackingDates(path, original, read(path)))
        .filter(count -> count > 0)
        .map(count ->
            new Finding(
                path,
                FindingClass.TABLE,
                "date",
                "",
                "the shifted dates of "
                    + count
                    + (count == 1 ? " participant are" : " participants are")
                    + " still to be put in",
                "Run bidsveil BIDS_DIR group --shift-dates SEED, with the seed of the runs."));
  }

  /** What a run would scrub. */
  private List<Finding> scrubbable(DatasetTree.File file) {
    String path = file.path();
    String name = file.name();
    if (name.endsWith(".json")) {
      byte[] bytes = read(path);
      freeTexts.add(path, sidecars.freeTexts(bytes, known(path)));
      return findings(
          FindingClass.SIDECAR,
          sidecars.scrub(path, bytes, known(path), settings.dates()).records(),
          RUN);
    }
    if (name.endsWith(".tsv")) {
      return isBareTable(name) ? List.of() : tableFindings(path, known(path), RUN);
    }
    List<Finding> found = new ArrayList<>();
    if (name.endsWith(".nii") || name.endsWith(".nii.gz")) {
      found.addAll(findings(FindingClass.HEADER, headerRecords(path), RUN));
      if (NiftiPreamble.read(root.resolve(path)).hasBytesBehindVoxels(root.resolve(path))) {
        found.add(
            new Finding(
                path,
                FindingClass.HEADER,
                "text",
                "",
                "the file goes on behind its last voxel",
                RUN));
      }
    }
    if (name.endsWith(".gz")) {
      GzipHeader.of(root.resolve(path))
          .ifPresent(header -> header.telling().forEach(field -> found.add(gzip(path, field))));
    }
    if (found.isEmpty() && isText(file)) {
      return searched(file, new TextSearch(known(path)));
    }
    return found;
  }

  private List<Finding> tableFindings(String path, KnownIdentifiers known, String remedy) {
    Optional<byte[]> description =
        Optional.of(root.resolve(path.replaceFirst("\\.tsv$", ".json")))
            .filter(Files::isRegularFile)
            .map(TextSize::read)
            .filter(bytes -> bytes.length > 0);
    byte[] bytes = read(path);
    freeTexts.add(path, tables.freeTexts(path, bytes, description(path, description), known));
    return findings(
        FindingClass.TABLE,
        tables.scrub(path, bytes, description, known, Optional.empty()).records(),
        remedy);
  }

  /** The levels of columns may be described at the root for all, as {@code task-x_events.json}. */
  private Optional<byte[]> description(String path, Optional<byte[]> beside) {
    if (beside.isPresent()) {
      return beside;
    }
    Optional<Entities> name = Entities.parse(path.substring(path.lastIndexOf('/') + 1));
    return name.flatMap(entities ->
        inherited.stream()
            .filter(other -> !other.contains("/"))
            .filter(other ->
                Entities.parse(other)
                    .filter(o -> o.suffix().equals(entities.suffix()) && entities.containsAll(o))
                    .isPresent())
            .findFirst()
            .map(this::read));
  }

  /** BIDS, "Motion" and "Physiological recordings": numbers without a header line. */
  private static boolean isBareTable(String name) {
    return Entities.parse(name)
        .filter(entities -> Set.of("motion", "physio", "stim").contains(entities.suffix()))
        .isPresent();
  }

  private List<ScrubRecord> headerRecords(String path) {
    NiftiPreamble preamble = NiftiPreamble.read(root.resolve(path));
    return scans.contains(path)
        ? headers.telling(path, preamble)
        : headerTexts.scrub(path, preamble, known(path), settings.dates()).records();
  }

  private static Finding gzip(String path, String field) {
    return new Finding(
        path, FindingClass.GZIP, "text", field, "header of the compressed file has " + field, RUN);
  }

  private static List<Finding> findings(
      FindingClass kind, List<ScrubRecord> records, String remedy) {
    return records.stream()
        .map(r -> {
          boolean decide = r.action() == ScrubAction.WARN;
          return new Finding(
              r.path(),
              decide ? FindingClass.DECISION : kind,
              r.category().name().toLowerCase(Locale.ROOT),
              decide ? r.key().substring(r.key().lastIndexOf('/') + 1) : r.key(),
              decide ? r.rule() : "rule: " + r.rule(),
              decide ? "Find another word for it, or accept it with --accept KEY." : remedy);
        })
        .toList();
  }

  private List<Finding> searched(DatasetTree.File file, TextSearch search) {
    if (file.bytes() > LONGEST_TEXT) {
      return List.of(
          new Finding(
              file.path(),
              FindingClass.UNREADABLE,
              "text",
              "",
              "text of more than " + (LONGEST_TEXT >> 20) + " MB: not searched",
              "Look at it, then accept it by its path, or remove it."));
    }
    return search.search(file.path(), read(file.path())).stream()
        .map(r ->
            new Finding(
                r.path(),
                FindingClass.TEXT,
                r.category().name().toLowerCase(Locale.ROOT),
                r.key(),
                "holds a " + r.rule(),
                BY_HAND))
        .toList();
  }

  /** Files at the root and in code are texts unless they hold a zero byte; others by their name. */
  private boolean isText(DatasetTree.File file) {
    String name = file.name();
    boolean byPeople = !file.path().contains("/") || file.isBelow("code") || file.isBelow("docs");
    if (!byPeople) {
      return TEXT_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
    try (var in = Files.newInputStream(root.resolve(file.path()))) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1).indexOf('\0') < 0;
    } catch (IOException e) {
      throw Refusal.ofReading(root.resolve(file.path()), e);
    }
  }

  private KnownIdentifiers known(String path) {
    Matcher matcher = SUBJECT.matcher(path);
    boolean one = matcher.matches() && labels.contains(matcher.group(1));
    return one ? knowledge.identifiers(matcher.group(1)) : KnownIdentifiers.none();
  }

  /** What a file was before any run; what it is where that is not known. */
  private Optional<byte[]> original(Path relative) {
    return relative.getNameCount() == 1 || relative.startsWith("phenotype")
        ? shared.computeIfAbsent(relative, this::readOriginal)
        : readOriginal(relative);
  }

  private Optional<byte[]> readOriginal(Path relative) {
    Path now = root.resolve(relative);
    try {
      Path file = store.original(relative) instanceof OriginalFile.Kept kept ? kept.copy() : now;
      return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (Refusal damagedOriginal) {
      return Files.isRegularFile(now) ? Optional.of(read(now)) : Optional.empty();
    }
  }

  private byte[] read(String path) {
    return read(root.resolve(path));
  }

  private static byte[] read(Path file) {
    return TextSize.read(file);
  }

  static String withoutFullStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
