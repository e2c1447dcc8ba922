package org.bidsveil.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bidsveil.cli.options.OptionSpelling;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.ReadAhead;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The program's entry point. Nothing outside this package prints, exits, or reads the environment.
 */
public final class Bidsveil {

  /** Commands that read what the others are. */
  private static final Set<String> TELLS_OF_ALL = Set.of("help", "completion", "manual");

  private Bidsveil() {}

  private static Map<String, Supplier<Object>> commands(Optional<ReadAhead> ahead) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("deface", () -> new DefaceImage(ahead));
    commands.put("restore", RestoreDataset::new);
    commands.put("check", CheckDataset::new);
    commands.put("export", ExportDataset::new);
    commands.put("review", ReviewDataset::new);
    commands.put("open", OpenImages::new);
    commands.put("demo", Demo::new);
    commands.put("atlas", () -> new CommandLine(new Atlas()).addSubcommand(new AtlasBuild()));
    commands.put("completion", Completion::new);
    commands.put("help", () -> new CommandLine.HelpCommand());
    commands.put("manual", Manual::new);
    return commands;
  }

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
      String added = environment.getOrDefault("BIDSVEIL_CLASSPATH", "");
      // Usually there are none, and a class that is not needed is not loaded.
      if (!added.isEmpty()) {
        AddedJars.use(AddedJars.of(added));
      }
    } catch (Refusal refusal) {
      return new RefusalHandler(false).handle(refusal, err);
    }
    return run(SearchPath.ofEnvironment(environment), out, err, arguments);
  }

  /** Runs the command line and returns its exit code (docs/decisions/0012). */
  static int run(SearchPath searchPath, PrintWriter out, PrintWriter err, String... arguments) {
    RefusalHandler handler = handler(arguments);
    try {
      // Beside the reading of the command line.
      Optional<ReadAhead> ahead =
          first(arguments).equals("deface") ? DefaceImage.ahead(arguments) : Optional.empty();
      return commandLine(ahead, searchPath, out, err, arguments)
          .execute(OptionSpelling.fold(arguments));
    } catch (OutOfMemoryError e) {
      return handler.handle(e, err);
    }
  }

  /**
   * The commands, not yet run: of all of them only those that the arguments need, because to
   * describe every command takes longer than to read an image.
   *
   * @param ahead the image to be defaced, when it is already being read
   */
  static CommandLine commandLine(
      Optional<ReadAhead> ahead,
      SearchPath searchPath,
      PrintWriter out,
      PrintWriter err,
      String... arguments) {
    Map<String, Supplier<Object>> commands = commands(ahead);
    Set<String> needed = needed(commands.keySet(), arguments);
    boolean alone = needed.equals(Set.of(first(arguments)));
    CommandLine line =
        alone
            ? new CommandLine(CommandSpec.create().name("bidsveil"))
            : new CommandLine(new BidsApp(searchPath));
    commands.forEach((name, command) -> {
      if (needed.contains(name)) {
        line.addSubcommand(name, command.get());
      }
    });
    RefusalHandler handler = handler(arguments);
    return line.setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(handler)
        .setExecutionExceptionHandler(handler);
  }

  /** The command that comes first, or none for a run; all where it is not so plain. */
  private static Set<String> needed(Set<String> commands, String... arguments) {
    String first = first(arguments);
    if (commands.contains(first)) {
      return TELLS_OF_ALL.contains(first) ? commands : Set.of(first);
    }
    List<String> words = Arrays.asList(arguments);
    boolean plain =
        Collections.disjoint(commands, words)
            && Collections.disjoint(List.of("-h", "--help"), words);
    return plain && !words.isEmpty() ? Set.of() : commands;
  }

  private static String first(String... arguments) {
    return arguments.length == 0 ? "" : arguments[0];
  }

  private static RefusalHandler handler(String... arguments) {
    return new RefusalHandler(Arrays.asList(arguments).contains("--verbose"));
  }
}
