package org.bidsveil.bids;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** One permitted value of an entity in a query (PyBIDS {@code Query} and plain values). */
sealed interface LabelMatch {
  Pattern DIGITS = Pattern.compile("[0-9]+");

  boolean matches(Optional<String> label);

  /** The entity must be missing: {@code null}, {@code Query.NONE}. */
  record None() implements LabelMatch {
    @Override
    public boolean matches(Optional<String> label) {
      return label.isEmpty();
    }
  }

  /** The entity must be there: {@code "*"}, {@code Query.ANY}. */
  record Any() implements LabelMatch {
    @Override
    public boolean matches(Optional<String> label) {
      return label.isPresent();
    }
  }

  /** The entity may be there or not: {@code Query.OPTIONAL}. */
  record Whatever() implements LabelMatch {
    @Override
    public boolean matches(Optional<String> label) {
      return true;
    }
  }

  /** The entity must have this label. */
  record Exactly(String wanted) implements LabelMatch {
    @Override
    public boolean matches(Optional<String> label) {
      return label.filter(wanted::equals).isPresent();
    }
  }

  /** The entity is an index and must have this number: {@code run-01} is number 1. */
  record Index(BigInteger wanted) implements LabelMatch {
    @Override
    public boolean matches(Optional<String> label) {
      return label
          .filter(text -> DIGITS.matcher(text).matches())
          .filter(text -> new BigInteger(text).equals(wanted))
          .isPresent();
    }
  }

  /** A plain value of a query. */
  static LabelMatch of(String key, String value) {
    return EntityOrder.isIndex(key) && DIGITS.matcher(value).matches()
        ? new Index(new BigInteger(value))
        : new Exactly(value);
  }
}
