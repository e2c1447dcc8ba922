package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bidsveil.volume.TaskExecutor.Both;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskExecutorTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void bothStepsGiveWhatTheyGive(int threads) {
    TaskExecutor executor = TaskExecutor.of(threads);
    assertEquals(new Both<>("a", 2), executor.both(() -> "a", () -> 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void stepsMayHaveLoopsAndStepsOfTheirOwn(int threads) {
    TaskExecutor executor = TaskExecutor.of(threads);
    Both<Integer, Both<Integer, Integer>> nested =
        executor.both(
            () -> sum(executor, 100),
            () -> executor.both(() -> sum(executor, 10), () -> sum(executor, 1000)));
    assertEquals(new Both<>(4950, new Both<>(45, 499_500)), nested);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailureOfEitherIsTold(int threads) {
    TaskExecutor executor = TaskExecutor.of(threads);
    assertThrows(IllegalStateException.class, () -> executor.both(() -> failing(), () -> 1));
    assertThrows(IllegalStateException.class, () -> executor.both(() -> 1, () -> failing()));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void nothingGoesOnAfterAFailure(int threads) {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    TaskExecutor executor = TaskExecutor.of(threads);
    assertThrows(
        IllegalStateException.class,
        () ->
            executor.both(
                () -> {
                  await(begun);
                  return failing();
                },
                () -> {
                  begun.countDown();
                  // Longer than the failure takes to arrive.
                  await(new CountDownLatch(1));
                  ended.set(true);
                  return 0;
                }));
    assertTrue(ended.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean _ = latch.await(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int failing() {
    throw new IllegalStateException("as expected");
  }

  private static int sum(TaskExecutor executor, int n) {
    int[] parts = new int[n];
    executor.forEach(n, c -> parts[c] = c);
    int sum = 0;
    for (int part : parts) {
      sum += part;
    }
    return sum;
  }
}
