package org.bidsveil.bids;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds datasets from lists of paths. */
final class DatasetFixture {
  private DatasetFixture() {}

  /** A described raw dataset whose files hold one byte each. */
  static Path dataset(Path root, String... files) throws IOException {
    write(root, "dataset_description.json", "{\"Name\": \"x\", \"BIDSVersion\": \"1.10.0\"}");
    for (String file : files) {
      write(root, file, "x");
    }
    return root;
  }

  static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(path, text.getBytes(StandardCharsets.UTF_8));
  }
}
