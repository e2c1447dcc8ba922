package org.bidsveil.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bidsveil.manual.CommandReference;
import org.bidsveil.manual.ManPage;
import org.bidsveil.manual.ShellCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil manual DIR}: for those who package a release. */
@Command(
    name = "manual",
    hidden = true,
    description = "Writes man pages, completions and the reference of the commands into DIR.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class Manual implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "a folder")
  private Path folder = Path.of("");

  @Option(names = "--date", paramLabel = "DATE", description = "of the release, on the man pages")
  private String date = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    CommandLine root = spec.root().commandLine();
    Map<String, String> files = new TreeMap<>();
    ManPage.pages(root, new Version().getVersion()[0], date)
        .forEach((name, page) -> files.put("man/" + name, page));
    files.put("completions/bidsveil.bash", ShellCompletion.bash(root));
    files.put("completions/bidsveil.fish", ShellCompletion.fish(root));
    files.put("commands.md", CommandReference.markdown(root));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
    }
    return ExitCode.OK;
  }
}
