package org.bidsveil.scrub;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bidsveil.identifiers.DateText;
import org.bidsveil.identifiers.Decision;
import org.bidsveil.identifiers.FreeText;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.identifiers.SearchKind;
import org.bidsveil.identifiers.TextCheck;
import org.bidsveil.json.ByteEdits;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;

/**
 * Removes what identifies a person from JSON sidecars. It works on bytes, and whatever stays keeps
 * its exact bytes ({@code 2.300e-3} stays, and so do the order, the indentation and the line ends).
 * Scrubbing a second time changes nothing.
 *
 * <p>Every object and array is searched at any depth. A text inside an array decides about the
 * whole member, because positions in an array have a meaning.
 */
public final class SidecarScrubber {
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private final ScrubRules rules;
  private final Optional<Pseudonyms> pseudonyms;

  /**
   * A scrubber for all sidecars of a dataset.
   *
   * @param pseudonyms where there are none, a value that would become a pseudonym is removed
   */
  public SidecarScrubber(ScrubRules rules, Optional<Pseudonyms> pseudonyms) {
    this.rules = rules;
    this.pseudonyms = pseudonyms;
  }

  /**
   * Scrubs one sidecar.
   *
   * @param path the file, for the records
   * @param bytes its content
   * @param known the identifiers known from other files; those of this file are added
   * @param dates what is done with dates
   * @throws org.bidsveil.files.Refusal json-empty, json-not-utf8, json-has-comments, json-invalid,
   *     json-not-an-object
   */
  public ScrubbedBytes scrub(String path, byte[] bytes, KnownIdentifiers known, DatePolicy dates) {
    JsonSpan.Obj root = JsonSpans.parse(bytes);
    KnownIdentifiers all = known.plus(identifiers(root));
    Pass pass = new Pass(path, new TextCheck(all), dates);
    pass.object(root, List.of(), "");
    return new ScrubbedBytes(pass.edits.apply(bytes), pass.records);
  }

  /**
   * What a sidecar says about the person, the staff and the place, to be searched for in other
   * files of the same subject.
   *
   * @throws org.bidsveil.files.Refusal as {@link #scrub}
   */
  public KnownIdentifiers identifiers(byte[] bytes) {
    return identifiers(JsonSpans.parse(bytes));
  }

  /**
   * The dates in a sidecar that are to be shifted and have not been yet.
   *
   * @throws org.bidsveil.files.Refusal as {@link #scrub}
   */
  public List<LocalDate> dates(byte[] bytes) {
    List<LocalDate> found = new ArrayList<>();
    collectDates(JsonSpans.parse(bytes), List.of(), found);
    return List.copyOf(found);
  }

  /**
   * The texts for a person to look at: those that no rule recognises as technical, and those that
   * contain a common word that is part of a known name.
   *
   * @throws org.bidsveil.files.Refusal as {@link #scrub}
   */
  public List<FreeText> freeTexts(byte[] bytes, KnownIdentifiers known) {
    List<FreeText> found = new ArrayList<>();
    collectFreeTexts(JsonSpans.parse(bytes), List.of(), known, found);
    return List.copyOf(found);
  }

  private void collectFreeTexts(
      JsonSpan span, List<String> path, KnownIdentifiers known, List<FreeText> found) {
    switch (span) {
      case JsonSpan.Obj object -> {
        for (JsonSpan.Member member : object.members()) {
          List<String> inner = append(path, member.key());
          Decision decision = rules.decide(inner);
          boolean goes =
              !describesColumn(member.value())
                  && switch (decision.action()) {
                    case REMOVE, CAP, SHIFT, PSEUDONYM -> true;
                    case WARN, KEEP -> decision.byUser();
                  };
          if (!goes) {
            collectFreeTexts(member.value(), inner, known, found);
          }
        }
      }
      case JsonSpan.Arr array ->
          array.elements().forEach(e -> collectFreeTexts(e, path, known, found));
      case JsonSpan.Text text -> {
        if (!path.isEmpty()) {
          FreeText.of(path, rules.decide(path), text.value(), known).ifPresent(found::add);
        }
      }
      case JsonSpan.Plain plain -> {
        if (!path.isEmpty() && known.findIn(plain.token()).isPresent()) {
          found.add(new FreeText(path.getLast(), FreeText.Why.KNOWN_NUMBER));
        }
      }
    }
  }

  /** BIDS, "Tabular files": an object that describes a column of a table. */
  private static boolean describesColumn(JsonSpan value) {
    return value instanceof JsonSpan.Obj object
        && object.members().stream()
            .anyMatch(member -> FreeText.COLUMN_FIELDS.contains(member.key()));
  }

  private void collectDates(JsonSpan span, List<String> path, List<LocalDate> found) {
    switch (span) {
      case JsonSpan.Obj object -> {
        for (JsonSpan.Member member : object.members()) {
          List<String> inner = append(path, member.key());
          Decision decision = rules.decide(inner);
          if (decision.action() == ScrubAction.SHIFT) {
            dateOf(member.value())
                .filter(date -> !date.isShifted())
                .ifPresent(date -> found.add(date.date()));
          } else if (decision.action() != ScrubAction.REMOVE && !decision.byUser()) {
            if (member.value() instanceof JsonSpan.Text text) {
              DateText.parseIso(text.value())
                  .filter(date -> !date.isShifted())
                  .ifPresent(date -> found.add(date.date()));
            }
            collectDates(member.value(), inner, found);
          }
        }
      }
      case JsonSpan.Arr array -> array.elements().forEach(e -> collectDates(e, path, found));
      case JsonSpan.Text text -> {}
      case JsonSpan.Plain plain -> {}
    }
  }

  private KnownIdentifiers identifiers(JsonSpan.Obj root) {
    if (rules.profile() == ScrubProfile.NONE) {
      return KnownIdentifiers.none();
    }
    List<KnownIdentifiers> found = new ArrayList<>();
    collectIdentifiers(root, List.of(), found);
    return KnownIdentifiers.union(found);
  }

  private void collectIdentifiers(JsonSpan span, List<String> path, List<KnownIdentifiers> found) {
    switch (span) {
      case JsonSpan.Obj object -> {
        for (JsonSpan.Member member : object.members()) {
          List<String> inner = append(path, member.key());
          Decision decision = rules.decide(inner);
          boolean keptByUser = decision.byUser() && decision.action() == ScrubAction.KEEP;
          if (!keptByUser) {
            SearchKind kind = rules.searchOf(inner);
            boolean shifts = decision.action() == ScrubAction.SHIFT;
            scalars(member.value()).stream()
                .filter(text -> !Pseudonyms.isPseudonym(text))
                .filter(
                    text -> !shifts || DateText.parse(text).filter(DateText::isShifted).isEmpty())
                .forEach(text -> found.add(KnownIdentifiers.of(kind, text)));
            collectIdentifiers(member.value(), inner, found);
          }
        }
      }
      case JsonSpan.Arr array ->
          array.elements().forEach(element -> collectIdentifiers(element, path, found));
      case JsonSpan.Text text -> {}
      case JsonSpan.Plain plain -> {}
    }
  }

  /** All texts and numbers in a value, at any depth. */
  private static List<String> scalars(JsonSpan span) {
    return switch (span) {
      case JsonSpan.Obj object ->
          object.members().stream().flatMap(m -> scalars(m.value()).stream()).toList();
      case JsonSpan.Arr array ->
          array.elements().stream().flatMap(e -> scalars(e).stream()).toList();
      case JsonSpan.Text text -> List.of(text.value());
      case JsonSpan.Plain plain -> List.of(plain.token());
    };
  }

  private static List<String> append(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }

  private static Optional<DateText> dateOf(JsonSpan value) {
    return switch (value) {
      case JsonSpan.Text text -> DateText.parse(text.value().strip());
      case JsonSpan.Plain plain -> DateText.parse(plain.token());
      case JsonSpan.Obj object -> Optional.empty();
      case JsonSpan.Arr array -> Optional.empty();
    };
  }

  /** One file. */
  private final class Pass {
    private final String path;
    private final TextCheck check;
    private final DatePolicy dates;
    private final ByteEdits edits = new ByteEdits();
    private final List<ScrubRecord> records = new ArrayList<>();

    Pass(String path, TextCheck check, DatePolicy dates) {
      this.path = path;
      this.check = check;
      this.dates = dates;
    }

    void object(JsonSpan.Obj object, List<String> keys, String pointer) {
      Set<Integer> removed = new HashSet<>();
      for (int i = 0; i < object.members().size(); i++) {
        if (!keeps(object.members().get(i), keys, pointer)) {
          removed.add(i);
        }
      }
      edits.removeMembers(object, removed);
    }

    private boolean keeps(JsonSpan.Member member, List<String> outer, String outerPointer) {
      List<String> keys = append(outer, member.key());
      Decision decision = rules.decide(keys);
      if (decision.byUser() && decision.action() == ScrubAction.KEEP) {
        return true;
      }
      boolean search = rules.profile() != ScrubProfile.NONE;
      Optional<String> inKey =
          search ? check.objection(member.key(), false) : Optional.<String>empty();
      if (describesColumn(member.value())) {
        object((JsonSpan.Obj) member.value(), keys, outerPointer + "/" + escaped(member.key()));
        return true;
      }
      String pointer = outerPointer + "/" + (inKey.isPresent() ? "*" : escaped(member.key()));
      if (inKey.isPresent()) {
        return removed(pointer, decision.category(), inKey.get());
      }
      return switch (decision.action()) {
        case REMOVE, CAP -> removed(pointer, decision.category(), decision.rule());
        case PSEUDONYM -> pseudonymised(member, pointer, decision);
        case SHIFT -> shifted(member.value(), pointer, decision.category(), decision.rule());
        case WARN -> stays(member.value(), keys, pointer, decision.category(), true);
        case KEEP -> !search || stays(member.value(), keys, pointer, decision.category(), false);
      };
    }

    /** A member that no rule removes: unless a text in it has to go. */
    private boolean stays(
        JsonSpan value, List<String> keys, String pointer, ScrubCategory category, boolean free) {
      switch (value) {
        case JsonSpan.Obj object -> {
          object(object, keys, pointer);
          return true;
        }
        case JsonSpan.Arr array -> {
          return staysArray(array, keys, pointer, category, free);
        }
        case JsonSpan.Text text -> {
          if (DateText.parseIso(text.value()).isPresent()) {
            return shifted(text, pointer, ScrubCategory.DATE, "value is a date");
          }
          Optional<String> objection =
              check.objection(text.value(), free).or(() -> strictly(keys, text.value()));
          return objection.isEmpty() || goes(keys, pointer, category, objection.get());
        }
        case JsonSpan.Plain plain -> {
          return true;
        }
      }
    }

    /** The strict profile keeps no text that is not known to be technical. */
    private Optional<String> strictly(List<String> keys, String text) {
      return rules.profile() == ScrubProfile.STRICT
              && FreeText.isFree(keys, rules.decide(keys), text)
          ? Optional.of("free text")
          : Optional.empty();
    }

    /** What the standard requires is never taken out: a person has to find another word. */
    private boolean goes(List<String> keys, String pointer, ScrubCategory category, String rule) {
      if (keys.size() == 1 && FreeText.isRequired(keys.getFirst())) {
        if (!rule.equals("free text")) {
          record(pointer, category, ScrubAction.WARN, "required by BIDS, but holds a " + rule);
        }
        return true;
      }
      return removed(pointer, category, rule);
    }

    private boolean staysArray(
        JsonSpan.Arr array,
        List<String> keys,
        String pointer,
        ScrubCategory category,
        boolean free) {
      Optional<String> objection =
          texts(array).stream()
              .flatMap(text -> objectionInArray(text, free).or(() -> strictly(keys, text)).stream())
              .findFirst();
      if (objection.isPresent()) {
        return goes(keys, pointer, category, objection.get());
      }
      objectsIn(array, keys, pointer);
      return true;
    }

    private Optional<String> objectionInArray(String text, boolean free) {
      boolean unshiftedDate =
          DateText.parseIso(text).filter(date -> !date.isShifted()).isPresent()
              && !(dates instanceof DatePolicy.Keep);
      return unshiftedDate ? Optional.of("value is a date") : check.objection(text, free);
    }

    private void objectsIn(JsonSpan.Arr array, List<String> keys, String pointer) {
      for (int i = 0; i < array.elements().size(); i++) {
        switch (array.elements().get(i)) {
          case JsonSpan.Obj object -> object(object, keys, pointer + "/" + i);
          case JsonSpan.Arr inner -> objectsIn(inner, keys, pointer + "/" + i);
          case JsonSpan.Text text -> {}
          case JsonSpan.Plain plain -> {}
        }
      }
    }

    private List<String> texts(JsonSpan.Arr array) {
      List<String> found = new ArrayList<>();
      for (JsonSpan element : array.elements()) {
        switch (element) {
          case JsonSpan.Text text -> found.add(text.value());
          case JsonSpan.Arr inner -> found.addAll(texts(inner));
          case JsonSpan.Obj object -> {}
          case JsonSpan.Plain plain -> {}
        }
      }
      return found;
    }

    private boolean pseudonymised(JsonSpan.Member member, String pointer, Decision decision) {
      Optional<String> value =
          switch (member.value()) {
            case JsonSpan.Text text -> Optional.of(text.value());
            case JsonSpan.Plain plain ->
                Optional.of(plain.token()).filter(token -> DIGITS.matcher(token).matches());
            case JsonSpan.Obj object -> Optional.empty();
            case JsonSpan.Arr array -> Optional.empty();
          };
      if (value.isEmpty() || pseudonyms.isEmpty()) {
        boolean done = value.filter(Pseudonyms::isPseudonym).isPresent();
        return done || removed(pointer, decision.category(), decision.rule());
      }
      if (!Pseudonyms.isPseudonym(value.get())) {
        String standIn = pseudonyms.get().of(member.key(), value.get());
        edits.replace(member.value().start(), member.value().end(), '"' + standIn + '"');
        record(pointer, decision.category(), ScrubAction.PSEUDONYM, decision.rule());
      }
      return true;
    }

    private boolean shifted(JsonSpan value, String pointer, ScrubCategory category, String rule) {
      Optional<DateText> date = dateOf(value);
      if (date.filter(DateText::isShifted).isPresent() || dates instanceof DatePolicy.Keep) {
        return true;
      }
      if (date.isEmpty() || !(dates instanceof DatePolicy.Shift shift)) {
        return removed(pointer, category, rule);
      }
      String moved = date.get().plusDays(shift.days());
      String quote = value instanceof JsonSpan.Text ? "\"" : "";
      edits.replace(value.start(), value.end(), quote + moved + quote);
      record(pointer, category, ScrubAction.SHIFT, rule);
      return true;
    }

    /** Notes the removal; false, so that callers can say: it does not stay. */
    private boolean removed(String pointer, ScrubCategory category, String rule) {
      record(pointer, category, ScrubAction.REMOVE, rule);
      return false;
    }

    private void record(String pointer, ScrubCategory category, ScrubAction action, String rule) {
      records.add(new ScrubRecord(path, pointer, category, action, rule));
    }

    private static String escaped(String key) {
      return key.replace("~", "~0").replace("/", "~1");
    }
  }
}
