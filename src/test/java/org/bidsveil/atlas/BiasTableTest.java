package org.bidsveil.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bidsveil.registration.BiasField;
import org.junit.jupiter.api.Test;

class BiasTableTest {
  private static final BiasField SHIPPED = AverageHead.ATLAS.bias();

  @Test
  void isReadAsItIsWritten() {
    assertNotEquals(BiasField.NONE, SHIPPED);
    assertEquals(SHIPPED, BiasTable.read(BiasTable.write(SHIPPED)));
  }

  @Test
  void anotherTableIsRefused() {
    String table = BiasTable.write(SHIPPED);
    assertThrows(
        IllegalArgumentException.class, () -> BiasTable.read(table.replace("0\t0\t2", "0\t0\t5")));
    assertThrows(
        IllegalArgumentException.class,
        () -> BiasTable.read(table.substring(0, table.lastIndexOf("3\t0\t0"))));
    assertThrows(IllegalArgumentException.class, () -> BiasTable.read("name\tvalue\n"));
  }
}
