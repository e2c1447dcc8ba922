package org.bidsveil.derivatives;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.TaskExecutor;

/**
 * {@code sub-XXX.html}: the page of one participant, made by the participant level itself, so that
 * the work of a single task can be looked at before there is a group.
 */
public final class SubjectPage {
  private SubjectPage() {}

  /** Whether the participant has rows and no page. */
  public static boolean isMissing(DerivativePaths paths, String subject) {
    return !Files.exists(paths.subjectPage(subject)) && Files.exists(paths.subjectTable(subject));
  }

  /**
   * Deletes it, before there is news: a page that an interrupted run left would not be true, and
   * one that is absent is written by the next run.
   */
  public static void delete(String subject, Evidence evidence) {
    evidence.delete(evidence.paths().subjectPage(subject));
  }

  /** The same as {@link #write}, with the latest report that there is of the participant. */
  public static void writeAgain(Path root, String subject, double maxBrainLoss, Evidence evidence) {
    write(
        root,
        subject,
        maxBrainLoss,
        GroupReport.latestLog(evidence.paths().logs(), subject),
        evidence);
  }

  /**
   * Writes it; nothing where the participant has no table.
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
                  .pageOf(subject, report.cards(table.rows(), TaskExecutor.of(1)))
                  .html()
                  .getBytes(StandardCharsets.UTF_8));
        });
  }
}
