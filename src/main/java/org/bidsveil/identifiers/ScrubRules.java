package org.bidsveil.identifiers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that decide which members of a sidecar are removed: the table {@code rules.tsv}, a
 * profile, and what the user names.
 *
 * <p>Precedence: the user's keys to keep, the user's keys to remove, keys of the table, patterns of
 * the table. Keys are compared without case and without characters that are neither letter nor
 * digit ({@code patient_name} is PatientName); patterns are compared with the key as it is spelled.
 * A key that nothing names is kept.
 */
public final class ScrubRules {
  private static final Decision UNKNOWN =
      new Decision(ScrubAction.KEEP, ScrubCategory.UNKNOWN, SearchKind.NONE, "", false);

  private static final int LONGEST_REMEMBERED = 200;

  private record Glob(KeyGlob glob, ScrubRule rule) {}

  private final ScrubProfile profile;
  private final List<KeyGlob> delete;
  private final List<KeyGlob> keep;
  private final Map<String, ScrubRule> byKey = new HashMap<>();
  private final Map<String, ScrubRule> byPath = new HashMap<>();
  private final List<Glob> globs = new ArrayList<>();

  /** What is known by key alone. */
  private final AnswerMemory<Optional<ScrubRule>> byKeyAlone =
      new AnswerMemory<>(LONGEST_REMEMBERED, this::ruleOfKey);

  private ScrubRules(ScrubProfile profile, List<String> delete, List<String> keep) {
    this.profile = profile;
    this.delete = delete.stream().map(KeyGlob::caseInsensitive).toList();
    this.keep = keep.stream().map(KeyGlob::caseInsensitive).toList();
    for (ScrubRule rule : RuleTables.members()) {
      if (rule.isGlob()) {
        globs.add(new Glob(KeyGlob.caseSensitive(rule.key()), rule));
      } else if (rule.key().contains("/")) {
        byPath.put(rule.key(), rule);
      } else {
        byKey.put(normalised(rule.key()), rule);
      }
    }
  }

  /**
   * The rules of a profile with the user's additions.
   *
   * @param delete keys or globs to remove; a key, or the keys from the top joined by dots
   * @param keep keys or globs that stay with all that is in them, although a rule removes them
   */
  public static ScrubRules of(ScrubProfile profile, List<String> delete, List<String> keep) {
    return new ScrubRules(profile, delete, keep);
  }

  /** The rules of a profile alone. */
  public static ScrubRules of(ScrubProfile profile) {
    return of(profile, List.of(), List.of());
  }

  /** The profile of these rules. */
  public ScrubProfile profile() {
    return profile;
  }

  /** Letters and digits only, in lower case: different spellings of one key come out the same. */
  public static String normalised(String key) {
    StringBuilder out = new StringBuilder();
    key.codePoints().filter(Character::isLetterOrDigit).forEach(out::appendCodePoint);
    return out.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Decides what is done with a member.
   *
   * @param path the keys from the top down to it, at least one; places in arrays are left out
   */
  public Decision decide(List<String> path) {
    Optional<Decision> user = userDecision(path);
    if (user.isPresent()) {
      return user.get();
    }
    return switch (profile) {
      case NONE -> UNKNOWN;
      case DEFAULT -> rule(path).map(r -> decision(r, r.inDefault())).orElse(UNKNOWN);
      case STRICT -> rule(path).map(r -> decision(r, r.inStrict())).orElse(UNKNOWN);
    };
  }

  /** What the user asked for a member or a column; empty where the user asked nothing. */
  public Optional<Decision> userDecision(List<String> path) {
    String key = path.getLast();
    String dotted = String.join(".", path);
    return first(keep, key, dotted)
        .map(glob -> user(ScrubAction.KEEP, glob))
        .or(() -> first(delete, key, dotted).map(glob -> user(ScrubAction.REMOVE, glob)));
  }

  /** How the value of a member is searched for elsewhere, whatever the profile does with it. */
  public SearchKind searchOf(List<String> path) {
    return rule(path).map(ScrubRule::search).orElse(SearchKind.NONE);
  }

  private Optional<ScrubRule> rule(List<String> path) {
    String key = path.getLast();
    if (path.size() > 1) {
      ScrubRule nested = byPath.get(path.get(path.size() - 2) + "/" + key);
      if (nested != null) {
        return Optional.of(nested);
      }
    }
    return byKeyAlone.about(key);
  }

  private Optional<ScrubRule> ruleOfKey(String key) {
    ScrubRule exact = byKey.get(normalised(key));
    return exact != null
        ? Optional.of(exact)
        : globs.stream().filter(g -> g.glob().matches(key)).map(Glob::rule).findFirst();
  }

  private static Optional<KeyGlob> first(List<KeyGlob> globs, String key, String dotted) {
    return globs.stream().filter(g -> g.matches(key) || g.matches(dotted)).findFirst();
  }

  private static Decision decision(ScrubRule rule, ScrubAction action) {
    return new Decision(action, rule.category(), rule.search(), rule.key(), false);
  }

  private static Decision user(ScrubAction action, KeyGlob glob) {
    return new Decision(action, ScrubCategory.REQUESTED, SearchKind.NONE, glob.toString(), true);
  }
}
