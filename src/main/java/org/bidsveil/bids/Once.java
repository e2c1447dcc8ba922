package org.bidsveil.bids;

import java.util.Optional;
import java.util.function.Supplier;

/** Asks for a value when it is first wanted, and remembers it. Safe for use by several threads. */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> source;
  private Optional<T> value = Optional.empty();

  private Once(Supplier<T> source) {
    this.source = source;
  }

  static <T> Supplier<T> of(Supplier<T> source) {
    return new Once<>(source);
  }

  @Override
  public synchronized T get() {
    T found = value.orElseGet(source);
    value = Optional.of(found);
    return found;
  }
}
