package org.bidsveil.derivatives;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.files.Headway;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.TaskExecutor;

/**
 * {@code sub-XXX.html}: the page of one participant, made by the participant level itself, so that
 * the result of a single task can be viewed before the group level has run.
 */
public final class SubjectPage {
  private SubjectPage() {}

  /** Whether the participant has rows but no page. */
  public static boolean isMissing(DerivativePaths paths, String subject) {
    return !Files.exists(paths.subjectPage(subject)) && Files.exists(paths.subjectTable(subject));
  }

  /**
   * Deletes the page before new results are written: a page left by an interrupted run would be
   * false, and a missing one is written by the next run.
   */
  public static void delete(String subject, Evidence evidence) {
    evidence.delete(evidence.paths().subjectPage(subject));
  }

  /** Does the same as {@link #write}, with the participant's latest report. */
  public static void writeAgain(Path root, String subject, double maxBrainLoss, Evidence evidence) {
    write(
        root,
        subject,
        maxBrainLoss,
        GroupReport.latestLog(evidence.paths().logs(), subject),
        evidence);
  }

  /**
   * Writes the page; does nothing where the participant has no table.
   *
   * @param maxBrainLoss the bound that was in force
   * @param log the report of the run; empty where there is none
   */
  public static void write(
      Path root, String subject, double maxBrainLoss, Optional<Path> log, Evidence evidence) {
    DerivativePaths paths = evidence.paths();
    Content.ifPresent(paths.subjectTable(subject))
        .map(DefaceTable::parse)
        .ifPresent(table -> {
          GroupReport report = GroupReport.ofSubject(root, paths, subject, maxBrainLoss, log);
          evidence.write(
              paths.subjectPage(subject),
              report
                  .pageOf(subject, report.cards(table.rows(), TaskExecutor.of(1), Headway.UNSEEN))
                  .html()
                  .getBytes(StandardCharsets.UTF_8));
        });
  }
}
