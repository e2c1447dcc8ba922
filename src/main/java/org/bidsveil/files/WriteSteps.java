package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An observer that is told of every step by which bytes reach the disk, just before and just after
 * it. The product uses none ({@link #UNOBSERVED}); fault tests throw or halt the process at the
 * n-th step and so go through exactly the code that users run.
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
    SYNC_TREE,
    LOCK
  }

  /**
   * Called before a step, when none of it has happened yet.
   *
   * @throws IOException to make the step fail without effect
   */
  void before(Step step, Path path) throws IOException;

  /**
   * Called after a step, when it has taken effect.
   *
   * @throws IOException to make a step that took effect be reported as failed, as a network file
   *     system does when a reply is lost
   */
  void after(Step step, Path path) throws IOException;

  /** The observer that the product uses, which does nothing. */
  WriteSteps UNOBSERVED =
      new WriteSteps() {
        @Override
        public void before(Step step, Path path) {}

        @Override
        public void after(Step step, Path path) {}
      };
}
