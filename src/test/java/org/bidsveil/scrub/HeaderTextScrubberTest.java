package org.bidsveil.scrub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.identifiers.SearchKind;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiExtension;
import org.bidsveil.nifti.NiftiPreamble;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of images whose voxels stay: only what is known to be technical stays. */
class HeaderTextScrubberTest {
  private static final KnownIdentifiers KNOWN = KnownIdentifiers.of(SearchKind.NAME, "DOE^JANE");

  @TempDir Path temp;

  private NiftiPreamble preamble(HeaderField field, String text, NiftiExtension... extensions)
      throws IOException {
    Grid grid = new Grid(2, 2, 1, Affine.scaling(1, 1, 1));
    byte[] image = NiftiWriter.encode(new Volume(grid, new float[4]), NiftiDatatype.UINT8);
    byte[] bytes = text.getBytes(ISO_8859_1);
    Path file = Files.write(temp.resolve("plain.nii"), image);
    int at = field.in(NiftiPreamble.read(file).header().version()).orElseThrow().offset();
    System.arraycopy(bytes, 0, image, at, bytes.length);
    int length = 0;
    for (NiftiExtension extension : extensions) {
      length += 8 + extension.content().length;
    }
    ByteBuffer out = ByteBuffer.allocate(image.length + length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(image, 0, 348).put((byte) (extensions.length > 0 ? 1 : 0)).put(new byte[3]);
    for (NiftiExtension extension : extensions) {
      out.putInt(8 + extension.content().length).putInt(extension.ecode());
      out.put(extension.content());
    }
    out.put(image, 352, image.length - 352).putFloat(108, 352 + length);
    return NiftiPreamble.read(Files.write(file, out.array()));
  }

  private static HeaderTextScrubber.Scrubbed scrub(NiftiPreamble preamble, int... kept) {
    Set<Integer> codes = new TreeSet<>();
    for (int code : kept) {
      codes.add(code);
    }
    return new HeaderTextScrubber(
            ScrubProfile.DEFAULT,
            codes,
            new SidecarScrubber(ScrubRules.of(ScrubProfile.DEFAULT), Optional.empty()))
        .scrub("x.nii", preamble, KNOWN, new DatePolicy.Remove());
  }

  private static NiftiExtension extension(int code, String text) {
    return new NiftiExtension(code, Arrays.copyOf(text.getBytes(UTF_8), 56));
  }

  @ParameterizedTest
  @CsvSource({
    "DESCRIP, FSL5.0",
    "DESCRIP, 6.0.5:9e026117",
    "DESCRIP, TE=2.9;phase=1",
    "DESCRIP, spm - realigned",
    "AUX_FILE, none",
    "INTENT_NAME, mrs_v0_9",
    "INTENT_NAME, ConnDenseSeries",
  })
  void aTechnicalTextStays(HeaderField field, String text) throws IOException {
    assertEquals(Optional.empty(), scrub(preamble(field, text)).preamble());
  }

  @ParameterizedTest
  @CsvSource({
    "DESCRIP, TE=2.9;Time=134808.242",
    "DESCRIP, spm - doe",
    "DESCRIP, scanned on Monday",
    "AUX_FILE, left ear",
    "DB_NAME, JD-1931",
    "DATA_TYPE, jane",
    "INTENT_NAME, mrs_jane",
  })
  void anyOtherTextGoes(HeaderField field, String text) throws IOException {
    HeaderTextScrubber.Scrubbed scrubbed = scrub(preamble(field, text));
    NiftiPreamble after = scrubbed.preamble().orElseThrow();
    assertEquals("", new String(after.header().bytes(field), ISO_8859_1).replace("\0", ""));
    assertEquals(
        List.of(field.standardName()), scrubbed.records().stream().map(ScrubRecord::key).toList());
    assertEquals(Optional.empty(), scrub(after).preamble(), "a second time there is nothing");
  }

  @Test
  void whatStandsBehindTheNulOfATextGoesWithIt() throws IOException {
    NiftiPreamble after =
        scrub(preamble(HeaderField.DESCRIP, "FSL5.0\0Doe")).preamble().orElseThrow();
    assertEquals(
        "",
        new String(after.header().bytes(HeaderField.DESCRIP), ISO_8859_1)
            .strip()
            .replace("\0", ""));
  }

  @Test
  void extensionsGoButThoseThatAreNeeded() throws IOException {
    NiftiExtension cifti = extension(32, "<CIFTI>");
    NiftiExtension frames = extension(34, "1 2 3");
    NiftiExtension comment = extension(6, "ok");
    NiftiPreamble before =
        preamble(HeaderField.DESCRIP, "", cifti, extension(4, "<AFNI jdoe>"), frames, comment);
    assertEquals(List.of(cifti, frames), scrub(before).preamble().orElseThrow().extensions());
    assertEquals(
        List.of(cifti, frames, comment), scrub(before, 6).preamble().orElseThrow().extensions());
  }

  @Test
  void aNameInACiftiHeaderIsBlankedAndTheRestStays() throws IOException {
    String before =
        "<CIFTI Version=\"2\"><Matrix><MetaData><MD><Name>Provenance</Name><Value>%s</Value></MD>"
            + "</MetaData><NamedMap><MapName>%s</MapName></NamedMap>"
            + "<VertexIndices>0 1 2 3</VertexIndices></Matrix></CIFTI>";
    for (String value :
        List.of("seen by Brambleby", "<![CDATA[/home/jdoe/run.sh <x>]]>", "mail a@b.example")) {
      NiftiExtension cifti = whole(32, before.formatted(value, "mean"));
      HeaderTextScrubber.Scrubbed scrubbed = scrub(preamble(HeaderField.DESCRIP, "", cifti));
      assertEquals(1, scrubbed.records().size());
      byte[] after = scrubbed.preamble().orElseThrow().extensions().getFirst().content();
      String inner = value.replaceAll("<!\\[CDATA\\[|]]>", "");
      assertEquals(
          new String(cifti.content(), UTF_8).replace(inner, " ".repeat(inner.length())),
          new String(after, UTF_8));
    }
    NiftiExtension map = whole(32, before.formatted("mean", "Doe"));
    NiftiPreamble scrubbed = scrub(preamble(HeaderField.DESCRIP, "", map)).preamble().orElseThrow();
    assertTrue(
        new String(scrubbed.extensions().getFirst().content(), UTF_8)
            .contains("<MapName>   </MapName>"));
    NiftiExtension clean = whole(32, before.formatted("mean", "zstat"));
    assertEquals(Optional.empty(), scrub(preamble(HeaderField.DESCRIP, "", clean)).preamble());
  }

  @Test
  void frameTimesAreNumbersAndNothingElse() throws IOException {
    ByteBuffer times = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
    for (int frame = 0; frame < 7; frame++) {
      times.putFloat(30 * frame).putFloat(30);
    }
    NiftiExtension frames = new NiftiExtension(34, times.array());
    assertEquals(Optional.empty(), scrub(preamble(HeaderField.DESCRIP, "", frames)).preamble());
    NiftiExtension text = extension(34, "Brambleby");
    assertEquals(
        List.of(),
        scrub(preamble(HeaderField.DESCRIP, "", text)).preamble().orElseThrow().extensions());
    assertEquals(Optional.empty(), scrub(preamble(HeaderField.DESCRIP, "", text), 34).preamble());
  }

  /** Padded to a length that fits. */
  private static NiftiExtension whole(int code, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int length = (bytes.length + 8 + 15) / 16 * 16 - 8;
    return new NiftiExtension(code, Arrays.copyOf(bytes, length));
  }

  @Test
  void theJsonOfSpectroscopyIsScrubbedLikeASidecar() throws IOException {
    NiftiExtension before =
        extension(44, "{\"PatientName\":\"DOE\",\"SpectrometerFrequency\": [1.230]}");
    for (int kept : new int[] {6, 44}) {
      NiftiPreamble after =
          scrub(preamble(HeaderField.INTENT_NAME, "mrs_v0_9", before), kept)
              .preamble()
              .orElseThrow();
      String json = new String(after.extensions().getFirst().content(), UTF_8);
      assertTrue(json.startsWith("{\"SpectrometerFrequency\": [1.230]}"), json);
      assertEquals("mrs_v0_9", after.header().text(HeaderField.INTENT_NAME));
    }
  }
}
