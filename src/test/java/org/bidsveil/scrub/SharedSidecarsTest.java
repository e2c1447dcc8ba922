package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars and tables as converters and people really write them. */
class SharedSidecarsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final SidecarScrubber SCRUBBER =
      new SidecarScrubber(ScrubRules.of(ScrubProfile.DEFAULT), Optional.of(new Pseudonyms("seed")));

  @TempDir Path unpacked;

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("bidsveil.shared", ""), name);
    if (!Files.exists(path)) {
      String reason = "The shared data are not here: " + path;
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void everySidecarOfTheExamplesKeepsWhatItKeeps() throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder(
                "tar",
                "-xzf",
                shared("layouts").resolve("bids-examples.tar.gz").toString(),
                "-C",
                unpacked.toString(),
                "--wildcards",
                "*/anat/*.json",
                "*T1w.json",
                "*FLASH.json",
                "*_pet.json",
                "*_bold.json")
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
    DatePolicy shift = new DatePolicy.Shift(-40000);
    List<Path> sidecars = files(unpacked, ".json");
    assertTrue(sidecars.size() > 300);
    for (Path file : sidecars) {
      byte[] before = Files.readAllBytes(file);
      ScrubbedBytes once = SCRUBBER.scrub("x", before, KnownIdentifiers.none(), shift);
      ScrubbedBytes twice = SCRUBBER.scrub("x", once.bytes(), KnownIdentifiers.none(), shift);
      assertArrayEquals(once.bytes(), twice.bytes(), file.toString());
      JsonNode old = JSON.readTree(before);
      for (Map.Entry<String, JsonNode> kept : JSON.readTree(once.bytes()).properties()) {
        String key = kept.getKey();
        if (!List.of("DeviceSerialNumber", "StationName", "global").contains(key)) {
          assertEquals(old.get(key), kept.getValue(), file + " " + key);
        }
      }
      assertEquals(
          once.isChanged(),
          !new String(before, StandardCharsets.ISO_8859_1)
              .equals(new String(once.bytes(), StandardCharsets.ISO_8859_1)));
    }
  }

  @Test
  void nothingThatIdentifiesIsLeftInTheHeads() throws IOException {
    Path heads = shared("bids_heads");
    KnownIdentifiers known = KnownIdentifiers.none();
    List<LocalDate> dates = new ArrayList<>();
    List<Path> sidecars =
        Stream.concat(files(heads, "T1w.json").stream(), files(heads, "T2w.json").stream())
            .toList();
    List<Path> tables = files(heads, "s.tsv");
    DateShifts shifts = new DateShifts("seed");
    ScrubRules rules = ScrubRules.of(ScrubProfile.DEFAULT);
    TableScrubber reader = new TableScrubber(rules, subject -> new DatePolicy.Keep());
    for (Path file : sidecars) {
      known = known.plus(SCRUBBER.identifiers(Files.readAllBytes(file)));
      dates.addAll(SCRUBBER.dates(Files.readAllBytes(file)));
    }
    for (Path file : tables) {
      String path = heads.relativize(file).toString();
      known = known.plus(reader.identifiers(path, Files.readAllBytes(file), Optional.empty()));
      dates.addAll(reader.dates(path, Files.readAllBytes(file), Optional.empty()));
    }
    TableScrubber scrubber = new TableScrubber(rules, subject -> shifts.of(subject, dates));
    for (Path file : sidecars) {
      byte[] after =
          SCRUBBER.scrub("x", Files.readAllBytes(file), known, shifts.of("a", dates)).bytes();
      requireClean(file, after);
    }
    for (Path file : tables) {
      String path = heads.relativize(file).toString();
      requireClean(
          file,
          scrubber
              .scrub(path, Files.readAllBytes(file), Optional.empty(), known, Optional.empty())
              .bytes());
    }
  }

  private static void requireClean(Path file, byte[] after) {
    String text = new String(after, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    for (String secret :
        List.of(
            "DOE",
            "JANE",
            "0012345",
            "1931",
            "ELSEWHERE",
            "JSMITH",
            "HOUSE",
            "41234",
            "SPRINGFIELD",
            "2020",
            "2021",
            "\t92")) {
      assertFalse(text.contains(secret), file + " still has " + secret);
    }
    assertTrue(text.length() > 2);
  }
}
