package org.bidsveil.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.bidsveil.files.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The whole error policy: one line on stderr, {@code bidsveil: <sentence> <remedy>}, and the exit
 * code of the refusal. A stack trace only with {@code --verbose}.
 */
final class RefusalHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final boolean verbose;

  RefusalHandler(boolean verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    Refusal refusal =
        e.getCause() instanceof Refusal cause
            ? cause
            : new Refusal(
                Refusal.Kind.USAGE,
                "usage",
                sentence(String.valueOf(e.getMessage())),
                "See '" + name + " --help'.",
                e);
    return say(e.getCommandLine().getErr(), refusal);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return handle(e, command.getErr());
  }

  /** Says what went wrong and returns the exit code. */
  int handle(Throwable e, PrintWriter err) {
    return switch (e) {
      case Refusal refusal -> say(err, refusal);
      case UncheckedIOException io when io.getCause() != null -> say(err, refusalOf(io.getCause()));
      case IOException io -> say(err, refusalOf(io));
      case OutOfMemoryError out -> say(err, Refusal.ofMemory(out));
      default -> {
        err.println(
            "bidsveil: this is a defect of bidsveil: "
                + oneLine(String.valueOf(e))
                + ". Run it again with --verbose and report what it prints.");
        trace(e, err);
        yield ExitCode.SOFTWARE;
      }
    };
  }

  private int say(PrintWriter err, Refusal refusal) {
    err.println("bidsveil: " + oneLine(refusal.sentence() + " " + refusal.remedy()));
    trace(refusal, err);
    return refusal.kind().exitCode();
  }

  private void trace(Throwable e, PrintWriter err) {
    if (verbose) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private static Refusal refusalOf(IOException e) {
    String what = e instanceof FileSystemException at && at.getFile() != null ? at.getFile() : "";
    return switch (e) {
      case AccessDeniedException _ ->
          new Refusal(
              Refusal.Kind.CANNOT_CREATE,
              "access-denied",
              "no permission for " + what + ".",
              "Check the permissions of the file and its folder.",
              e);
      case FileSystemException fs
          when fs.getReason() != null && fs.getReason().contains("Read-only file system") ->
          new Refusal(
              Refusal.Kind.CANNOT_CREATE,
              "read-only",
              "the file system of " + what + " is read-only.",
              "Mount it writable, or give an output folder elsewhere.",
              e);
      default ->
          new Refusal(
              Refusal.Kind.IO,
              "io",
              sentence("reading or writing failed: " + e.getMessage()),
              "Check the disk and the permissions, then start again: nothing is lost.",
              e);
    };
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  private static String oneLine(String words) {
    return words.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
