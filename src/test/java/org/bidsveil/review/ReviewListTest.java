package org.bidsveil.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bidsveil.browser.Chromium;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** In a real browser: what the tables do not know moves to the top of the list. */
class ReviewListTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  @Test
  void aRestoredScanMovesToTheTop() throws IOException {
    Path root = temp.resolve("study");
    Grid grid = new Grid(12, 12, 12, Affine.scaling(8, 8, 8));
    float[] values = new float[grid.voxelCount()];
    Arrays.fill(values, 100);
    byte[] image =
        ParallelGzip.compress(
            NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16), 6, 1);
    List<DefaceRow> rows = new ArrayList<>();
    for (String label : List.of("01", "02", "03")) {
      String scan = "sub-" + label + "/anat/sub-" + label + "_T1w.nii.gz";
      Files.createDirectories(root.resolve(scan).getParent());
      Files.write(root.resolve(scan), image);
      rows.add(
          DefaceRow.of(
              label,
              Optional.empty(),
              scan,
              "T1w",
              Optional.of("template"),
              Optional.empty(),
              "pass",
              "n/a",
              1));
    }
    Files.writeString(
        root.resolve("dataset_description.json"),
        "{\"Name\": \"three\", \"BIDSVersion\": \"1.10.0\"}");
    ReviewServerTest.FakeBench bench = new ReviewServerTest.FakeBench(root);
    Path table = bench.table(bench.scans().getFirst());
    Files.createDirectories(table.getParent());
    Files.write(table, new DefaceTable(rows).toBytes());
    bench.restored = Optional.of(bench.scans().getLast());
    try (ReviewServer server = ReviewServer.start(bench, 0, Clock.systemUTC());
        Chromium page = Chromium.start(Files.createDirectory(temp.resolve("browser")), 1000, 700)) {
      page.open(server.address());
      page.until("document.querySelector('#list li')?.innerText.startsWith('restored')");
      assertEquals(
          "03 01 02",
          page.value(
                  "Array.from(document.querySelectorAll('#list li')).map(item =>"
                      + " item.innerText.match(/sub-(..)/)[1]).join(' ')")
              .asText());
    }
  }
}
