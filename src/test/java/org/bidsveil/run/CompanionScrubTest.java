package org.bidsveil.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.GzipHeader;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other files of the participants: of every datatype, with a scan or without. */
class CompanionScrubTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String BOLD = "sub-01/func/sub-01_task-rest_bold.nii.gz";
  private static final String DWI = "sub-01/dwi/sub-01_dwi.nii.gz";
  private static final String PHYSIO = "sub-01/func/sub-01_task-rest_physio.tsv.gz";
  private static final String BOLD_JSON = "sub-01/func/sub-01_task-rest_bold.json";
  private static final String EVENTS = "sub-01/func/sub-01_task-rest_events.tsv";

  @TempDir Path temp;
  private SmallDataset data;

  @BeforeEach
  void dataset() {
    byte[] bold = withText(HeaderField.DESCRIP, "TE=30;Time=134808.242;DOE");
    byte[] dwi = withText(HeaderField.DESCRIP, "TE=88;phase=1");
    data =
        new SmallDataset(temp.resolve("study"))
            .scan(T1W)
            .text(
                BOLD_JSON,
                "{\"PatientName\": \"DOE^JANE\", \"RepetitionTime\": 2.0000000000000000001}\n")
            .bytes(BOLD, gzip(withExtension(bold, 4, "<AFNI user=jdoe>"), true))
            .bytes(DWI, gzip(dwi, true))
            .bytes(PHYSIO, gzip("0.1\t0.2\n".repeat(500).getBytes(UTF_8), true))
            .text(EVENTS, "onset\tduration\tname\tnote\n1.5\t2\tface\tMs Doe coughed\n")
            .text(
                "task-rest_bold.json", "{\"OperatorsName\": \"JSmith\", \"TaskName\": \"rest\"}\n")
            .text("phenotype/test.tsv", "participant_id\temail\nsub-01\tjane@doe.example\n")
            .text("sub-02/sub-02_scans.tsv", "filename\tacq_time\nbeh/x\t2020-01-02T03:04:05\n")
            .text("sub-02/beh/sub-02_task-rest_beh.json", "{\"PatientID\": \"MRN-0012345\"}\n");
  }

  private static byte[] withText(HeaderField field, String text) {
    byte[] image = SmallDataset.imageBytes(false);
    byte[] bytes = text.getBytes(ISO_8859_1);
    int at = field.in(NiftiReader.parse(image).header().version()).orElseThrow().offset();
    System.arraycopy(bytes, 0, image, at, bytes.length);
    return image;
  }

  private static byte[] withExtension(byte[] image, int code, String text) {
    byte[] content = Arrays.copyOf(text.getBytes(UTF_8), 24);
    ByteBuffer out =
        ByteBuffer.allocate(image.length + 32)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(image, 0, 348)
            .put(new byte[] {1, 0, 0, 0})
            .putInt(32)
            .putInt(code)
            .put(content)
            .put(image, 352, image.length - 352);
    return out.putFloat(108, 352 + 32).array();
  }

  /** As Python's gzip writes it: with the time and the name of the file. */
  private static byte[] gzip(byte[] plain, boolean named) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = out.toByteArray();
    if (!named) {
      return bytes;
    }
    byte[] name = "JaneDoe.nii\0".getBytes(ISO_8859_1);
    byte[] whole = new byte[bytes.length + name.length];
    System.arraycopy(bytes, 0, whole, 0, 10);
    System.arraycopy(name, 0, whole, 10, name.length);
    System.arraycopy(bytes, 10, whole, 10 + name.length, bytes.length - 10);
    whole[3] = 8;
    whole[4] = 77;
    return whole;
  }

  private static byte[] gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private RunSummary run(Selection selection, boolean force) {
    Target target = Target.of(data.root(), Optional.empty(), Optional.empty(), false);
    RunPlan plan = RunPlan.of(data.configuration(target, selection, force, 1));
    return new DatasetRun(plan, progress -> {}, SmallDataset.removesTheFront(), CopyRunTest.CLOCK)
        .run();
  }

  private byte[] read(String path) throws IOException {
    return Files.readAllBytes(data.path(path));
  }

  private SortedMap<String, String> dataFiles() {
    SortedMap<String, String> files = SmallDataset.fingerprint(data.root());
    files.keySet().removeIf(f -> f.startsWith("sourcedata") || f.startsWith("derivatives"));
    return files;
  }

  @Test
  void theHeaderOfAFunctionalImageLosesItsTextsAndNoVoxelChanges() throws IOException {
    NiftiImage before = NiftiReader.parse(read(BOLD));
    assertTrue(run(Selection.EVERYTHING, false).succeeded());
    NiftiImage after = NiftiReader.read(data.path(BOLD));
    assertEquals("", after.header().text(HeaderField.DESCRIP));
    assertEquals(List.of(), after.extensions());
    assertEquals(0, before.voxelsChangedOutside(new Mask(before.grid()), after));
    assertEquals(List.of(), GzipHeader.of(data.path(BOLD)).orElseThrow().telling());
    assertFalse(new String(gunzip(read(BOLD)), ISO_8859_1).contains("jdoe"));
  }

  @Test
  void aTechnicalTextStaysAndTheFileIsNotCompressedAnew() throws IOException {
    byte[] before = read(DWI);
    run(Selection.EVERYTHING, false);
    byte[] after = read(DWI);
    assertArrayEquals(
        Arrays.copyOfRange(before, 22, before.length), Arrays.copyOfRange(after, 10, after.length));
    assertEquals(List.of(), GzipHeader.of(data.path(DWI)).orElseThrow().telling());
    assertEquals("TE=88;phase=1", NiftiReader.readHeader(data.path(DWI)).text(HeaderField.DESCRIP));
  }

  @Test
  void aCompressedTableLosesOnlyItsGzipHeader() throws IOException {
    byte[] before = read(PHYSIO);
    run(Selection.EVERYTHING, false);
    byte[] after = read(PHYSIO);
    assertArrayEquals(gunzip(before), gunzip(after));
    assertEquals(before.length - "JaneDoe.nii\0".length(), after.length);
    assertArrayEquals(before, read("sourcedata/bidsveil/" + PHYSIO));
  }

  @Test
  void sidecarsAndTablesOfEveryDatatypeAreScrubbed() throws IOException {
    run(Selection.EVERYTHING, false);
    assertEquals(
        "{\"RepetitionTime\": 2.0000000000000000001}\n", Files.readString(data.path(BOLD_JSON)));
    assertEquals("{\"TaskName\": \"rest\"}\n", Files.readString(data.path("task-rest_bold.json")));
    assertEquals(
        "onset\tduration\tname\tnote\n1.5\t2\tface\tn/a\n", Files.readString(data.path(EVENTS)));
    assertEquals(
        "participant_id\temail\nsub-01\tn/a\n", Files.readString(data.path("phenotype/test.tsv")));
  }

  @Test
  void aParticipantWithoutAScanIsScrubbedToo() throws IOException {
    run(Selection.EVERYTHING, false);
    assertEquals(
        "filename\tacq_time\nbeh/x\tn/a\n", Files.readString(data.path("sub-02/sub-02_scans.tsv")));
    assertEquals("{}\n", Files.readString(data.path("sub-02/beh/sub-02_task-rest_beh.json")));
  }

  @Test
  void whoIsNotAskedForStays() {
    var before = dataFiles();
    run(new Selection(List.of("01"), List.of(), List.of(), List.of(), Optional.empty()), false);
    var after = dataFiles();
    for (String path : List.of("sub-02/sub-02_scans.tsv", "sub-02/beh/sub-02_task-rest_beh.json")) {
      assertEquals(before.get(path), after.get(path));
    }
  }

  @Test
  void aSecondRunChangesNothingAndARestoreBringsBackEveryByte() {
    var before = dataFiles();
    run(Selection.EVERYTHING, false);
    var once = SmallDataset.fingerprint(data.root());
    run(Selection.EVERYTHING, false);
    assertEquals(once, SmallDataset.fingerprint(data.root()));
    assertTrue(run(Selection.EVERYTHING, true).succeeded());
    OriginalsStore store =
        OriginalsStore.at(data.root(), new OriginalsLocation.InDataset(), StoreOptions.defaults());
    assertEquals(List.of(), Restore.restore(store, List.of(), false).refusals());
    assertEquals(before, dataFiles());
  }

  @Test
  void aFileThatCannotBeScrubbedIsNamedAndTheOthersAreDone() throws IOException {
    data.text(BOLD_JSON, "{\"PatientName\": \"DOE^JANE\",}\n");
    RunSummary summary = run(Selection.EVERYTHING, false);
    assertFalse(summary.succeeded());
    assertEquals(1, summary.unscrubbed().size());
    assertTrue(summary.unscrubbed().getFirst().startsWith(BOLD_JSON + ": "));
    assertEquals("", NiftiReader.readHeader(data.path(BOLD)).text(HeaderField.DESCRIP));
    assertEquals(1, summary.count(ScanOutcome.Defaced.class));
  }

  @Test
  void aFileWithoutContentIsNoFailure() throws IOException {
    Files.delete(data.path(DWI));
    Files.createSymbolicLink(data.path(DWI), Path.of("../../.git/annex/objects/xx/missing"));
    assertTrue(run(Selection.EVERYTHING, false).succeeded());
    assertTrue(Files.isSymbolicLink(data.path(DWI)));
  }

  @Test
  void aScanWithoutAFaceLosesTheTextsOfItsHeaderAndKeepsItsVoxels() throws IOException {
    byte[] original = gzip(withText(HeaderField.AUX_FILE, "DOE JANE left ear"), true);
    data.bytes(T1W, original);
    RunPlan plan = RunPlan.of(data.inPlace(false));
    Engine.Factory stripped =
        executor ->
            scan ->
                new ScanResult.NothingToDo(ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS);
    new DatasetRun(plan, progress -> {}, stripped, CopyRunTest.CLOCK).run();
    NiftiImage before = NiftiReader.parse(original);
    NiftiImage after = NiftiReader.read(data.path(T1W));
    assertEquals("", after.header().text(HeaderField.AUX_FILE));
    assertEquals(0, before.voxelsChangedOutside(new Mask(before.grid()), after));
    assertArrayEquals(original, read("sourcedata/bidsveil/" + T1W));
    String record =
        Files.readString(data.path("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_noface.json"));
    assertTrue(record.contains(Sha256.of(data.path(T1W)).hex()), record);
    assertFalse(Files.exists(data.path("sub-01/anat/sub-01_T1w.json")), "nothing is stated");
  }
}
