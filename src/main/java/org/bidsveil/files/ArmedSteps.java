package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the n-th announcement of a disk go wrong, for fault campaigns through the whole program;
 * the command line arms it, users never meet it. Each step is announced twice, before and after, so
 * all places are 0 .. {@link #heard()} - 1 of an undisturbed run.
 */
public final class ArmedSteps implements WriteSteps {
  private static final Pattern ORDER = Pattern.compile("(kill|fail|fail-from):([0-9]{1,9})");

  private final String what;
  private final int place;
  private final Runnable end;
  private final AtomicInteger heard = new AtomicInteger();

  private ArmedSteps(String what, int place, Runnable end) {
    this.what = what;
    this.place = place;
    this.end = end;
  }

  /**
   * Reads an order.
   *
   * @param order {@code kill:57} ends the process at place 57, {@code fail:57} makes that place
   *     fail once, {@code fail-from:57} it and all later ones
   * @param end ends the process at once, without any clearing up ({@link Runtime#halt})
   * @throws Refusal "fault-order-unknown"
   */
  public static ArmedSteps parse(String order, Runnable end) {
    Matcher matcher = ORDER.matcher(order);
    if (!matcher.matches()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "fault-order-unknown",
          "\"" + order + "\" is not an order for a fault campaign.",
          "Give kill:N, fail:N or fail-from:N.");
    }
    return new ArmedSteps(matcher.group(1), Integer.parseInt(matcher.group(2)), end);
  }

  /** How many places were announced up to now. */
  public int heard() {
    return heard.get();
  }

  @Override
  public void before(Step step, Path path) throws IOException {
    hear(step);
  }

  @Override
  public void after(Step step, Path path) throws IOException {
    hear(step);
  }

  private void hear(Step step) throws IOException {
    int now = heard.getAndIncrement();
    boolean hit = now == place || (now > place && what.equals("fail-from"));
    if (!hit) {
      return;
    }
    if (what.equals("kill")) {
      end.run();
    }
    throw new IOException("injected at place " + now + " (" + step + ")");
  }
}
