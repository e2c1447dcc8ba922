package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.bidsveil.cli.options.SearchPath;

/** The whole program within this process, for tests. */
public final class Program {
  private Program() {}

  /** What the program came to. */
  public record Ended(int code, String out, String err) {

    /** The exit code must be this one; no defect may be told. */
    public Ended with(int expected) {
      assertEquals(expected, code, out + err);
      assertFalse(err.contains("defect") || out.contains("defect"), out + err);
      return this;
    }

    /** The words must stand on stdout or stderr. */
    public Ended says(String words) {
      assertTrue((out + err).contains(words), out + err);
      return this;
    }
  }

  /** Runs one command line. */
  public static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ended(code, out.toString(), err.toString());
  }
}
