package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;

/** A tiny dataset, and what a run does to one scan of it. */
final class Study {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Path IMAGE = Path.of("sub-01/anat/sub-01_T1w.nii.gz");
  static final Path SIDECAR = Path.of("sub-01/anat/sub-01_T1w.json");
  static final Path CREATED = Path.of("sub-01/anat/sub-01_acq-new_T1w.json");
  static final Path SHARED = Path.of("T1w.json");
  static final Path PARTICIPANTS = Path.of("participants.tsv");

  /** More than one chunk of a write, so that a kill can fall inside. */
  private static final int IMAGE_BYTES = 300_000;

  final Path root;

  private Study(Path root) {
    this.root = root;
  }

  /** Two participants, a shared sidecar, a table; odd modes and old times. */
  static Study create(Path root) {
    try {
      for (String sub : List.of("sub-01", "sub-02")) {
        Path anat = Files.createDirectories(root.resolve(sub).resolve("anat"));
        byte[] image = new byte[IMAGE_BYTES];
        new Random(sub.hashCode()).nextBytes(image);
        Files.write(anat.resolve(sub + "_T1w.nii.gz"), image);
        Files.writeString(anat.resolve(sub + "_T1w.json"), "{\"PatientName\": \"" + sub + "\"}\n");
      }
      Files.writeString(root.resolve(SHARED), "{\"InstitutionName\": \"Clinic\"}\n");
      Files.writeString(
          root.resolve(PARTICIPANTS), "participant_id\tage\nsub-01\t93\nsub-02\t41\n");
      Files.setPosixFilePermissions(
          root.resolve(IMAGE), PosixFilePermissions.fromString("r--r-----"));
      for (Path file : List.of(IMAGE, SIDECAR, SHARED, PARTICIPANTS)) {
        Files.setLastModifiedTime(
            root.resolve(file), FileTime.from(Instant.parse("2019-08-07T06:05:04.030201Z")));
      }
      return new Study(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Study at(Path root) {
    return new Study(root);
  }

  static StoreOptions options(Disk disk) {
    return new StoreOptions(disk, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(20), false);
  }

  OriginalsStore store() {
    return store(Disk.unobserved());
  }

  OriginalsStore store(Disk disk) {
    return OriginalsStore.at(root, new OriginalsLocation.InDataset(), options(disk));
  }

  Path file(Path relative) {
    return root.resolve(relative);
  }

  byte[] bytes(Path relative) {
    try {
      return Files.readAllBytes(root.resolve(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] defaced(byte[] image) {
    byte[] out = image.clone();
    Arrays.fill(out, 1000, 200_000, (byte) 0);
    return out;
  }

  static byte[] scrubbed(byte[] text) {
    return new String(text, UTF_8)
        .replace("Clinic", "removed")
        .replace("93", "89")
        .replaceAll("\"sub-0[12]\"", "\"\"")
        .getBytes(UTF_8);
  }

  /** What the pipeline does: settle, look, replace one scan unless it is replaced already. */
  static void run(OriginalsStore store, Study study) {
    store.recover();
    try (Hold _ = store.hold("01")) {
      if (store.original(IMAGE) instanceof OriginalFile.InPlace(Path image)) {
        byte[] input = study.bytes(study.root.relativize(image));
        try (Replacement r = store.begin("01")) {
          fill(r, study, input);
          r.prepare();
          r.commit("template", "0.1.0");
        }
      }
    }
  }

  static void fill(Replacement r, Study study, byte[] input) {
    r.create(CREATED, "{\"Defaced\": true}\n".getBytes(UTF_8));
    r.edit(PARTICIPANTS, Study::scrubbed);
    r.edit(SHARED, Study::scrubbed);
    r.replace(SIDECAR, scrubbed(study.bytes(SIDECAR)));
    r.replace(IMAGE, defaced(input), Sha256.of(input));
  }

  /** Every file and link below the dataset: kind, mode and checksum. Without the locks. */
  Map<String, String> snapshot() {
    return snapshot(root);
  }

  static Map<String, String> snapshot(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      Map<String, String> found = new TreeMap<>();
      for (Path path : all.toList()) {
        String name = root.relativize(path).toString();
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || name.contains("/locks/")) {
          continue;
        }
        found.put(name, describe(path));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dataset without what bidsveil keeps for itself. */
  Map<String, String> raw() {
    Map<String, String> all = snapshot();
    all.keySet().removeIf(name -> name.startsWith("sourcedata/bidsveil"));
    return all;
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
        + " "
        + Sha256.of(path);
  }
}
