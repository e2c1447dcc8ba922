package org.bidsveil.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bidsveil.audit.CheckReport;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.audit.DatasetCheck;
import org.bidsveil.audit.Finding;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiExtension;
import org.bidsveil.nifti.NiftiPreamble;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.table.TsvTable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real heads with made-up identities: what the dataset's own files tell is looked for, byte by
 * byte, in every file that a run leaves. The engine is a plain one; the metadata are the point.
 */
class IdentitiesGoneTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Members of sidecars whose values are names, numbers, dates or addresses. */
  private static final Set<String> MEMBERS =
      Set.of(
          "PatientName",
          "PatientID",
          "PatientBirthDate",
          "AcquisitionDateTime",
          "AcquisitionTime",
          "InstitutionName",
          "InstitutionAddress",
          "DeviceSerialNumber",
          "StationName",
          "SeriesInstanceUID",
          "ImageComments",
          "ProtocolName",
          "OperatorsName",
          "ReferringPhysicianName");

  private static final Set<String> COLUMNS = Set.of("dob", "acq_time", "operator");

  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2}).*");

  /** Shorter ones occur among the bytes of any image by chance. */
  private static final int SHORTEST = 6;

  @TempDir Path temp;
  private Path study;

  @BeforeEach
  void copy() throws IOException {
    Path heads = Path.of(System.getProperty("bidsveil.shared", ""), "bids_heads");
    if (!Files.isDirectory(heads)) {
      String reason = "The heads with made-up identities are not here: " + heads;
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    study = temp.resolve("study");
    try (Stream<Path> files = Files.walk(heads)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path relative = heads.relativize(file);
        boolean wanted =
            relative.getNameCount() == 1
                || Set.of("sub-001", "sub-003", "sub-010", "sub-011")
                    .contains(relative.getName(0).toString());
        if (wanted) {
          Path to = study.resolve(relative.toString());
          Files.createDirectories(to.getParent());
          Files.write(to, Files.readAllBytes(file));
        }
      }
    }
  }

  private RunSummary run() {
    Target target = Target.of(study, Optional.empty(), Optional.empty(), false);
    RunConfiguration configuration =
        new RunConfiguration(
            study,
            target,
            Selection.EVERYTHING,
            Defacing.DEFAULT,
            Scrubbing.DEFAULT,
            new Resources(1, 1500),
            false,
            false);
    return new DatasetRun(
            RunPlan.of(configuration),
            progress -> {},
            SmallDataset.removesTheFront(),
            CopyRunTest.CLOCK)
        .run();
  }

  @Test
  void noMadeUpIdentityIsLeftAndARestoreBringsEveryByteBack() throws IOException {
    Set<String> identities = identities();
    assertTrue(identities.size() > 20, identities.toString());
    assertEquals(identities, found(identities).keySet(), "the search finds what is there");
    SortedMap<String, Sha256> before = hashes();
    assertTrue(run().succeeded());

    assertEquals(new TreeMap<>(), found(identities));
    String sidecar =
        Files.readString(study.resolve("sub-001/ses-01/anat/sub-001_ses-01_run-1_T1w.json"));
    for (String kept :
        List.of(
            "\"EchoTime\": 2.300e-3,",
            "\"RepetitionTime\": 2.30000000000000000001,",
            "\"InversionTime\": 0.90,",
            "\"PatientPosition\": \"HFS\"",
            "\"ImageOrientationPatientDICOM\": [0, 1, 0, 0, 0, -1]")) {
      assertTrue(sidecar.contains(kept), kept);
    }
    CheckReport check = DatasetCheck.of(study, CheckSettings.DEFAULT);
    assertEquals(
        List.of("sourcedata/bidsveil/"), check.findings().stream().map(Finding::path).toList());

    OriginalsStore store =
        OriginalsStore.at(study, new OriginalsLocation.InDataset(), StoreOptions.defaults());
    assertEquals(List.of(), Restore.restore(store, List.of(), false).refusals());
    assertEquals(before, hashes());
  }

  @Test
  void aNameThatSomebodyWroteIntoTheReadmeIsFoundByTheCheckOnly() throws IOException {
    Path readme = study.resolve("README");
    String text = Files.readString(readme) + "\nWe thank Ms Doe (MRN-0012345).\n";
    Files.writeString(readme, text);
    run();
    assertEquals(text, Files.readString(readme));
    List<Finding> found =
        DatasetCheck.of(study, CheckSettings.DEFAULT).findings().stream()
            .filter(finding -> finding.path().equals("README"))
            .toList();
    assertEquals(1, found.size(), found.toString());
  }

  /** The identities, with the files in which each is found; those outside of the originals. */
  private SortedMap<String, List<String>> found(Set<String> identities) throws IOException {
    SortedMap<String, List<String>> found = new TreeMap<>();
    for (String path : hashesOfAll().keySet()) {
      byte[] raw = Files.readAllBytes(study.resolve(path));
      String text = new String(raw, ISO_8859_1).toLowerCase(Locale.ROOT);
      if (raw.length > 2 && raw[0] == 0x1f && raw[1] == (byte) 0x8b) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
          text += new String(in.readAllBytes(), ISO_8859_1).toLowerCase(Locale.ROOT);
        }
      }
      for (String identity : identities) {
        if (text.contains(identity.toLowerCase(Locale.ROOT))) {
          found.computeIfAbsent(identity, i -> new ArrayList<>()).add(path);
        }
      }
    }
    return found;
  }

  /**
   * Every name, number, date and address in sidecars, tables, headers and names in gzip headers.
   */
  private Set<String> identities() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String path : hashesOfAll().keySet()) {
      Path file = study.resolve(path);
      if (path.endsWith(".json")) {
        members(JSON.readTree(Files.readAllBytes(file)), found);
      } else if (path.endsWith(".tsv")) {
        cells(TsvTable.parse(Files.readAllBytes(file)), found);
      } else if (path.endsWith(".nii.gz")) {
        NiftiPreamble preamble = NiftiPreamble.read(file);
        for (HeaderField field :
            List.of(HeaderField.DESCRIP, HeaderField.AUX_FILE, HeaderField.DB_NAME)) {
          found.addAll(List.of(preamble.header().text(field).split("[;,]")));
        }
        for (NiftiExtension extension : preamble.extensions()) {
          found.addAll(List.of(new String(extension.content(), ISO_8859_1).split("[^ -~]+|; |=")));
        }
        String start = new String(Files.readAllBytes(file), 0, 40, ISO_8859_1);
        Matcher name = Pattern.compile("[\\w.]+\\.nii").matcher(start);
        if (name.find()) {
          found.add(name.group());
        }
      }
    }
    for (String value : List.copyOf(found)) {
      Matcher date = DATE.matcher(value);
      if (date.matches() && occurs(date.group(1) + date.group(2) + date.group(3))) {
        found.add(date.group(1) + date.group(2) + date.group(3));
      }
    }
    found.removeIf(value -> value.strip().length() < SHORTEST);
    // The names of the members themselves, which also stand in the extension.
    found.removeAll(Set.of("PatientName", "PatientBirthDate"));
    return found;
  }

  private boolean occurs(String text) throws IOException {
    return !found(Set.of(text)).isEmpty();
  }

  private static void members(JsonNode node, Set<String> found) {
    node.properties()
        .forEach(member -> {
          if (MEMBERS.contains(member.getKey()) && member.getValue().isTextual()) {
            found.add(member.getValue().textValue());
          }
          members(member.getValue(), found);
        });
  }

  private static void cells(TsvTable table, Set<String> found) {
    for (String column : COLUMNS) {
      for (int row = 0; row < table.rowCount(); row++) {
        table.cell(row, column).filter(cell -> !cell.equals("n/a")).ifPresent(found::add);
      }
    }
  }

  private SortedMap<String, Sha256> hashes() throws IOException {
    SortedMap<String, Sha256> hashes = hashesOfAll();
    hashes.keySet().removeIf(path -> path.startsWith("derivatives/"));
    return hashes;
  }

  /** Every file but the originals. */
  private SortedMap<String, Sha256> hashesOfAll() throws IOException {
    SortedMap<String, Sha256> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(study)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String path = study.relativize(file).toString();
        if (!path.startsWith("sourcedata/bidsveil/")) {
          hashes.put(path, Sha256.of(file));
        }
      }
    }
    return hashes;
  }
}
