package org.bidsveil.nifti;

import java.util.Optional;

/**
 * The place of a field in a header: {@code count} elements of {@code type} from byte {@code offset}
 * on.
 */
public record HeaderSlot(FieldType type, int offset, int count) {

  static Optional<HeaderSlot> slot(FieldType type, int offset, int count) {
    return Optional.of(new HeaderSlot(type, offset, count));
  }

  static Optional<HeaderSlot> slot(FieldType type, int offset) {
    return slot(type, offset, 1);
  }

  static Optional<HeaderSlot> absent() {
    return Optional.empty();
  }

  /** The length of the whole field in bytes. */
  public int bytes() {
    return type.bytes() * count;
  }
}
