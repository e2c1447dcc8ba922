package org.bidsveil.bids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;

class DatasetDescriptionTest {
  private final Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/ds");

  private DatasetDescription read(String json) throws IOException {
    DatasetFixture.write(root, "dataset_description.json", json);
    return DatasetDescription.read(root);
  }

  @Test
  void fieldsAreRead() throws IOException {
    DatasetDescription description =
        read(
            "{\"Name\": \"n\", \"BIDSVersion\": \"1.9.0\", \"DatasetType\": \"derivative\","
                + " \"GeneratedBy\": [{\"Name\": \"a\"}, {\"Version\": \"1\"}, {\"Name\": \"b\"}]}");
    assertEquals(
        new DatasetDescription(
            Optional.of("n"), Optional.of("1.9.0"), DatasetType.DERIVATIVE, List.of("a", "b")),
        description);
  }

  @Test
  void missingTypeIsRawAndAByteOrderMarkDoesNotMatter() throws IOException {
    assertEquals(DatasetType.RAW, read("\uFEFF{\"Name\": \"n\"}").type());
    assertEquals(DatasetType.OTHER, read("{\"DatasetType\": \"Raw\"}").type());
    assertEquals(DatasetType.STUDY, read("{\"DatasetType\": \"study\"}").type());
  }

  @Test
  void missingFileIsNamed() throws IOException {
    Files.createDirectories(root);
    Refusal refusal = assertThrows(Refusal.class, () -> DatasetDescription.read(root));
    assertEquals("no-dataset-description", refusal.name());
    assertEquals(Refusal.Kind.INVALID_BIDS, refusal.kind());
  }

  @Test
  void brokenLinkIsNotAMissingFile() throws IOException {
    Files.createDirectories(root);
    Files.createSymbolicLink(
        root.resolve("dataset_description.json"), root.resolve(".git/annex/objects/x"));
    Refusal refusal = assertThrows(Refusal.class, () -> DatasetDescription.read(root));
    assertEquals("dataset-description-not-here", refusal.name());
    assertEquals(Refusal.Kind.INPUT_MISSING, refusal.kind());
  }

  @Test
  void whatIsNoJsonObjectIsNamed() {
    for (String text : List.of("{\"Name\": ", "[]", "")) {
      Refusal refusal = assertThrows(Refusal.class, () -> read(text));
      assertEquals("dataset-description-unparsable", refusal.name());
    }
  }
}
