package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the announcements of a disk, two a step (before, after), and makes one of them fail. A
 * single fault: everything after it works again, or, when {@code lasting}, nothing does.
 */
public final class FailingSteps implements WriteSteps {
  private final int failAt;
  private final boolean lasting;
  private final List<String> heard = new ArrayList<>();

  private FailingSteps(int failAt, boolean lasting) {
    this.failAt = failAt;
    this.lasting = lasting;
  }

  /** Fails nothing, counts. */
  public static FailingSteps never() {
    return new FailingSteps(Integer.MAX_VALUE, false);
  }

  /** Fails the n-th announcement only, counted from 0. */
  public static FailingSteps once(int n) {
    return new FailingSteps(n, false);
  }

  /** Fails the n-th announcement and all later ones: a disk that is gone. */
  public static FailingSteps from(int n) {
    return new FailingSteps(n, true);
  }

  @Override
  public void before(Step step, Path path) throws IOException {
    hear("before " + step, path);
  }

  @Override
  public void after(Step step, Path path) throws IOException {
    hear("after " + step, path);
  }

  private synchronized void hear(String what, Path path) throws IOException {
    int n = heard.size();
    heard.add(what + " " + path.getFileName());
    if (n == failAt || (lasting && n > failAt)) {
      throw new IOException("injected at announcement " + n + ": " + what);
    }
  }

  public synchronized int count() {
    return heard.size();
  }

  public synchronized boolean fired() {
    return heard.size() > failAt;
  }

  public synchronized List<String> heard() {
    return List.copyOf(heard);
  }
}
