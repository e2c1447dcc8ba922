package org.bidsveil.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.cli.Bidsveil;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;

/**
 * A dataset of many participants as it is after a run over all of them. The first one is defaced by
 * the program itself; then its image becomes one of eight voxels, its page one line and its
 * pictures one pixel each, with the hashes and lengths on record to match, and everybody else gets
 * the same files.
 */
final class DefacedDataset {
  private static final Path HEAD = Path.of("templates/tpl-Bidsveil_res-02_T1w.nii.gz");
  private static final String FIRST = "sub-000001";
  private static final String IMAGE = "anat/" + FIRST + "_T1w.nii.gz";
  private static final String MASK = "anat/" + FIRST + "_mod-T1w_defacemask.nii.gz";
  private static final String DERIVATIVES = "derivatives/bidsveil";
  private static final List<String> PARTS =
      List.of("", DERIVATIVES, DERIVATIVES + "/log", "sourcedata/bidsveil");

  /** Fewer than any file system allows a file (ext4: 65,000). */
  private static final int MOST_NAMES = 30_000;

  /** A picture of one black pixel. */
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNg"
                  + "AAAAAgABSK+kcQAAAABJRU5ErkJggg==");

  private final Path root;
  private final Map<Path, Path> linked = new HashMap<>();
  private final Map<Path, Optional<String>> texts = new HashMap<>();
  private final Map<Path, Integer> names = new HashMap<>();

  private DefacedDataset(Path root) {
    this.root = root;
  }

  /** Makes the dataset in a folder, and returns the folder. */
  static Path of(Path root, int participants) throws IOException, InterruptedException {
    new DefacedDataset(root).make(participants);
    return root;
  }

  private void make(int participants) throws IOException, InterruptedException {
    MadeUpDataset.describe(root, participants);
    Files.createDirectories(root.resolve(FIRST).resolve("anat"));
    Files.copy(HEAD, root.resolve(FIRST).resolve(IMAGE));
    deface();
    List<Path> files = filesOfTheFirst();
    shrink(files);
    for (int n = 2; n <= participants; n++) {
      String label = String.format(Locale.ROOT, "sub-%06d", n);
      for (Path file : files) {
        copy(file, label);
      }
    }
  }

  private void deface() throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bidsveil.class.getName(),
                root.toString(),
                "participant",
                "--skip-bids-validation")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (run.waitFor() != 0) {
      throw new IOException("the head of the atlas was not defaced: exit " + run.exitValue());
    }
  }

  private List<Path> filesOfTheFirst() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : PARTS) {
      try (Stream<Path> entries = Files.list(root.resolve(part))) {
        for (Path entry : entries.filter(e -> e.toString().contains(FIRST)).sorted().toList()) {
          try (Stream<Path> tree = Files.walk(entry)) {
            tree.filter(Files::isRegularFile).sorted().forEach(files::add);
          }
        }
      }
    }
    return files;
  }

  private void shrink(List<Path> files) throws IOException {
    Map<String, String> changes = new LinkedHashMap<>();
    Path original = root.resolve("sourcedata/bidsveil").resolve(FIRST).resolve(IMAGE);
    exchange(original, image(9), changes);
    exchange(root.resolve(FIRST).resolve(IMAGE), image(0), changes);
    exchange(root.resolve(DERIVATIVES).resolve(FIRST).resolve(MASK), image(1), changes);
    for (Path file : files) {
      if (file.toString().endsWith(".png")) {
        Files.write(file, PIXEL);
      } else if (file.toString().endsWith(".html")) {
        Files.writeString(file, "<!DOCTYPE html>\n<title>scans of a participant</title>\n");
      } else if (isText(file)) {
        String text = Files.readString(file);
        for (Map.Entry<String, String> e : changes.entrySet()) {
          text = text.replace(e.getKey(), e.getValue());
        }
        Files.writeString(file, text);
      }
    }
  }

  private static void exchange(Path file, byte[] image, Map<String, String> changes)
      throws IOException {
    changes.put(Sha256.of(file).hex(), Sha256.of(image).hex());
    changes.put("\t" + Files.size(file) + "\t", "\t" + image.length + "\t");
    Files.write(file, image);
  }

  private static byte[] image(float value) {
    Grid grid = new Grid(2, 2, 2, Affine.scaling(20, 20, 20));
    float[] voxels = new float[8];
    Arrays.fill(voxels, value);
    return ParallelGzip.compress(
        NiftiWriter.encode(new Volume(grid, voxels), NiftiDatatype.UINT8), 6, 1);
  }

  private static boolean isText(Path file) {
    return file.toString().matches(".*\\.(tsv|json)");
  }

  private void copy(Path file, String label) throws IOException {
    Path to = root.resolve(root.relativize(file).toString().replace(FIRST, label));
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Optional<String> text = textOfOne(file);
    if (text.isPresent()) {
      Files.writeString(to, text.get().replace(FIRST, label));
    } else if (file.toString().endsWith("_T1w.nii.gz")) {
      Files.copy(file, to);
    } else {
      link(file, to);
    }
  }

  /** The text of a file that names its participant. */
  private Optional<String> textOfOne(Path file) throws IOException {
    if (!texts.containsKey(file)) {
      Optional<String> text = isText(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      texts.put(file, text.filter(t -> t.contains(FIRST)));
    }
    return Objects.requireNonNull(texts.get(file));
  }

  /** Another name for a picture, a page or a mask, which are the same for all. */
  private void link(Path file, Path to) throws IOException {
    int count = names.merge(file, 1, Integer::sum);
    if (count % MOST_NAMES == 0) {
      Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      linked.put(file, to);
    } else {
      Files.createLink(to, linked.getOrDefault(file, file));
    }
  }
}
