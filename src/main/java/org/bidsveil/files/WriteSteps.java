package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Hears of every step by which bytes reach the disk, just before and just after it. The product
 * listens to nothing ({@link #UNOBSERVED}); a fault campaign throws or halts the process at the
 * n-th step and so walks through exactly the code that users run.
 */
public interface WriteSteps {

  /** The kinds of step; each can fail, and the process can end before or after each. */
  enum Step {
    CREATE_FOLDER,
    CREATE_FILE,
    WRITE,
    SET_TRAITS,
    FSYNC_FILE,
    CLOSE,
    VERIFY,
    RENAME,
    HARD_LINK,
    SYMBOLIC_LINK,
    DELETE,
    FSYNC_FOLDER,
    LOCK
  }

  /**
   * Nothing of the step has happened yet.
   *
   * @throws IOException to make the step fail undone
   */
  void before(Step step, Path path) throws IOException;

  /**
   * The step has taken effect.
   *
   * @throws IOException to make a step that took effect be reported as failed, as a network file
   *     system does when an answer is lost
   */
  void after(Step step, Path path) throws IOException;

  /** What the product uses. */
  WriteSteps UNOBSERVED =
      new WriteSteps() {
        @Override
        public void before(Step step, Path path) {}

        @Override
        public void after(Step step, Path path) {}
      };
}
