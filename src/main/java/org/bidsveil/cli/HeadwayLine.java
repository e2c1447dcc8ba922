package org.bidsveil.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bidsveil.cli.options.OutputOptions;
import org.bidsveil.files.Headway;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How far a command has come that goes through a whole dataset: done, rate and time left, on
 * stderr. On a terminal it is one line that is drawn anew, elsewhere a line now and then, and
 * nothing where the work is short.
 */
final class HeadwayLine implements Headway, AutoCloseable {
  private static final long DRAWN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PRINTED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What takes less needs no line. */
  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean quiet;
  private final AtomicLong next;
  private String what = "";
  private long start;
  private boolean stands;

  HeadwayLine(PrintWriter err, OutputOptions options, boolean terminal) {
    this.err = err;
    this.terminal = terminal && !options.json();
    this.quiet = options.quiet();
    this.next = new AtomicLong(System.nanoTime() + SHORT_NANOS);
    this.start = System.nanoTime();
  }

  /** For a command. */
  static HeadwayLine of(CommandSpec spec, OutputOptions options) {
    return new HeadwayLine(spec.commandLine().getErr(), options, Terminal.isThere());
  }

  @Override
  public void at(String news, long done, long total) {
    long now = System.nanoTime();
    long due = next.get();
    boolean first = done <= 1;
    if (quiet || (!first && now - due < 0)) {
      return;
    }
    long pause = terminal ? DRAWN_NANOS : PRINTED_NANOS;
    if (now - due < 0 || next.compareAndSet(due, now + pause)) {
      say(news, done, total, now);
    }
  }

  private synchronized void say(String news, long done, long total, long now) {
    if (!news.equals(what)) {
      what = news;
      start = now;
    }
    double seconds = (now - start) / 1e9;
    if (done <= 1 || seconds <= 0) {
      return;
    }
    err.print((terminal ? "\r\u001b[K" : "bidsveil: ") + line(news, done, total, seconds));
    if (!terminal) {
      err.println();
    }
    err.flush();
    stands = terminal;
  }

  /** {@code checked 12000/100000 files 1500 a second 59 s left}. */
  static String line(String news, long done, long total, double seconds) {
    int space = news.indexOf(' ');
    double rate = done / seconds;
    return String.format(
        Locale.ROOT,
        "%s %d/%d %s  %s a second  %s left",
        news.substring(0, space),
        done,
        total,
        news.substring(space + 1),
        rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : String.valueOf(Math.round(rate)),
        ProgressBar.duration((total - done) / rate));
  }

  /** Leaves the line free for what comes next. */
  @Override
  public synchronized void close() {
    if (stands) {
      err.print("\r\u001b[K");
      err.flush();
      stands = false;
    }
  }
}
