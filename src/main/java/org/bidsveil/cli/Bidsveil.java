package org.bidsveil.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import org.bidsveil.cli.options.OptionSpelling;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Refusal;
import picocli.CommandLine;

/**
 * The program's entry point. Nothing outside this package prints, exits, or reads the environment.
 */
public final class Bidsveil {

  private Bidsveil() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int code = main(System.getenv(), out, err, arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static int main(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    try {
      AddedJars.use(AddedJars.of(environment.getOrDefault("BIDSVEIL_CLASSPATH", "")));
    } catch (Refusal refusal) {
      return new RefusalHandler(false).handle(refusal, err);
    }
    return run(SearchPath.ofEnvironment(environment), out, err, arguments);
  }

  /** Runs the command line and returns its exit code (docs/decisions/0012). */
  static int run(SearchPath searchPath, PrintWriter out, PrintWriter err, String... arguments) {
    RefusalHandler handler = handler(arguments);
    try {
      return commandLine(searchPath, out, err, arguments).execute(OptionSpelling.fold(arguments));
    } catch (OutOfMemoryError e) {
      return handler.handle(e, err);
    }
  }

  /** The commands, not yet run. */
  static CommandLine commandLine(
      SearchPath searchPath, PrintWriter out, PrintWriter err, String... arguments) {
    RefusalHandler handler = handler(arguments);
    return new CommandLine(new BidsApp(searchPath))
        .addSubcommand(new DefaceImage())
        .addSubcommand(new RestoreDataset())
        .addSubcommand(new CheckDataset())
        .addSubcommand(new ExportDataset())
        .addSubcommand(new ReviewDataset())
        .addSubcommand(new OpenImages())
        .addSubcommand(new Demo())
        .addSubcommand(new CommandLine(new Atlas()).addSubcommand(new AtlasBuild()))
        .addSubcommand(new Completion())
        .addSubcommand(new CommandLine.HelpCommand())
        .addSubcommand(new Manual())
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(handler)
        .setExecutionExceptionHandler(handler);
  }

  private static RefusalHandler handler(String... arguments) {
    return new RefusalHandler(Arrays.asList(arguments).contains("--verbose"));
  }
}
