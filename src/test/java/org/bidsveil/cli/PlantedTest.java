package org.bidsveil.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset into which faces and identities are planted in as many ways as were thought of. After a
 * run each of them is gone, or check names it and export does not copy it. None is silently there.
 */
class PlantedTest {
  @TempDir Path temp;
  private final Set<String> faces = new LinkedHashSet<>();
  private final List<Identity> identities = new ArrayList<>();
  private Path root = Path.of("");
  private String out = "";

  /**
   * An identity.
   *
   * @param path the file that holds it
   * @param key the member or column, for findings that are made once a key
   * @param secret what must not be in a copy
   */
  private record Identity(String path, String key, String secret) {}

  @Test
  void nothingPlantedIsSilentlyThere() throws IOException {
    root = temp.resolve("study");
    dataset();
    plantFaces();
    plantIdentities();
    plantExtensions();
    assertTrue(faces.size() >= 40, "faces: " + faces.size());
    assertTrue(identities.size() >= 40, "identities: " + identities.size());

    run("participant-level", root.toString(), "participant", "--skip-bids-validation");
    assertEquals(1, run("check", "check", root.toString(), "--json"), out);
    Set<String> paths = new LinkedHashSet<>();
    Set<String> keys = new LinkedHashSet<>();
    for (JsonNode finding : new ObjectMapper().readTree(out).path("findings")) {
      paths.add(finding.path("path").asText());
      keys.add(finding.path("place").asText());
    }
    Set<String> silent = new LinkedHashSet<>();
    Set<String> remove = new LinkedHashSet<>();
    int gone = 0;
    for (String face : faces) {
      if (isNamed(face, paths)) {
        remove.add(face);
      } else {
        silent.add("face " + face);
      }
    }
    int named = remove.size();
    for (Identity identity : identities) {
      Path file = root.resolve(identity.path());
      if (Files.exists(file) && !holds(file, identity)) {
        gone++;
      } else if (isNamed(identity.path(), paths) || keys.contains(identity.key())) {
        named++;
        remove.add(identity.path());
      } else {
        silent.add("identity " + identity.path() + " " + identity.key());
      }
    }
    System.out.printf(
        "Planted: %d faces, %d identities; gone %d, named %d, silently there %d%n",
        faces.size(), identities.size(), gone, named, silent.size());
    assertEquals(Set.of(), silent);

    Path copy = temp.resolve("copy");
    assertEquals(1, run("export", "export", root.toString(), copy.toString()), out);
    assertFalse(Files.exists(copy));
    for (String path : remove) {
      Files.delete(root.resolve(path));
    }
    assertEquals(0, run("export", "export", root.toString(), copy.toString()), out);
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(faces.contains(copy.relativize(file).toString()), file.toString());
        for (Identity identity : identities) {
          assertFalse(holds(file, identity), file + " holds " + identity.secret());
        }
      }
    }
    assertTrue(Files.exists(copy.resolve("sub-01/func/sub-01_task-rest_bold.nii.gz")));
  }

  private static boolean isNamed(String path, Set<String> paths) {
    return paths.stream().anyMatch(p -> p.equals(path) || (p.endsWith("/") && path.startsWith(p)));
  }

  private static boolean holds(Path file, Identity identity) throws IOException {
    String secret = identity.secret().toLowerCase(Locale.ROOT);
    String name = file.toString().toLowerCase(Locale.ROOT);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, UTF_8) + new String(bytes, ISO_8859_1);
    if (file.toString().endsWith(".gz")) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        text += new String(in.readAllBytes(), ISO_8859_1);
      }
    }
    return name.contains(secret) || text.toLowerCase(Locale.ROOT).contains(secret);
  }

  private int run(String what, String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""),
            new PrintWriter(outText, true),
            new PrintWriter(errText, true),
            arguments);
    out = outText.toString();
    assertFalse(errText.toString().contains("defect"), what + ": " + errText);
    out = out.isEmpty() ? errText.toString() : out;
    return code;
  }

  private void write(String path, byte[] bytes) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), bytes);
  }

  private void text(String path, String content) throws IOException {
    write(path, content.getBytes(UTF_8));
  }

  private void face(String path, byte[] bytes) throws IOException {
    faces.add(path);
    write(path, bytes);
  }

  private void face(String path, String start) throws IOException {
    face(path, (start + "\0\1\2 a face\n").getBytes(ISO_8859_1));
  }

  private void identity(String path, String key, String secret, String content) throws IOException {
    identities.add(new Identity(path, key, secret));
    text(path, content);
  }

  private void json(String path, String key, String secret, String value) throws IOException {
    identity(path, key, secret, "{\"EchoTime\": 0.003, \"" + key + "\": " + value + "}\n");
  }

  private void dataset() throws IOException {
    text(
        "dataset_description.json",
        "{\"Name\": \"study\", \"BIDSVersion\": \"1.10.0\", \"Authors\": [\"A. Author\"]}\n");
    text("README", "A study of rest.\n");
    text("participants.tsv", "participant_id\tage\tsex\nsub-01\t31\tF\n");
    write("sub-01/func/sub-01_task-rest_bold.nii.gz", gzip(head(4)));
    text("sub-01/func/sub-01_task-rest_bold.json", "{\"TaskName\": \"rest\"}\n");
  }

  private void plantFaces() throws IOException {
    byte[] nii = head(40);
    String anat = "sub-01/anat/sub-01_";
    face(anat + "T1w.nii.gz.bak", gzip(nii));
    face(anat + "T1w.nii.gz.orig", gzip(nii));
    face(anat + "T1w.nii.gz~", gzip(nii));
    face(anat + "T1w_defaced.nii.gz", gzip(nii));
    face(anat + "T1w.copy", nii);
    face("sub-01/anat/foo", nii);
    face("sub-01/anat/1.3.12.2.1107.5", dicom());
    face("extra/IMG0001.2", dicom());
    face("dicom/IM001.1", dicom());
    face(anat + "T1w.nii.bz2", "BZh91AY");
    face(anat + "T1w.nii.xz", "\u00fd7zXZ\0");
    face(anat + "T1w.nii.zst", "(\u00b5/\u00fd");
    face(anat + "T1w.7z", "7z\u00bc\u00af'\u001c");
    face(anat + "T1w.rar", "Rar!\u001a\u0007");
    face(anat + "T1w.npz", "PK\u0003\u0004");
    face(anat + "T1w.npy", "\u0093NUMPY");
    face(anat + "T1w.mat", "MATLAB 5.0 MAT-file");
    face(anat + "T1w.h5", "\u0089HDF\r\n\u001a\n");
    face(anat + "T1w.pkl", "\u0080\u0004\u0095");
    face(anat + "T1w.mgz", gzip("x".getBytes(UTF_8)));
    face(anat + "T1w.nrrd", "NRRD0004");
    face(anat + "T1w.mha", "ObjectType = Image\n");
    face(anat + "T1w+orig.BRIK.gz", gzip(new byte[64]));
    face(anat + "desc-head_mask.nii.gz", gzip(nii));
    face(anat + "desc-tissue_mask.nii.gz", gzip(largeMask()));
    face(anat + "face.stl", "solid head\nfacet normal\nendsolid\n");
    face(anat + "surface.ply", "ply\nformat ascii\n");
    face(anat + "surface.obj", "v 1 2 3\n".repeat(20));
    face("sub-01/eeg/sub-01_headshape.pos", "1 2 3\n");
    face("sub-01/eeg/sub-01_photo.webp", "RIFF0000WEBP");
    face("stimuli/face.jpg", "\u00ff\u00d8\u00ff");
    face("stimuli/clip.mp4", "\0\0\0\u0018ftypmp42");
    face("code/figure.png", "\u0089PNG\r\n\u001a\n");
    face("code/notebook.ipynb", "{\"image/png\": \"iVBOR\"}");
    face("sub-01/func/sub-01_task-x_bold.json.png", "\u0089PNG\r\n\u001a\n");
    face(
        "sub-01/func/sub-01_task-png_bold.nii.gz",
        gzip("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1)));
    face("sub-01/func/sub-01_task-fine_bold.nii.gz", gzip(fineHead()));
    face("derivatives/bidsveil/sub-01/figures/before.png", "\u0089PNG\r\n\u001a\n");
    face("derivatives/bidsveil/sub-01/anat/sub-01_T1w.nii.gz", gzip(nii));
    face("derivatives/my_brain_study/sub-01/sub-01_desc-preproc_T1w.nii.gz", gzip(nii));
    face("derivatives/x/sub-01/sub-01_desc-brain_T1w.nii.gz", gzip(largeMask()));
    face("derivatives/bet/sub-01/sub-01_T1w_outskin_mask.nii.gz", gzip(nii));
    face("derivatives/simnibs/sub-01/sub-01_label-scalp_probseg.nii.gz", gzip(nii));
    face("derivatives/simnibs/m2m/sub-01.msh", "$MeshFormat\n2.2 1 8\n");
    face("derivatives/spm/sub-01/c5sub-01_T1w.nii", nii);
    face("derivatives/mriqc/sub-01_T1w.html", "<html></html>");
    face("derivatives/qc/anat.gif", "GIF89a");
    face("derivatives/qc/page.txt", "<p>data:image/png;base64,AAAA</p>");
    face("derivatives/qc/slides.pdf", "%PDF-1.4");
    face("derivatives/fs/sub-01/mri/T1.mgz", "x");
    face("derivatives/fs/sub-01/surf/lh.seghead", "\u00ff\u00ff\u00fe");
    face("derivatives/tool/sub-01/1.3.12.77", dicom());
    face("derivatives/x/points.txt", "1.5 2.5 3.5\n".repeat(400));
  }

  private void plantIdentities() throws IOException {
    String f = "sub-01/func/sub-01_task-";
    json(f + "a_bold.json", "PatientName", "quillfeather", "\"QUILLFEATHER^ANN\"");
    json(f + "b_bold.json", "SeriesDescription", "brambleby", "\"t1_brambleby\"");
    json(f + "c_bold.json", "ProtocolName", "oxtoby", "\"OXTOBY_mprage\"");
    json(f + "d_bold.json", "ScanRemarks", "fothergill", "\"for Fothergill\"");
    json(f + "e_bold.json", "operatorName", "tattersall", "\"Tattersall\"");
    json(f + "f_bold.json", "Nachname", "zimmerl", "\"Zimmerl\"");
    json(f + "g_bold.json", "Notes", "wetherby", "\"Mrs Wetherby moved\"");
    json(f + "h_bold.json", "name", "pettigrew", "\"Pettigrew\"");
    json(f + "i_bold.json", "AcquisitionDateTime", "2021-03-04", "\"2021-03-04T10:11:12\"");
    json(f + "j_bold.json", "PatientID", "771234567", "\"771234567\"");
    json(f + "k_bold.json", "Extra", "ann@clinic.example", "{\"deep\": [\"ann@clinic.example\"]}");
    json(f + "l_bold.json", "InstitutionName", "st elsewhere", "\"St Elsewhere\"");
    json(f + "m_bold.json", "Age", "\"age\": \"92\"", "\"92\"");
    json(f + "n_bold.json", "PatientBirthDate", "19310412", "\"19310412\"");
    json(f + "o_bold.json", "ConversionComments", "/home/ann", "\"from /home/ann/x\"");
    json(f + "p_bold.json", "TaskName", "quillfeather", "\"quillfeather\"");
    json(f + "q_bold.json", "Unknown", "陈静雯", "\"陈静雯\"");
    json(
        "sub-01/eeg/sub-01_task-r_eeg.json", "TaskDescription", "crabtree", "\"told by Crabtree\"");
    table(f + "a_events.tsv", "operator", "gillingham");
    table(f + "b_events.tsv", "rater", "hathersage");
    table(f + "c_events.tsv", "note", "ingleby");
    table(f + "d_events.tsv", "surname", "jarrow");
    table(f + "e_events.tsv", "Nachname", "kesseler");
    table(f + "f_events.tsv", "contact", "lattimer");
    table(f + "g_events.tsv", "whatever", "mossop");
    table("phenotype/a.tsv", "prénom", "nettleship");
    table("phenotype/b.tsv", "apellidos", "ormerod");
    table("phenotype/c.tsv", "cognome", "pickersgill");
    table("phenotype/d.tsv", "achternaam", "quennell");
    table("phenotype/e.tsv", "фамилия", "rackstraw");
    table("phenotype/f.tsv", "氏名", "satterthwaite");
    table("phenotype/g.tsv", "e-mail", "t@u.example");
    table("phenotype/h.tsv", "phone", "5550123456");
    table("phenotype/i.tsv", "remarque", "uttley");
    table("phenotype/j.tsv", "date_of_birth", "1931-05-06");
    table("phenotype/k.tsv", "zip", "94110");
    identity("subject_key.csv", "", "venables", "sub-01,Venables\n");
    identity("notes.docx", "", "wigglesworth", "PK\u0003\u0004 Wigglesworth");
    identity("code/run.sh", "", "quillfeather", "# for Quillfeather\n");
    identity("code/mail.txt", "", "x@y.example", "write to x@y.example\n");
    identity("CHANGES", "", "yarborough", "1.0 scanned by: Yarborough\n");
    identity(f + "s_acq-AnnQuillfeather_bold.json", "", "quillfeather", "{\"EchoTime\": 1}\n");
    identity("derivatives/x/note.json", "PatientName", "zouch", "{\"PatientName\": \"Zouch\"}\n");
    identity(
        "derivatives/bidsveil/quality_check/notes.tsv",
        "note",
        "abernathy",
        "scan\tnote\nx\tAbernathy again\n");
    identity("sourcedata_key.txt", "", "birtwhistle", "Birtwhistle is sub-01\n");
    identity("sub-01/eeg/sub-01_task-r_eeg.edf", "", "cattermole", edf("Cattermole"));
    identity(
        "sub-01/eeg/sub-01_task-s_eeg.vhdr",
        "",
        "dalrymple",
        "Brain Vision Data Exchange Header File Version 1.0\n[Comment]\nMs Dalrymple\n");
    identity("sub-01/eeg/sub-01_task-t_eeg.set", "", "entwistle", "MATLAB 5.0 MAT-file Entwistle");
    identity(
        "sub-01/nirs/sub-01_task-t_nirs.snirf", "", "fanshawe", "\u0089HDF\r\n\u001a\nFanshawe");
    identity("sub-01/meg/sub-01_task-t_meg.ds/t.infods", "", "garside", "_PATIENT Garside");
    byte[] described = head(4);
    System.arraycopy("Hollingworth".getBytes(UTF_8), 0, described, 148, 12);
    identities.add(new Identity(f + "t_bold.nii.gz", "", "hollingworth"));
    write(f + "t_bold.nii.gz", gzip(described));
    byte[] trailing = new byte[described.length + 20];
    System.arraycopy(head(4), 0, trailing, 0, described.length);
    System.arraycopy("Ickenham".getBytes(UTF_8), 0, trailing, described.length, 8);
    identities.add(new Identity(f + "u_bold.nii", "", "ickenham"));
    write(f + "u_bold.nii", trailing);
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(gzip(head(4)));
    two.writeBytes(gzip("Jellicoe".getBytes(UTF_8)));
    identities.add(new Identity(f + "v_bold.nii.gz", "", "jellicoe"));
    write(f + "v_bold.nii.gz", two.toByteArray());
  }

  /**
   * In extensions that stay because the file needs them: CIFTI's XML, frame times, and a comment.
   */
  private void plantExtensions() throws IOException {
    String xml =
        "<CIFTI><Matrix><MetaData><MD><Name>Note</Name><Value>%s</Value></MD></MetaData></Matrix>"
            + "</CIFTI>";
    extended("sub-01/func/sub-01_task-w_bold.nii", "kilburn", 32, xml.formatted("of Kilburn"));
    extended("sub-01/func/sub-01_task-z_bold.nii", "lonsdale", 34, "Lonsdale");
    extended("sub-01/func/sub-01_task-y_bold.nii", "mirfield", 6, "Mirfield");
    extended(
        "derivatives/x/sub-01/sub-01_task-w_bold.dtseries.nii",
        "netherby",
        32,
        xml.formatted("by Netherby"));
  }

  private void extended(String path, String secret, int code, String text) throws IOException {
    byte[] image = head(4);
    int size = (text.length() + 8 + 15) / 16 * 16;
    ByteBuffer all = ByteBuffer.allocate(image.length + size).order(ByteOrder.LITTLE_ENDIAN);
    all.put(image, 0, 348).put((byte) 1).put(new byte[3]).putInt(size).putInt(code);
    all.put(text.getBytes(UTF_8)).position(352 + size).put(image, 352, image.length - 352);
    all.putFloat(108, 352 + size);
    identities.add(new Identity(path, "", secret));
    write(path, all.array());
  }

  private void table(String path, String column, String secret) throws IOException {
    identity(path, column, secret, "participant_id\t" + column + "\nsub-01\t" + secret + "\n");
  }

  private static String edf(String patient) {
    return "0       %-80s%-80s01.02.2120.21.22256     %-44s1       1       1   \n"
        .formatted("X F 01-MAR-1970 " + patient, "Startdate 01-FEB-2021", "");
  }

  private static byte[] dicom() {
    byte[] bytes = new byte[200];
    System.arraycopy("DICM".getBytes(UTF_8), 0, bytes, 128, 4);
    return bytes;
  }

  private static byte[] head(int size) {
    return image(new Grid(size, size, size, Affine.scaling(3, 3, 3)), 7);
  }

  /** 4 litres that are not background. */
  private static byte[] largeMask() {
    Grid grid = new Grid(18, 18, 18, Affine.scaling(10, 10, 10));
    float[] values = new float[grid.voxelCount()];
    for (int i = 1000; i < 5000; i++) {
      values[i] = 1;
    }
    return NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.UINT8);
  }

  /** Voxels and extent of an anatomical image. */
  private static byte[] fineHead() {
    return image(new Grid(160, 160, 160, Affine.scaling(1, 1, 1)), 1);
  }

  private static byte[] image(Grid grid, float value) {
    float[] values = new float[grid.voxelCount()];
    Arrays.fill(values, value);
    return NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.UINT8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(stored)) {
      zip.write(bytes);
    }
    return stored.toByteArray();
  }
}
