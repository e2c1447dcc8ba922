package org.bidsveil.volume;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs the work of a loop whose chunks are fixed beforehand. The chunks never depend on the number
 * of threads, and a reduction over them follows their order: the result is bit-identical for any
 * executor.
 */
public sealed interface TaskExecutor {

  /** Runs {@code body} for 0 .. chunks-1, each exactly once, and returns when all are done. */
  void forEach(int chunks, IntConsumer body);

  /** The same for 0 .. count-1 in ranges of fixed length, for loops too short for a task each. */
  default void forRanges(int count, Range body) {
    forEach(
        Range.ranges(count),
        chunk -> body.accept(chunk * Range.LENGTH, Math.min(count, (chunk + 1) * Range.LENGTH)));
  }

  /** A loop over a part of some numbers. */
  @FunctionalInterface
  interface Range {
    /** A multiple of 64: no two ranges share a word of a {@link Mask}. */
    int LENGTH = 1 << 16;

    /** How many of them so many numbers make. */
    static int ranges(int count) {
      return (count + LENGTH - 1) / LENGTH;
    }

    /** Does {@code from} .. {@code to - 1}. */
    void accept(int from, int to);
  }

  /** Runs two steps that do not depend on each other, side by side where there are two threads. */
  <A, B> Both<A, B> both(Supplier<A> first, Supplier<B> second);

  /** What two steps gave. */
  record Both<A, B>(A first, B second) {}

  /** How many chunks can run at once. */
  int threads();

  static TaskExecutor of(int threads) {
    return threads <= 1 ? new SingleThreaded() : new Pool(threads);
  }

  /** Runs the work in the caller's own thread, in order. */
  record SingleThreaded() implements TaskExecutor {
    @Override
    public void forEach(int chunks, IntConsumer body) {
      for (int c = 0; c < chunks; c++) {
        body.accept(c);
      }
    }

    @Override
    public <A, B> Both<A, B> both(Supplier<A> first, Supplier<B> second) {
      return new Both<>(first.get(), second.get());
    }

    @Override
    public int threads() {
      return 1;
    }
  }

  /** Runs the work on a pool of daemon threads that end by themselves when idle. */
  record Pool(int threads, ForkJoinPool pool) implements TaskExecutor {
    public Pool(int threads) {
      this(threads, new ForkJoinPool(threads));
    }

    @Override
    public void forEach(int chunks, IntConsumer body) {
      pool.submit(() -> IntStream.range(0, chunks).parallel().forEach(body)).join();
    }

    @Override
    public <A, B> Both<A, B> both(Supplier<A> first, Supplier<B> second) {
      ForkJoinTask<A> one = pool.submit(first::get);
      ForkJoinTask<B> other = pool.submit(second::get);
      try {
        return new Both<>(one.join(), other.join());
      } finally {
        other.quietlyJoin();
      }
    }
  }
}
