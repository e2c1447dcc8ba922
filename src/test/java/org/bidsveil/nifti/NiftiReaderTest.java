package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiReaderTest {
  private static final NiftiHeader HEADER = SyntheticNifti.header(NiftiDatatype.INT16);

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void readsBothVersionsInBothByteOrders(NiftiVersion version) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer voxels = ByteBuffer.allocate(24).order(order);
      for (int v = 0; v < 12; v++) {
        voxels.putShort((short) (100 * v - 300));
      }
      NiftiHeader header = SyntheticNifti.header(version, order, NiftiDatatype.INT16);
      NiftiImage image = NiftiReader.parse(SyntheticNifti.file(header, voxels.array()));
      assertEquals(header, image.header());
      assertEquals(new Grid(2, 3, 2, Affine.IDENTITY), image.grid());
      assertFalse(image.gzipped());
      assertEquals(0, image.trailingBytes());
      assertEquals(-300, image.volume(0).at(0, 0, 0));
      assertEquals(800, image.volume(0).at(1, 2, 1));
    }
  }

  @Test
  void readsCompressedFilesWhateverTheirName(@TempDir Path dir) throws IOException {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h);
    Path misnamed = Files.write(dir.resolve("scan.nii"), ParallelGzip.compress(plain, 6, 1));
    NiftiImage image = NiftiReader.read(misnamed);
    assertTrue(image.gzipped());
    assertArrayEquals(plain, image.toBytes());
    Path plainFile = Files.write(dir.resolve("scan.nii.gz"), plain);
    assertFalse(NiftiReader.read(plainFile).gzipped());
    assertArrayEquals(plain, NiftiReader.read(plainFile).toBytes());
  }

  @Test
  void readsOnAnyFileSystem() throws IOException {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h);
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = Files.write(memory.getPath("/scan.nii"), plain);
      assertArrayEquals(plain, NiftiReader.read(file).toBytes());
    }
  }

  @Test
  void readsSeveralGzipMembers() throws IOException {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(ParallelGzip.compress(Arrays.copyOf(plain, 200), 6, 1));
    members.write(ParallelGzip.compress(Arrays.copyOfRange(plain, 200, 360), 6, 1));
    members.write(ParallelGzip.compress(Arrays.copyOfRange(plain, 360, plain.length), 6, 1));
    assertArrayEquals(plain, NiftiReader.parse(members.toByteArray()).toBytes());
  }

  @Test
  void readsOnlyTheHeader(@TempDir Path dir) throws IOException {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h.with(HeaderField.DIM, 3, 30_000));
    Path file = Files.write(dir.resolve("a.nii.gz"), ParallelGzip.compress(plain, 1, 1));
    assertEquals(30_000, NiftiReader.readHeader(file).dim()[3]);
  }

  @Test
  void trailingBytesAreCountedAndDropped() {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h);
    byte[] longer = Arrays.copyOf(plain, plain.length + 77);
    longer[longer.length - 1] = 5;
    for (byte[] file : new byte[][] {longer, ParallelGzip.compress(longer, 6, 1)}) {
      NiftiImage image = NiftiReader.parse(file);
      assertEquals(77, image.trailingBytes());
      assertArrayEquals(plain, image.toBytes());
    }
  }

  @Test
  void voxelsMayStartLater() {
    byte[] between = new byte[4 + 48];
    between[30] = 9;
    NiftiHeader header = HEADER.with(HeaderField.VOX_OFFSET, 400);
    byte[] voxels = SyntheticNifti.pattern(24);
    byte[] file = SyntheticNifti.file(header, between, voxels);
    NiftiImage image = NiftiReader.parse(file);
    assertArrayEquals(file, image.toBytes());
    assertEquals(voxels[0] + 256 * voxels[1], image.volume(0).values()[0]);
  }

  @Test
  void anOffsetOfZeroIsTheSmallestOne() {
    byte[] file = SyntheticNifti.patternFile(HEADER, h -> h.with(HeaderField.VOX_OFFSET, 0));
    assertEquals(1 + 256 * 38, NiftiReader.parse(file).volume(0).values()[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "'2 3', 2, 3, 1, 1",
    "'5', 5, 1, 1, 1",
    "'2 3 2 4', 2, 3, 2, 4",
    "'2 3 2 1 3', 2, 3, 2, 3",
    "'2 1 2 2 1 3', 2, 1, 2, 6",
    "'2 3 2 2 1 2 2', 2, 3, 2, 8",
    "'2 3 0', 2, 3, 1, 1",
    "'2 3 2 0', 2, 3, 2, 1"
  })
  void dimensionsBeyondTheThirdAreVolumes(String dim, int nx, int ny, int nz, int volumes) {
    int[] lengths = Arrays.stream(dim.split(" ")).mapToInt(Integer::parseInt).toArray();
    NiftiHeader header = SyntheticNifti.withDim(HEADER, lengths);
    byte[] voxels = SyntheticNifti.pattern(2 * nx * ny * nz * volumes);
    NiftiImage image = NiftiReader.parse(SyntheticNifti.file(header, voxels));
    assertEquals(new Grid(nx, ny, nz, Affine.IDENTITY), image.grid());
    assertEquals(volumes, image.volumes());
    int last = voxels.length - 2;
    float[] values = image.volume(volumes - 1).values();
    assertEquals(voxels[last] + 256 * voxels[last + 1], values[values.length - 1]);
    assertThrows(IndexOutOfBoundsException.class, () -> image.volume(volumes));
  }

  @Test
  void dimensionsBehindTheLastAreNotLookedAt() {
    byte[] file = SyntheticNifti.patternFile(HEADER, h -> h.with(HeaderField.DIM, 5, -7));
    assertEquals(1, NiftiReader.parse(file).volumes());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aSlopeThatIsNoneMeansNoScaling(double slope) {
    byte[] file =
        SyntheticNifti.patternFile(
            HEADER,
            h -> h.with(HeaderField.SCL_SLOPE, slope).with(HeaderField.SCL_INTER, Double.NaN));
    assertEquals(1 + 256 * 38, NiftiReader.parse(file).volume(0).values()[0]);
  }

  @Test
  void coloursAreNotScaled() {
    byte[] file =
        SyntheticNifti.patternFile(
            SyntheticNifti.header(NiftiDatatype.RGB24), h -> h.with(HeaderField.SCL_SLOPE, 100));
    assertTrue(NiftiReader.parse(file).volume(0).values()[0] < 256);
  }

  @Test
  void aWrongBitpixIsNotLookedAt() {
    byte[] file = SyntheticNifti.patternFile(HEADER, h -> h.with(HeaderField.BITPIX, 0));
    assertEquals(1 + 256 * 38, NiftiReader.parse(file).volume(0).values()[0]);
  }

  @Test
  void refusesNothingAtAll(@TempDir Path dir) throws IOException {
    assertRefused("nifti-empty", new byte[0]);
    ByteArrayOutputStream nothing = new ByteArrayOutputStream();
    new GZIPOutputStream(nothing).close();
    assertRefused("nifti-empty", nothing.toByteArray());
    Path empty = Files.createFile(dir.resolve("sub-01_T1w.nii.gz"));
    assertEquals("nifti-empty", assertThrows(Refusal.class, () -> NiftiReader.read(empty)).name());
  }

  @Test
  void refusesWhatIsNotThere(@TempDir Path dir) throws IOException {
    Path missing = dir.resolve("none.nii");
    Refusal refusal = assertThrows(Refusal.class, () -> NiftiReader.read(missing));
    assertEquals("nifti-missing", refusal.name());
    assertEquals(Refusal.Kind.INPUT_MISSING, refusal.kind());
    Path broken = Files.createSymbolicLink(dir.resolve("broken.nii.gz"), missing);
    assertEquals(
        "nifti-missing", assertThrows(Refusal.class, () -> NiftiReader.readHeader(broken)).name());
  }

  @Test
  void refusesAFolder(@TempDir Path dir) {
    Refusal refusal = assertThrows(Refusal.class, () -> NiftiReader.read(dir));
    assertEquals("nifti-unreadable", refusal.name());
    assertEquals(Refusal.Kind.IO, refusal.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.hdr", "a.img", "a.HDR", "a.img.gz"})
  void refusesPairsByName(String name) {
    Refusal refusal = assertThrows(Refusal.class, () -> NiftiReader.read(Path.of(name)));
    assertEquals("nifti-pair", refusal.name());
  }

  @Test
  void refusesTruncatedFilesWhereverTheyEnd() {
    byte[] file = SyntheticNifti.patternFile(HEADER, h -> h);
    for (int length = 4; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertRefused("nifti-truncated", cut);
      assertRefused("nifti-truncated", ParallelGzip.compress(cut, 6, 1));
    }
  }

  @Test
  void refusesTruncatedNifti2Files() {
    NiftiHeader header =
        SyntheticNifti.header(NiftiVersion.NIFTI_2, ByteOrder.BIG_ENDIAN, NiftiDatatype.FLOAT64);
    byte[] file = SyntheticNifti.patternFile(header, h -> h);
    for (int length : new int[] {4, 300, 348, 400, 539, 540, 544, file.length - 1}) {
      assertRefused("nifti-truncated", Arrays.copyOf(file, length));
    }
  }

  @Test
  void refusesATruncatedOrDamagedGzip() {
    byte[] file = ParallelGzip.compress(SyntheticNifti.patternFile(HEADER, h -> h), 6, 1);
    for (int length = 18; length < file.length; length++) {
      assertRefused("gzip-truncated", Arrays.copyOf(file, length));
    }
    file[file.length - 6] ^= 4;
    assertRefused("gzip-checksum", file);
  }

  @Test
  void refusesVoxelsThatTheFileCannotHold() {
    NiftiHeader header =
        SyntheticNifti.header(
            NiftiVersion.NIFTI_2, ByteOrder.LITTLE_ENDIAN, NiftiDatatype.COMPLEX128);
    byte[] cube =
        SyntheticNifti.file(
            SyntheticNifti.withDim(header, 100_000, 100_000, 100_000), new byte[64]);
    assertRefused("nifti-too-large", cube);
    assertRefused("nifti-too-large", ParallelGzip.compress(cube, 6, 1));
    byte[] endless =
        SyntheticNifti.file(
            SyntheticNifti.withDim(
                header,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE),
            new byte[64]);
    assertRefused("nifti-too-large", endless);
    byte[] bits =
        SyntheticNifti.file(
            SyntheticNifti.withDim(
                SyntheticNifti.header(NiftiDatatype.BINARY), 30_000, 30_000, 2, 30_000, 30_000),
            new byte[64]);
    assertRefused("nifti-too-large", bits);
    byte[] twoGigabytes =
        SyntheticNifti.file(SyntheticNifti.withDim(HEADER, 1000, 1000, 1000), new byte[64]);
    assertRefused("nifti-truncated", twoGigabytes);
    assertRefused("nifti-truncated", ParallelGzip.compress(twoGigabytes, 6, 1));
  }

  @Test
  void allocatesNothingForVoxelsThatTheFileCannotHold() {
    byte[] plain = SyntheticNifti.file(SyntheticNifti.withDim(HEADER, 500, 500, 500), new byte[64]);
    byte[] compressed = ParallelGzip.compress(plain, 6, 1);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    assertThrows(Refusal.class, () -> NiftiReader.parse(plain));
    assertThrows(Refusal.class, () -> NiftiReader.parse(compressed));
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10_000_000, "allocated " + allocated + " bytes of 250 million claimed");
  }

  @ParameterizedTest
  @CsvSource({"0, -1", "0, 0", "0, 8", "1, 0", "1, -1", "2, -3", "3, -32768"})
  void refusesImpossibleDimensions(int index, int length) {
    assertHeaderRefused("nifti-dimensions", h -> h.with(HeaderField.DIM, index, length));
  }

  @Test
  void refusesANegativeFourthDimension() {
    assertHeaderRefused(
        "nifti-dimensions", h -> h.with(HeaderField.DIM, 0, 4).with(HeaderField.DIM, 4, -2));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {1, 348, 351, -352, Double.NaN, Double.POSITIVE_INFINITY, 1e30, 400, 100_000})
  void refusesVoxelsOutsideTheFile(double offset) {
    assertHeaderRefused("nifti-vox-offset", h -> h.with(HeaderField.VOX_OFFSET, offset));
    byte[] file = SyntheticNifti.patternFile(HEADER, h -> h.with(HeaderField.VOX_OFFSET, offset));
    assertRefused("nifti-vox-offset", ParallelGzip.compress(file, 6, 1));
  }

  @Test
  void refusesAnOffsetInsideANifti2Header() {
    NiftiHeader header =
        SyntheticNifti.header(NiftiVersion.NIFTI_2, ByteOrder.BIG_ENDIAN, NiftiDatatype.INT16);
    assertRefused(
        "nifti-vox-offset",
        SyntheticNifti.patternFile(header, h -> h.with(HeaderField.VOX_OFFSET, 352)));
  }

  @Test
  void refusesUnknownTypes() {
    assertHeaderRefused("nifti-datatype-unknown", h -> h.with(HeaderField.DATATYPE, 255));
    assertHeaderRefused("nifti-datatype-unsupported", h -> h.with(HeaderField.DATATYPE, 1536));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAnInterceptThatIsNoNumber(double inter) {
    assertHeaderRefused(
        "nifti-scaling", h -> h.with(HeaderField.SCL_SLOPE, 1).with(HeaderField.SCL_INTER, inter));
  }

  @Test
  void refusesAffinesThatLeadNowhere() {
    assertHeaderRefused("nifti-affine-singular", h -> h.with(HeaderField.SROW_Z, 2, 0));
    assertHeaderRefused("nifti-affine-singular", h -> h.with(HeaderField.SROW_X, 3, Double.NaN));
    UnaryOperator<NiftiHeader> qform =
        h -> h.with(HeaderField.SFORM_CODE, 0).with(HeaderField.QFORM_CODE, 1);
    assertHeaderRefused(
        "nifti-affine-singular", h -> qform.apply(h).with(HeaderField.QUATERN_B, Double.NaN));
    assertHeaderRefused(
        "nifti-affine-singular",
        h -> h.with(HeaderField.SFORM_CODE, 0).with(HeaderField.PIXDIM, 2, Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e30, -1e30, 1e7, 1e-30})
  void refusesVoxelsThatNoScannerHas(double size) {
    assertHeaderRefused("nifti-affine-implausible", h -> h.with(HeaderField.SROW_X, 0, size));
    assertHeaderRefused(
        "nifti-affine-implausible",
        h -> h.with(HeaderField.SFORM_CODE, 0).with(HeaderField.PIXDIM, 3, size));
  }

  @Test
  void refusesAnOriginFarAway() {
    assertHeaderRefused("nifti-affine-implausible", h -> h.with(HeaderField.SROW_Z, 3, 1e30));
  }

  @Test
  void theRemedyNamesAFieldThatThereIs() {
    for (AffineSource source : AffineSource.values()) {
      String remedy = NiftiRefusal.affine(source).remedy();
      assertEquals(source == AffineSource.PIXDIM, !remedy.contains("_code"), remedy);
    }
  }

  @Test
  void refusesALatticeThatIsJustTooLong() {
    NiftiHeader header =
        SyntheticNifti.header(NiftiVersion.NIFTI_2, ByteOrder.LITTLE_ENDIAN, NiftiDatatype.UINT8);
    // As many voxels as fit one array, but more than the file holds.
    assertRefused(
        "nifti-truncated", SyntheticNifti.file(longLattice(header, 67_108_869), new byte[100]));
    assertRefused(
        "nifti-too-large", SyntheticNifti.file(longLattice(header, 85_899_346), new byte[100]));
  }

  private static NiftiHeader longLattice(NiftiHeader header, int slices) {
    return header
        .with(HeaderField.DIM, 1, 5)
        .with(HeaderField.DIM, 2, 5)
        .with(HeaderField.DIM, 3, slices)
        .with(HeaderField.SROW_Z, 2, 0.001);
  }

  @Test
  void refusesAStreamThatGoesOnAndOn() {
    byte[] plain = SyntheticNifti.patternFile(HEADER, h -> h);
    byte[] bomb = Arrays.copyOf(plain, 3 << 20);
    assertRefused("nifti-gzip-too-long", ParallelGzip.compress(bomb, 9, 1));
  }

  private static void assertHeaderRefused(String name, UnaryOperator<NiftiHeader> change) {
    assertRefused(name, SyntheticNifti.patternFile(HEADER, change));
  }

  private static void assertRefused(String name, byte[] file) {
    Refusal refusal = assertThrows(Refusal.class, () -> NiftiReader.parse(file));
    assertEquals(name, refusal.name(), refusal.sentence());
    assertEquals(Refusal.Kind.BAD_DATA, refusal.kind());
    assertTrue(refusal.sentence().endsWith(".") && refusal.remedy().endsWith("."));
  }
}
