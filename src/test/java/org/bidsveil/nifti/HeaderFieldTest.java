package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeaderFieldTest {
  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void fieldsTileTheHeaderWithoutGapOrOverlap(NiftiVersion version) {
    BitSet taken = new BitSet();
    for (HeaderField field : HeaderField.values()) {
      field
          .in(version)
          .ifPresent(slot -> {
            assertTrue(
                taken.get(slot.offset(), slot.offset() + slot.bytes()).isEmpty(),
                field + " overlaps");
            taken.set(slot.offset(), slot.offset() + slot.bytes());
          });
    }
    assertEquals(version.headerBytes(), taken.cardinality());
    assertEquals(version.headerBytes(), taken.length());
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void numbersAreAligned(NiftiVersion version) {
    for (HeaderField field : HeaderField.values()) {
      field
          .in(version)
          .ifPresent(slot -> assertEquals(0, slot.offset() % slot.type().bytes(), field.name()));
    }
  }

  @Test
  void namesAreThoseOfTheStandardAndUnique() {
    Set<String> names = new HashSet<>();
    for (HeaderField field : HeaderField.values()) {
      assertTrue(names.add(field.standardName()));
      assertEquals(field.name().toLowerCase(java.util.Locale.ROOT), field.standardName());
    }
    assertEquals(44, names.size());
  }
}
