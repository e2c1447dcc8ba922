package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads what nibabel wrote and has nibabel and nifti_clib read what we wrote (Debian packages
 * python3-nibabel and nifti-bin). One Python process does everything beforehand.
 */
class NibabelCrossCheckTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path NIFTI_TOOL = Path.of("/usr/bin/nifti_tool");

  /** Greatest difference of an affine's entry; nibabel computes quaternions in other steps. */
  private static final double SAME_AFFINE = 1e-5;

  @TempDir private static Path work;

  @BeforeAll
  static void letNibabelReadAndWrite() throws IOException, InterruptedException {
    if (!Files.isExecutable(PYTHON) || run(PYTHON.toString(), "-c", "import nibabel").code() != 0) {
      abort("python3-nibabel is not installed: no cross-check with nibabel");
    }
    writeOurs(Files.createDirectory(work.resolve("ours")));
    Path script = work.resolve("nibabel_cross_check.py");
    try (InputStream resource =
        NibabelCrossCheckTest.class.getResourceAsStream("nibabel_cross_check.py")) {
      Files.copy(Objects.requireNonNull(resource), script);
    }
    Path heads = sharedHeads();
    Run python =
        run(
            PYTHON.toString(),
            script.toString(),
            work.toString(),
            Files.isDirectory(heads) ? heads.toString() : "-");
    assertEquals(0, python.code(), python.output());
  }

  @Test
  void weReadInEveryFileWhatNibabelReads() throws IOException {
    List<Row> rows = rows("images.tsv");
    assertTrue(rows.stream().filter(r -> r.name.startsWith("ours")).count() > 60);
    assertTrue(rows.stream().filter(r -> r.name.startsWith("theirs")).count() > 100);
    for (Row row : rows) {
      NiftiImage image = NiftiReader.read(work.resolve(row.name));
      assertSameShapeAndAffine(row, image);
      assertArrayEquals(nibabelValues(row.name), ourValues(image), row.name);
      assertEquals(
          row.extensions,
          image.extensions().stream().map(NiftiExtension::ecode).toList(),
          row.name);
    }
  }

  @Test
  void nibabelSeesThatOnlyMaskedVoxelsChanged() throws IOException {
    List<Row> rows = rows("images.tsv");
    int compared = 0;
    for (Row row : rows) {
      if (row.name.contains("_defaced")) {
        float[] before = nibabelValues(row.name.replace("_defaced", ""));
        float[] after = nibabelValues(row.name);
        int voxels = NiftiReader.read(work.resolve(row.name)).grid().voxelCount();
        for (int v = 0; v < after.length; v++) {
          assertEquals(isRemoved(v % voxels) ? 0 : before[v], after[v], row.name + " voxel " + v);
        }
        compared++;
      }
    }
    assertTrue(compared > 30, "compared " + compared);
  }

  @Test
  void nibabelFindsOurQformWhereOurSformIs() throws IOException {
    int compared = 0;
    for (Row row : rows("images.tsv")) {
      if (row.name.contains("encoded")) {
        assertArrayEquals(row.affine, row.qform, 1e-4, row.name);
        compared++;
      }
    }
    assertTrue(compared > 5, "compared " + compared);
  }

  @Test
  void everyRealHeadReadsAsInNibabel() throws IOException {
    if (!Files.isDirectory(sharedHeads())) {
      abort("no folder " + sharedHeads() + ": real heads are not compared with nibabel");
    }
    List<Row> rows = rows("heads.tsv");
    assertTrue(!rows.isEmpty());
    for (Row row : rows) {
      NiftiImage image = NiftiReader.read(Path.of(row.name));
      assertSameShapeAndAffine(row, image);
      float[] values = ourValues(image);
      double sum = 0;
      float min = values[0];
      float max = values[0];
      for (float value : values) {
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      assertEquals(row.summary[0], min, row.name);
      assertEquals(row.summary[1], max, row.name);
      assertEquals(
          row.summary[2], sum / values.length, 1e-9 * Math.max(1, Math.abs(max)), row.name);
      for (int i = 0; i < row.probes.length; i++) {
        int voxel = (int) (i * 7919L * 104729 % values.length);
        assertEquals(row.probes[i], values[voxel], row.name + " voxel " + voxel);
      }
    }
  }

  @Test
  void niftiClibFindsOurHeadersGood() throws IOException, InterruptedException {
    requireNiftiTool();
    List<String> command =
        new ArrayList<>(List.of(NIFTI_TOOL.toString(), "-check_hdr", "-check_nim", "-infiles"));
    List<String> files = new ArrayList<>();
    for (Row row : rows("images.tsv")) {
      // nifti_tool checks NIfTI-1 headers only
      if (row.name.startsWith("ours") && !row.name.contains("NIFTI_2")) {
        files.add(work.resolve(row.name).toString());
      }
    }
    command.addAll(files);
    String output = run(command.toArray(String[]::new)).output();
    assertTrue(files.size() > 30);
    for (String file : files) {
      assertTrue(output.contains("header IS GOOD for file " + file), file + ": " + output);
      assertTrue(output.contains("nifti_image IS GOOD for file " + file), file + ": " + output);
    }
  }

  @Test
  void niftiClibPlacesFilesWithoutCodesAsWeDo() throws IOException, InterruptedException {
    requireNiftiTool();
    int compared = 0;
    for (Row row : rows("images.tsv")) {
      if (row.affine.length == 0 && compared < 5) {
        String output =
            run(
                    NIFTI_TOOL.toString(),
                    "-disp_nim",
                    "-field",
                    "qto_xyz",
                    "-infiles",
                    work.resolve(row.name).toString())
                .output();
        String line = output.lines().filter(l -> l.contains("qto_xyz")).findFirst().orElseThrow();
        double[] theirs =
            Arrays.stream(line.trim().split("\\s+"))
                .skip(3)
                .limit(12)
                .mapToDouble(Double::parseDouble)
                .toArray();
        NiftiImage image = NiftiReader.read(work.resolve(row.name));
        assertEquals(AffineSource.PIXDIM, image.header().affineSource());
        assertArrayEquals(theirs, image.grid().worldFromVoxel().toArray(), 1e-4, row.name);
        compared++;
      }
    }
    assertEquals(5, compared);
  }

  private static void assertSameShapeAndAffine(Row row, NiftiImage image) {
    Grid grid = image.grid();
    int[] shape = Arrays.copyOf(row.shape, Math.max(3, row.shape.length));
    Arrays.fill(shape, row.shape.length, shape.length, 1);
    assertEquals(shape[0], grid.nx(), row.name);
    assertEquals(shape[1], grid.ny(), row.name);
    assertEquals(shape[2], grid.nz(), row.name);
    assertEquals(Arrays.stream(shape).skip(3).reduce(1, (a, b) -> a * b), image.volumes());
    if (row.affine.length > 0) {
      assertArrayEquals(row.affine, grid.worldFromVoxel().toArray(), SAME_AFFINE, row.name);
    }
  }

  private static float[] ourValues(NiftiImage image) {
    int voxels = image.grid().voxelCount();
    float[] all = new float[voxels * image.volumes()];
    for (int t = 0; t < image.volumes(); t++) {
      System.arraycopy(image.volume(t).values(), 0, all, t * voxels, voxels);
    }
    return all;
  }

  private static float[] nibabelValues(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(work.resolve("values/" + name.replace('/', '_') + ".f32"));
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    for (int v = 0; v < values.length; v++) {
      values[v] += 0f; // nibabel multiplies a stored 0 with a negative slope to -0
    }
    return values;
  }

  /** Every type, version and byte order; each also with voxels removed; and new files. */
  private static void writeOurs(Path folder) throws IOException {
    Random random = new Random(8);
    for (NiftiVersion version : NiftiVersion.values()) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        for (NiftiDatatype type : NiftiDatatype.values()) {
          // nibabel reads no bits
          if (type.isSupported() && type != NiftiDatatype.BINARY) {
            writeWithAndWithoutFace(folder, SyntheticNifti.header(version, order, type), random);
          }
        }
      }
    }
    for (NiftiDatatype type :
        List.of(NiftiDatatype.UINT8, NiftiDatatype.INT16, NiftiDatatype.FLOAT32)) {
      for (int n = 0; n < 4; n++) {
        Grid grid = new Grid(4, 5, 6, randomAffine(random));
        float[] values = new float[grid.voxelCount()];
        for (int v = 0; v < values.length; v++) {
          values[v] = random.nextInt(200);
        }
        NiftiEncoding encoding =
            NiftiEncoding.of(type).withScaling(n == 0 ? 1 : 0.7, n == 2 ? 3 : 0);
        byte[] file = NiftiWriter.encode(new Volume(grid, values), encoding);
        Files.write(
            folder.resolve("encoded_" + type + n + ".nii.gz"), ParallelGzip.compress(file, 6, 2));
      }
    }
  }

  private static void writeWithAndWithoutFace(Path folder, NiftiHeader blank, Random random)
      throws IOException {
    NiftiHeader header = SyntheticNifti.withDim(blank, 5, 4, 3, 2);
    header =
        Orientation.store(header, new Grid(5, 4, 3, randomAffine(random)), 1)
            .with(HeaderField.SFORM_CODE, random.nextInt(2))
            .with(HeaderField.SCL_SLOPE, blank.datatype().isColour() ? 0 : random.nextInt(3) - 0.5);
    byte[] file =
        SyntheticNifti.fileWithExtensions(
            header, List.of(new NiftiExtension(6, new byte[] {'a', 'b'})));
    putReals(file, header, random);
    NiftiImage image = NiftiReader.parse(file);
    Mask removed = new Mask(image.grid());
    for (int v = 0; v < image.grid().voxelCount(); v++) {
      if (isRemoved(v)) {
        removed.set(v);
      }
    }
    String name =
        blank.datatype() + "_" + blank.version() + "_" + blank.byteOrder().toString().charAt(0);
    Files.write(folder.resolve(name + ".nii"), file);
    Files.write(
        folder.resolve(name + "_defaced.nii"),
        NiftiWriter.replaceVoxels(image, removed, StoredFill.ZERO));
  }

  /** Numbers of ordinary size in floating-point voxels; other types keep the pattern of bytes. */
  private static void putReals(byte[] file, NiftiHeader header, Random random) {
    int bytes = (int) SyntheticNifti.voxelBytes(header);
    ByteBuffer voxels = ByteBuffer.wrap(file, file.length - bytes, bytes).order(header.byteOrder());
    while (voxels.hasRemaining()) {
      double value = 1000 * random.nextGaussian();
      switch (header.datatype()) {
        case FLOAT32, COMPLEX64 -> voxels.putFloat((float) value);
        case FLOAT64, COMPLEX128 -> voxels.putDouble(value);
        default -> voxels.position(voxels.limit());
      }
    }
  }

  private static boolean isRemoved(int voxel) {
    return voxel % 7 < 3;
  }

  private static Affine randomAffine(Random random) {
    return Affine.translation(random.nextInt(200) - 100, 30.25, -5)
        .after(Affine.rotation(random.nextDouble(), random.nextDouble(), random.nextDouble()))
        .after(Affine.scaling(1, 0.9, random.nextBoolean() ? 2 : -2));
  }

  private static Path sharedHeads() {
    return Path.of(System.getProperty("bidsveil.shared", "../shared")).resolve("heads");
  }

  private static void requireNiftiTool() {
    if (!Files.isExecutable(NIFTI_TOOL)) {
      abort("nifti_tool is not installed: no cross-check with nifti_clib");
    }
  }

  private static void abort(String reason) {
    System.out.println(reason);
    Assumptions.abort(reason);
  }

  private record Run(int code, String output) {}

  private static Run run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static List<Row> rows(String table) throws IOException {
    try (Stream<String> lines = Files.lines(work.resolve(table))) {
      return lines.map(Row::new).toList();
    }
  }

  /** What nibabel read in one file. */
  private static final class Row {
    private final String name;
    private final int[] shape;
    private final double[] affine;
    private final double[] qform;
    private final List<Integer> extensions;
    private final double[] summary;
    private final double[] probes;

    private Row(String line) {
      String[] cells = line.split("\t", -1);
      name = cells[0];
      shape = Arrays.stream(cells[1].split(",")).mapToInt(Integer::parseInt).toArray();
      affine = cells[2].equals("none") ? new double[0] : numbers(cells[2]);
      qform = numbers(cells[3]);
      extensions = Arrays.stream(numbers(cells[4])).mapToObj(code -> (int) code).toList();
      summary = cells.length > 5 ? numbers(cells[5]) : new double[0];
      probes = cells.length > 6 ? numbers(cells[6]) : new double[0];
    }

    private static double[] numbers(String cell) {
      return cell.isEmpty()
          ? new double[0]
          : Arrays.stream(cell.split(",")).mapToDouble(Double::parseDouble).toArray();
    }
  }
}
