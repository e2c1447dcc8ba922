package org.bidsveil.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the name of a file says against it: the table {@code files.tsv} beside this class. The first
 * row whose zone, folder and name match decides; the class {@code -} means that the file is not
 * looked at any further. An empty folder means any.
 */
final class FileRules {
  private record Rule(
      Optional<FindingClass> kind,
      List<FileZone> zones,
      Pattern folder,
      Pattern name,
      String reason,
      String remedy) {}

  /**
   * What a name says.
   *
   * @param finding empty where the file is not looked at any further
   */
  record Verdict(Optional<Finding> finding) {}

  private static final List<Rule> RULES =
      AuditTables.rows("files.tsv").stream().map(FileRules::rule).toList();

  private FileRules() {}

  /** What is said by the name alone; empty where no row knows it. */
  static Optional<Verdict> of(String path, FileZone zone) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    String name = path.substring(slash + 1);
    return RULES.stream()
        .filter(rule -> rule.zones().contains(zone))
        .filter(rule -> rule.name().matcher(name).matches())
        .filter(
            rule -> rule.folder().pattern().isEmpty() || rule.folder().matcher(folder).matches())
        .findFirst()
        .map(rule ->
            new Verdict(
                rule.kind()
                    .map(kind ->
                        new Finding(path, kind, Finding.FACE, "", rule.reason(), rule.remedy()))));
  }

  private static Rule rule(AuditTables.Row row) {
    return new Rule(
        FindingClass.of(row.cell("class")),
        FileZone.of(row.cell("zone")),
        row.pattern("folder"),
        row.pattern("name"),
        row.cell("reason"),
        row.cell("remedy"));
  }
}
