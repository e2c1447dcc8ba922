package org.bidsveil.nifti;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bidsveil.files.Refusal;

/** Work that was begun on a daemon thread of its own. */
final class Beside<T> {
  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins some work that throws nothing checked but an interruption. */
  static <T> Beside<T> begin(String threadName, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name(threadName).start(task);
    return new Beside<>(task);
  }

  /**
   * Waits for the result, or throws what the work threw.
   *
   * @throws Refusal "interrupted" when this thread or that of the work is told to stop
   */
  T result() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw Refusal.interrupted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.interrupted();
    }
  }
}
