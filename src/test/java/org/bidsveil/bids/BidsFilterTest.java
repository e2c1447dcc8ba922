package org.bidsveil.bids;

import static org.bidsveil.bids.DatasetFixture.dataset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BidsFilterTest {
  private final Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/ds");

  @BeforeEach
  void build() throws IOException {
    dataset(
        root,
        "sub-01/ses-pre/anat/sub-01_ses-pre_run-01_T1w.nii.gz",
        "sub-01/ses-pre/anat/sub-01_ses-pre_run-02_T1w.nii.gz",
        "sub-01/ses-pre/anat/sub-01_ses-pre_T2w.nii.gz",
        "sub-01/ses-post/anat/sub-01_ses-post_acq-x_T1w.nii.gz",
        "sub-02/anat/sub-02_T1w.nii.gz",
        "sub-ABC/anat/sub-ABC_FLAIR.nii");
  }

  private List<String> select(BidsFilter filter) {
    return filter.select(DatasetWalker.walk(root)).stream()
        .map(scan -> scan.entities().fileName())
        .toList();
  }

  private static BidsFilter queries(String json) {
    return BidsFilter.ALL.withQueries(BidsFilterFile.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void labelsAreAcceptedWithAndWithoutPrefix() {
    assertEquals(6, select(BidsFilter.ALL).size());
    assertEquals(
        List.of("sub-02_T1w.nii.gz", "sub-ABC_FLAIR.nii"),
        select(BidsFilter.ALL.withParticipants(List.of("sub-02", "ABC"))));
    assertEquals(
        List.of("sub-02_T1w.nii.gz"),
        select(BidsFilter.ALL.withExcluded(List.of("01", "sub-ABC"))));
    assertEquals(
        List.of("sub-01_ses-post_acq-x_T1w.nii.gz"),
        select(BidsFilter.ALL.withSessions(List.of("ses-post"))));
    assertEquals(
        List.of("sub-01_ses-pre_T2w.nii.gz", "sub-ABC_FLAIR.nii"),
        select(BidsFilter.ALL.withSuffixes(List.of("T2w", "FLAIR"))));
  }

  @Test
  void petAndFieldMapsAreSelectedByTheirSuffixesOnly() throws IOException {
    dataset(
        root,
        "sub-02/pet/sub-02_trc-FDG_pet.nii.gz",
        "sub-02/pet/sub-02_trc-PIB_pet.nii.gz",
        "sub-02/fmap/sub-02_magnitude1.nii.gz",
        "sub-02/fmap/sub-02_phasediff.nii.gz");
    assertEquals(6, select(BidsFilter.ALL).size());
    assertEquals(
        List.of(
            "sub-02_T1w.nii.gz",
            "sub-02_magnitude1.nii.gz",
            "sub-02_trc-FDG_pet.nii.gz",
            "sub-02_trc-PIB_pet.nii.gz"),
        select(
            BidsFilter.ALL
                .withParticipants(List.of("02"))
                .withSuffixes(List.of("T1w", "_pet", "magnitude1"))));
    // A filter file of fMRIPrep narrows what is asked for and asks for nothing itself.
    BidsFilter queries =
        queries(
            "{\"fmap\": {\"datatype\": \"fmap\"}, \"bold\": {\"task\": \"rest\"},"
                + " \"pet\": {\"tracer\": \"FDG\"}, \"t1w\": {\"subject\": \"02\"}}");
    assertEquals(
        List.of("sub-01_ses-pre_T2w.nii.gz", "sub-02_T1w.nii.gz", "sub-ABC_FLAIR.nii"),
        select(queries));
    assertEquals(
        List.of("sub-02_magnitude1.nii.gz", "sub-02_trc-FDG_pet.nii.gz"),
        select(queries.withSuffixes(List.of("pet", "magnitude1"))));
    assertEquals(
        List.of("sub-02_trc-PIB_pet.nii.gz"),
        select(
            queries("{\"x\": {\"suffix\": \"pet\", \"tracer\": \"PIB\"}, \"y\": {\"run\": 7}}")
                .withSuffixes(List.of("pet"))));
  }

  @Test
  void labelsKeepTheirCaseAndWhatIsMissingIsNamed() {
    BidsFilter filter =
        BidsFilter.ALL.withParticipants(List.of("abc", "99", "01")).withSessions(List.of("x"));
    Dataset dataset = DatasetWalker.walk(root);
    assertEquals(List.of("99", "abc"), filter.missingParticipants(dataset));
    assertEquals(List.of("x"), filter.missingSessions(dataset));
  }

  @Test
  void unknownSuffixIsRefused() {
    Refusal refusal =
        assertThrows(Refusal.class, () -> BidsFilter.ALL.withSuffixes(List.of("t1w")));
    assertEquals("unknown-suffix", refusal.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'t1w': {'datatype': 'anat', 'session': 'pre', 'acquisition': null, 'suffix': 'T1w',"
            + " 'run': [1, 2]}} | 4",
        "{'t1w': {'session': 'pre', 'run': 1}} | 3",
        "{'t1w': {'run': '2'}} | 3",
        "{'t1w': {'session': null}} | 3",
        "{'t1w': {'session': 'Query.NONE'}} | 3",
        "{'t1w': {'session': '<Query.NONE: 1>'}} | 3",
        "{'t1w': {'session': '*'}} | 5",
        "{'t1w': {'session': '<Query.ANY: 2>', 'acquisition': 'Query.ANY'}} | 3",
        "{'t1w': {'session': 'Query.OPTIONAL'}} | 6",
        "{'t1w': {'ses': ['ses-pre', null]}} | 5",
        "{'t1w': {'subject': 'sub-02'}} | 3",
        "{'t2w': {'session': 'post'}} | 5",
        "{'x': {'suffix': ['T1w', 'T2w'], 'session': 'pre'}} | 4",
        "{'x': {'subject': '02'}} | 1",
        "{'bold': {'task': 'rest'}, 'fmap': {'datatype': 'fmap', 'acquisition': 'z'}} | 6",
        "{'pet': {'tracer': 'FDG'}, 'fmap': {'direction': 'AP'}} | 6",
        "{'a': {'suffix': 'T1w', 'session': 'post'}, 'b': {'suffix': 'T1w', 'run': 1}} | 4",
        "{'t1w': {'extension': ['.nii', '.nii.gz'], 'part': ['mag', null]}} | 6",
        "{} | 6"
      })
  void filterFileMeansWhatItMeansInFmriprep(String json, int selected) {
    assertEquals(selected, select(queries(json.replace('\'', '"'))).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'t1w': | bids-filter-unparsable",
        "[] | bids-filter-unparsable",
        "{'t1w': 3} | bids-filter-unparsable",
        "{'t1w': {'RepetitionTime': 2}} | bids-filter-unknown-entity",
        "{'t1w': {'run': {'a': 1}}} | bids-filter-bad-value",
        "{'t1w': {'run': 1.5}} | bids-filter-bad-value"
      })
  void filterFileThatCannotBeUsedIsRefused(String json, String name) {
    Refusal refusal = assertThrows(Refusal.class, () -> queries(json.replace('\'', '"')));
    assertEquals(name, refusal.name());
  }
}
