package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.audit.DatasetCheck;
import org.bidsveil.destination.LateDates;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One task a participant leaves what one run over everybody leaves, byte for byte. */
class TaskByTaskTest {
  private static final Scrubbing SHIFTED = shifted();

  @TempDir Path temp;

  private static Scrubbing shifted() {
    Scrubbing usual = Scrubbing.DEFAULT;
    return new Scrubbing(
        usual.profile(),
        usual.delete(),
        usual.keep(),
        usual.keepExtensions(),
        new Scrubbing.ShiftDates("a seed"),
        usual.landmarks());
  }

  /** The sidecar of sub-02 is older than its row: whoever reads the row alone shifts too little. */
  private SmallDataset dataset(String name) {
    return new SmallDataset(temp.resolve(name))
        .scan("sub-01/anat/sub-01_T1w.nii.gz")
        .scan("sub-02/anat/sub-02_T1w.nii")
        .scan("sub-03/anat/sub-03_T1w.nii")
        .text("T1w.json", "{\"InstitutionName\": \"Hospital of Nowhere\"}\n")
        .text("sub-02/anat/sub-02_T1w.json", "{\"AcquisitionDateTime\": \"2001-02-03T04:05:06\"}\n")
        .text(
            "participants.tsv",
            "participant_id\tage\tacq_date\n"
                + "sub-03\t93\t2011-05-06\n"
                + "sub-01\t31\t2012-03-04\n"
                + "sub-02\t32\t2011-03-05\n"
                + "sub-09\t33\t2011-08-09\n");
  }

  private static void run(
      SmallDataset data, Optional<Path> output, Scrubbing scrubbing, String... labels) {
    run(
        configuration(
            data, Target.of(data.root(), output, Optional.empty(), false), scrubbing, labels));
  }

  private static RunConfiguration configuration(
      SmallDataset data, Target target, Scrubbing scrubbing, String... labels) {
    return new RunConfiguration(
        data.root(),
        target,
        new Selection(List.of(labels), List.of(), List.of(), List.of(), Optional.empty()),
        Defacing.DEFAULT,
        scrubbing,
        new Resources(1, 1000),
        false,
        false);
  }

  private static void run(RunConfiguration configuration) {
    new DatasetRun(
            RunPlan.of(configuration),
            progress -> {},
            SmallDataset.removesTheFront(),
            CopyRunTest.CLOCK)
        .run();
  }

  private static String participants(Path root) throws IOException {
    return Files.readString(root.resolve("participants.tsv"));
  }

  private static long lacking(Path root) {
    return DatasetCheck.of(root, CheckSettings.DEFAULT).findings().stream()
        .filter(finding -> finding.reason().endsWith("still to be put in"))
        .count();
  }

  @Test
  void inPlaceTasksLeaveTheSameBytes() throws IOException {
    SmallDataset once = dataset("once");
    run(once, Optional.empty(), Scrubbing.DEFAULT);
    SmallDataset tasks = dataset("tasks");
    for (String label : List.of("02", "01", "03")) {
      run(tasks, Optional.empty(), Scrubbing.DEFAULT, label);
    }
    SameBytes.assertIn(once.root(), tasks.root());
  }

  @Test
  void shiftedDatesOfOthersComeWithTheGroup() throws IOException {
    SmallDataset once = dataset("once");
    run(once, Optional.empty(), SHIFTED);
    SmallDataset tasks = dataset("tasks");
    run(tasks, Optional.empty(), SHIFTED, "03");
    // What 01 and 02 move by is not known yet; 09 is nobody of whom there are files.
    String[] lines = participants(tasks.root()).split("\n");
    String[] whole = participants(once.root()).split("\n");
    assertEquals(whole[1], lines[1]);
    assertEquals("sub-01\t31\tn/a", lines[2]);
    assertEquals("sub-02\t32\tn/a", lines[3]);
    assertEquals(whole[4], lines[4]);
    assertEquals(1, lacking(tasks.root()));
    run(tasks, Optional.empty(), SHIFTED, "01", "02");
    assertEquals(1, lacking(tasks.root()));

    List<Path> filled = LateDates.fill(tasks.root(), new OriginalsLocation.InDataset(), SHIFTED);

    assertEquals(List.of(Path.of("participants.tsv")), filled);
    assertEquals(0, lacking(tasks.root()));
    assertEquals(0, lacking(once.root()));
    SameBytes.assertIn(once.root(), tasks.root());
    assertEquals(
        List.of(), LateDates.fill(tasks.root(), new OriginalsLocation.InDataset(), SHIFTED));
  }

  @Test
  void aRunOverEverybodyPutsShiftedDatesInToo() throws IOException {
    SmallDataset once = dataset("once");
    run(once, Optional.empty(), SHIFTED);
    SmallDataset tasks = dataset("tasks");
    run(tasks, Optional.empty(), SHIFTED, "01");
    assertNotEquals(participants(once.root()), participants(tasks.root()));

    run(tasks, Optional.empty(), SHIFTED);

    SameBytes.assertIn(once.root(), tasks.root());
  }

  @Test
  void withoutOriginalsTheFirstTaskAloneReadsEverybody() throws IOException {
    Target forGood = new Target.InPlace(new OriginalsLocation.None());
    SmallDataset once = dataset("once");
    run(configuration(once, forGood, SHIFTED));
    SmallDataset tasks = dataset("tasks");
    List<Boolean> whole = new ArrayList<>();
    for (String label : List.of("02", "01", "03")) {
      RunConfiguration task = configuration(tasks, forGood, SHIFTED, label);
      whole.add(RunPlan.of(task).dataset().isWhole());
      run(task);
    }
    assertEquals(List.of(true, false, false), whole);
    assertFalse(participants(tasks.root()).contains("n/a"), participants(tasks.root()));
    SameBytes.assertIn(once.root(), tasks.root());
  }

  @Test
  void aTableThatWasChangedByHandKeepsTheChange() throws IOException {
    SmallDataset tasks = dataset("tasks");
    run(tasks, Optional.empty(), SHIFTED, "01");
    String mine = participants(tasks.root()).replace("sub-09\t33", "sub-09\t34");
    tasks.text("participants.tsv", mine);

    assertEquals(
        List.of(), LateDates.fill(tasks.root(), new OriginalsLocation.InDataset(), SHIFTED));

    assertEquals(mine, participants(tasks.root()));
  }

  @Test
  void thePlanNamesWhatIsShared() {
    SmallDataset data = dataset("study");
    assertEquals(
        "[dataset_description.json false, T1w.json false, participants.tsv false]", shared(data));

    run(data, Optional.empty(), Scrubbing.DEFAULT, "01");

    assertEquals(
        "[dataset_description.json true, T1w.json true, participants.tsv true]", shared(data));
  }

  private static String shared(SmallDataset data) {
    return RunPlan.of(data.inPlace(false)).shared().stream()
        .map(file -> file.path() + " " + file.done())
        .toList()
        .toString();
  }

  @Test
  void tasksIntoACopyLeaveTheSameBytes() throws IOException {
    SmallDataset data = dataset("in");
    for (Scrubbing scrubbing : List.of(Scrubbing.DEFAULT, SHIFTED)) {
      String name = scrubbing.equals(SHIFTED) ? "shifted" : "usual";
      Path once = temp.resolve(name + "-once");
      run(data, Optional.of(once), scrubbing);
      Path tasks = temp.resolve(name + "-tasks");
      for (String label : List.of("02", "03", "01")) {
        run(data, Optional.of(tasks), scrubbing, label);
      }
      SameBytes.assertIn(once, tasks);
    }
  }
}
