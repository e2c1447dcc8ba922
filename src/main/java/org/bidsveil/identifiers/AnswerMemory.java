package org.bidsveil.identifiers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers about texts that recur: a hundred thousand participants share nearly all of their keys
 * and lines. So many answers are held, about texts no longer than that; every other one is worked
 * out each time. Safe for use by several threads.
 */
final class AnswerMemory<A> {
  /**
   * A dataset has some thousand keys; texts made of numbers or names are not to fill the memory.
   */
  static final int MOST = 20_000;

  private final int longest;
  private final Function<String, A> source;
  private final Map<String, A> answers = new ConcurrentHashMap<>();

  /**
   * @param longest text that is remembered, characters
   * @param source gives the same answer for the same text each time
   */
  AnswerMemory(int longest, Function<String, A> source) {
    this.longest = longest;
    this.source = source;
  }

  A about(String text) {
    A before = answers.get(text);
    if (before != null) {
      return before;
    }
    A answer = source.apply(text);
    if (text.length() <= longest && answers.size() < MOST) {
      answers.put(text, answer);
    }
    return answer;
  }
}
