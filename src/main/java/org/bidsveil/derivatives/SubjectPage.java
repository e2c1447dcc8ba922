package org.bidsveil.derivatives;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bidsveil.files.Content;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.TaskExecutor;

/**
 * {@code sub-XXX.html}: the page of one participant, made by the participant level itself, so that
 * the work of a single task can be looked at before there is a group.
 */
public final class SubjectPage {
  private SubjectPage() {}

  /**
   * Writes it; nothing where the participant has no table.
   *
   * @param maxBrainLoss the bound that was in force
   * @param log the report of the run
   */
  public static void write(
      Path root, String subject, double maxBrainLoss, Path log, Evidence evidence) {
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
