package org.bidsveil.scrub;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bidsveil.identifiers.ColumnRule;
import org.bidsveil.identifiers.Decision;
import org.bidsveil.identifiers.FreeText;
import org.bidsveil.identifiers.RuleTables;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.identifiers.SearchKind;

/**
 * What is done with one column: a rule of {@code columns.tsv}, the user's word, or a look at each
 * cell.
 *
 * @param name as it stands in the table
 * @param action what is done with its cells
 * @param search as what its cells are searched for elsewhere
 * @param rule what decided; empty where no rule knows the column
 */
record ColumnPlan(String name, ScrubAction action, SearchKind search, String rule) {
  private static final Map<String, ColumnRule> RULES =
      RuleTables.columns().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  rule -> ScrubRules.normalised(rule.column()), Function.identity()));

  /** Columns that name rows: to change them would break the dataset. */
  private static final Set<String> KEYS =
      Set.of("participant_id", "session_id", "sample_id", "filename", "source_entities");

  private static final Pattern WORD_BREAK =
      Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");

  static ColumnPlan of(String name, ScrubRules rules) {
    Optional<Decision> user = rules.userDecision(List.of(name));
    if (KEYS.contains(name) || user.filter(u -> u.action() == ScrubAction.KEEP).isPresent()) {
      return new ColumnPlan(name, ScrubAction.KEEP, SearchKind.NONE, "");
    }
    if (user.isPresent()) {
      return new ColumnPlan(name, ScrubAction.REMOVE, SearchKind.NONE, user.get().rule());
    }
    if (rules.profile() == ScrubProfile.NONE) {
      return new ColumnPlan(name, ScrubAction.KEEP, SearchKind.NONE, "");
    }
    ColumnRule rule = RULES.get(ScrubRules.normalised(name));
    if (rule != null) {
      return new ColumnPlan(name, rule.action(), rule.search(), rule.column());
    }
    return words(name).contains("age")
        ? new ColumnPlan(name, ScrubAction.CAP, SearchKind.NONE, "age")
        : new ColumnPlan(name, ScrubAction.WARN, SearchKind.NONE, "");
  }

  /** A column that the standard gives to recordings: only a look at each cell. */
  static ColumnPlan ofRecording(String name, ScrubRules rules) {
    ColumnPlan plan = of(name, rules);
    boolean byUser = rules.userDecision(List.of(name)).isPresent();
    boolean standard = FreeText.isTechnicalColumn(name);
    boolean person = !standard && plan.action() == ScrubAction.REMOVE;
    return byUser || person || plan.action() == ScrubAction.KEEP
        ? plan
        : new ColumnPlan(name, ScrubAction.WARN, SearchKind.NONE, "");
  }

  /** The unit that the column's name tells, as in {@code age_months}. */
  Optional<AgeUnit> unitInName() {
    return words(name).stream()
        .filter(word -> word.length() > 1)
        .flatMap(word -> AgeUnit.of(word).stream())
        .findFirst();
  }

  private static List<String> words(String name) {
    return Arrays.stream(WORD_BREAK.split(name))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }
}
