package org.bidsveil.bids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BidsIgnoreTest {
  @ParameterizedTest
  @CsvSource({
    "*.html, a/b.html, true",
    "*.html, a/b.htm, false",
    "logs/, logs/a.txt, true",
    "logs/, sub-01/logs/a.txt, true",
    "logs/, logs, false",
    "/logs, sub-01/logs, false",
    "/logs, logs, true",
    "a/b, a/b/c, true",
    "a/b, x/a/b, false",
    "**/sub-*_T1w.nii.gz, sub-01/anat/sub-01_T1w.nii.gz, true",
    "**/sub-*_T1w.nii.gz, sub-01_T1w.nii.gz, true",
    "sub-01/**, sub-01/anat/x, true",
    "sub-01/**/x, sub-01/x, true",
    "sub-01/**/x, sub-01/a/b/x, true",
    "sub-01/*, sub-01/anat/x, true",
    "sub-0?, sub-01/anat/x, true",
    "sub-0[1-3], sub-02/anat/x, true",
    "sub-0[!1-3], sub-02/anat/x, false",
    "sub-0[, sub-02/anat/x, false",
    "sub-[z-a], sub-z, false",
    "sub-[a&&b], sub-&, true",
    "#x, #x, false",
    "\\#x, #x, true",
    "a+b.txt, a+b.txt, true",
    "a+b.txt, aab.txt, false",
    "a?c, a/c, false",
    "a[!x]c, a/c, false",
    "a**c, axb/yc, true",
    "**/x, x, true",
    "**/x, ax, false",
    "x/**/, x/y/z, true"
  })
  void patternsMeanWhatTheyMeanInGit(String pattern, String path, boolean ignored) {
    assertEquals(ignored, BidsIgnore.of(List.of(pattern)).ignores(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"**a", "*a", "**/a", "a*?", "[a-z]*a", "**/*a"})
  void manyStarsTakeTimeInProportion(String part) {
    BidsIgnore patterns = BidsIgnore.of(List.of(part.repeat(500) + "b"));
    String path = "a".repeat(2000) + "/" + "a".repeat(2000);
    assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> patterns.ignores(path)));
  }

  @ParameterizedTest
  @CsvSource({"keep.html, false", "other.html, true", "logs/keep.html, true"})
  void lastPatternDecidesButNotBelowAnIgnoredFolder(String path, boolean ignored) {
    BidsIgnore patterns = BidsIgnore.of(List.of("*.html", "logs/", "", "!keep.html"));
    assertEquals(ignored, patterns.ignores(path));
  }
}
