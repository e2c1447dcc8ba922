package org.bidsveil.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bidsveil.engine.BrainExtraction;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.external.ExternalTool;
import org.bidsveil.files.Refusal;
import org.bidsveil.plan.Defacing;
import org.bidsveil.rewrite.Fill;
import picocli.CommandLine.Option;

/** The options for how a scan is defaced. */
public final class DefacingOptions {

  @Option(
      names = {"--deid", "--defacer"},
      split = ",",
      paramLabel = "NAME",
      description =
          "defacers, in order; the next is tried when one fails: template, probability, quickshear,"
              + " scalp, external:PROGRAM, external, or one of a jar on the class path (default:"
              + " template,probability,quickshear)")
  private List<String> defacers = new ArrayList<>();

  @Option(
      names = "--external-command",
      paramLabel = "'PROGRAM {in} {out}'",
      description =
          "how --deid external calls an installed program: {in} is a copy of the scan, {out} what"
              + " the program writes, {mask} a mask that it writes. No shell is used, and only the"
              + " mask is taken")
  private Optional<String> externalCommand = Optional.empty();

  @Option(
      names = "--external-timeout",
      paramLabel = "MINUTES",
      description = "time after which an external program is stopped (default: ${DEFAULT-VALUE})")
  private long externalTimeout = 60;

  @Option(
      names = "--brainextraction",
      paramLabel = "NAME",
      description = "brain mask of the guard: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private BrainExtraction brainExtraction = Defacing.DEFAULT.brainExtraction();

  @Option(
      names = "--bet-frac",
      paramLabel = "F",
      description = "threshold of bet, 0 to 1 (default: ${DEFAULT-VALUE})")
  private double betFraction = Defacing.DEFAULT.betFraction();

  @Option(
      names = "--buffer",
      paramLabel = "MM",
      description =
          "smallest distance from removed voxels to the brain (default: the defacer's own)")
  private Optional<Double> buffer = Optional.empty();

  @Option(names = "--keep-ears", description = "keep the ears")
  private boolean keepEars;

  @Option(
      names = "--fill",
      paramLabel = "VALUE",
      description =
          "what takes the place of removed voxels: ${COMPLETION-CANDIDATES}; noise resembles that"
              + " of the air, face is an average face and ears in the scan's own contrast (default:"
              + " ${DEFAULT-VALUE})")
  private Fill fill = Defacing.DEFAULT.fill();

  @Option(
      names = "--max-brain-loss",
      paramLabel = "SHARE",
      description = "largest fraction of the brain that may be removed (default: ${DEFAULT-VALUE})")
  private double maxBrainLoss = Defacing.DEFAULT.maxBrainLoss();

  @Option(names = "--deface-t2w", hidden = true, description = "accepted, changes nothing")
  private boolean defaceT2w;

  @Option(names = "--deface-flair", hidden = true, description = "accepted, changes nothing")
  private boolean defaceFlair;

  /**
   * @param notes receives one sentence for each option that does something other than its name says
   * @param workDir where external programs work; empty is the system's temporary folder
   * @throws Refusal of kind USAGE when a value makes no sense
   */
  public Defacing defacing(Consumer<String> notes, Optional<Path> workDir) {
    DefacerNames.Chain chain =
        DefacerNames.resolve(
            defacers.isEmpty() ? Defacing.DEFAULT.defacers() : defacers,
            EngineSettings.defacerNames());
    chain.notes().forEach(notes);
    if (defaceT2w || defaceFlair) {
      notes.accept("--deface_t2w and --deface_flair: every contrast is defaced anyway.");
    }
    require(betFraction > 0 && betFraction < 1, "--bet_frac", "between 0 and 1");
    require(buffer.orElse(0.0) >= 0 && buffer.orElse(0.0) < 1000, "--buffer", "of mm, at least 0");
    require(maxBrainLoss >= 0 && maxBrainLoss <= 1, "--max-brain-loss", "between 0 and 1");
    return new Defacing(
        chain.engines(),
        brainExtraction,
        buffer.orElse(Double.NaN),
        keepEars,
        betFraction,
        maxBrainLoss,
        fill,
        tools(chain.engines(), workDir));
  }

  private List<ExternalTool> tools(List<String> chain, Optional<Path> workDir) {
    require(externalTimeout > 0, "--external-timeout", "of minutes above 0");
    Duration timeout = Duration.ofMinutes(externalTimeout);
    if (externalCommand.isPresent() != chain.contains(ExternalTool.PREFIX)) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "external-command",
          "--deid external and --external-command belong together.",
          "Give both, or --deid external:PROGRAM alone.");
    }
    List<ExternalTool> tools = new ArrayList<>();
    for (String name : chain) {
      if (name.equals(ExternalTool.PREFIX)) {
        tools.add(ExternalTool.of(externalCommand.orElseThrow(), timeout, workDir));
      } else if (DefacerNames.isExternal(name)) {
        String program = name.substring(ExternalTool.PREFIX.length() + 1);
        tools.add(ExternalTool.known(program, timeout, workDir));
      }
    }
    tools.forEach(DefacingOptions::requireInstalled);
    return tools;
  }

  /** Said before the first scan, not after the last defacer of its chain. */
  private static void requireInstalled(ExternalTool tool) {
    String program = tool.command().getFirst();
    boolean isPath = Path.of(program).getNameCount() > 1 || Path.of(program).isAbsolute();
    boolean found =
        isPath
            ? Files.isExecutable(Path.of(program)) && Files.isRegularFile(Path.of(program))
            : SearchPath.ofEnvironment(System.getenv()).find(program).isPresent();
    if (!found) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "external-missing",
          "the program " + program + " of --deid " + tool.name() + " is not installed.",
          isPath
              ? "Correct its path, or leave it out of --deid."
              : "Install it, put its folder on the PATH, or leave it out of --deid.");
    }
  }

  private static void require(boolean holds, String option, String range) {
    if (!holds) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "value-out-of-range",
          "the value of " + option + " is out of range.",
          "Give a number " + range + ".");
    }
  }
}
