package org.bidsveil.review;

/** The two commands that serve the page. */
enum PageOf {
  DATASET("review", "Drafts, notes and decisions are kept."),
  IMAGE("open", "Save what you need there first: only saved images outlast the command.");

  private final String command;
  private final String whatIsKept;

  PageOf(String command, String whatIsKept) {
    this.command = command;
    this.whatIsKept = whatIsKept;
  }

  String command() {
    return command;
  }

  /** When the command ends. */
  String whatIsKept() {
    return whatIsKept;
  }
}
