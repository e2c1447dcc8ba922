package org.bidsveil.originals;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.ledger.StoreOptions;

/**
 * The locks of one store. A participant is locked against other processes as long as anybody in
 * this one holds it; within, replacements of one participant take turns.
 */
final class StoreLocks {
  private final StoreLayout layout;
  private final StoreOptions options;
  private final Map<Owner, CountedLock> held = new HashMap<>();

  /** The lock of a participant, and how many in this process hold it. */
  private static final class CountedLock {
    private final RunLock lock;
    private final Semaphore turn = new Semaphore(1);
    private int holders = 1;

    CountedLock(RunLock lock) {
      this.lock = lock;
    }
  }

  StoreLocks(StoreLayout layout, StoreOptions options) {
    this.layout = layout;
    this.options = options;
  }

  Hold hold(Owner owner) {
    return RunLock.await(options.lockWait(), () -> tryHold(owner), () -> busy(owner));
  }

  Optional<Hold> tryHold(Owner owner) {
    synchronized (held) {
      CountedLock mine = held.get(owner);
      if (mine != null) {
        mine.holders++;
        return Optional.of(new Hold(() -> release(owner)));
      }
      layout.requireOwnFolders(owner);
      Optional<RunLock> lock = RunLock.tryAcquire(layout.lock(owner), options.disk());
      lock.ifPresent(l -> held.put(owner, new CountedLock(l)));
      return lock.map(l -> new Hold(() -> release(owner)));
    }
  }

  private void release(Owner owner) {
    synchronized (held) {
      CountedLock mine = held.get(owner);
      if (mine != null && --mine.holders == 0) {
        held.remove(owner);
        mine.lock.close();
      }
    }
  }

  /** One's turn among the replacements of a participant that is held. */
  Hold turn(Owner owner) {
    Semaphore turn = semaphore(owner);
    boolean mine;
    try {
      mine = turn.tryAcquire(options.lockWait().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine) {
      throw busy(owner);
    }
    return new Hold(turn::release);
  }

  private Semaphore semaphore(Owner owner) {
    synchronized (held) {
      CountedLock mine = held.get(owner);
      if (mine == null) {
        throw new IllegalStateException(owner.word() + " is not held");
      }
      return mine.turn;
    }
  }

  /** The files that belong to no participant, and the ledger's own. */
  RunLock dataset() {
    layout.requireOwnFolders(Owner.DATASET);
    return RunLock.acquire(
        layout.lock(Owner.DATASET),
        options.lockWait(),
        "the shared files of " + layout.root(),
        options.disk());
  }

  private Refusal busy(Owner owner) {
    return RunLock.locked(layout.lock(owner), owner.word() + " of " + layout.root());
  }
}
