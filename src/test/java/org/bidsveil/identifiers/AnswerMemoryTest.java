package org.bidsveil.identifiers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {
  private final List<String> asked = new ArrayList<>();
  private final AnswerMemory<Integer> memory =
      new AnswerMemory<>(
          5,
          text -> {
            asked.add(text);
            return text.length();
          });

  @Test
  void aTextIsLookedAtOnce() {
    assertEquals(5, memory.about("plain"));
    assertEquals(5, memory.about("plain"));
    assertEquals(List.of("plain"), asked);
  }

  @Test
  void aLongTextIsNotKept() {
    assertEquals(6, memory.about("longer"));
    assertEquals(6, memory.about("longer"));
    assertEquals(List.of("longer", "longer"), asked);
  }

  @Test
  void whenItIsFullWhatIsNewIsNotKept() {
    for (int n = 0; n < AnswerMemory.MOST; n++) {
      memory.about("" + n);
    }
    asked.clear();
    assertEquals(3, memory.about("new"));
    assertEquals(3, memory.about("new"));
    assertEquals(1, memory.about("7"));
    assertEquals(List.of("new", "new"), asked);
  }
}
