package org.bidsveil.bids;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/**
 * The patterns of {@code .bidsignore}: the syntax of gitignore with {@code *}, {@code ?}, {@code
 * [..]}, {@code **}, a leading {@code !}, a leading or inner slash that ties a pattern to the root,
 * and a trailing slash that means folders only. The last pattern that matches decides; files below
 * an ignored folder cannot be included again.
 */
public final class BidsIgnore {
  private record Rule(PathGlob pattern, boolean negated, boolean foldersOnly) {}

  private final List<Rule> rules;

  private BidsIgnore(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Reads the patterns of the dataset at {@code root}; there are none where the file does not
   * exist.
   */
  public static BidsIgnore read(Path root) {
    Path file = root.resolve(".bidsignore");
    try {
      // Latin-1 maps each byte to one character: a pattern in another encoding is no reason to stop
      // and the names of anatomical images are ASCII.
      return of(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw unreadable(e);
      }
      return of(List.of());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Refusal unreadable(IOException cause) {
    return new Refusal(
        Refusal.Kind.IO,
        "bidsignore-unreadable",
        ".bidsignore exists and cannot be read: " + cause.getMessage() + ".",
        "Check its permissions, or fetch what it links to.",
        cause);
  }

  /** Reads the patterns from the lines of the file. */
  public static BidsIgnore of(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      rule(line.stripTrailing()).ifPresent(rules::add);
    }
    return new BidsIgnore(List.copyOf(rules));
  }

  private static Optional<Rule> rule(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return Optional.empty();
    }
    boolean negated = line.startsWith("!");
    String glob = negated ? line.substring(1) : line;
    boolean foldersOnly = glob.endsWith("/");
    glob = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
    boolean anchored = glob.contains("/");
    glob = glob.startsWith("/") ? glob.substring(1) : glob;
    if (glob.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Rule(PathGlob.of(glob, anchored), negated, foldersOnly));
  }

  /**
   * Whether a file is ignored, by itself or because it is in an ignored folder.
   *
   * @param bidsPath relative to the root, with forward slashes
   */
  public boolean ignores(String bidsPath) {
    int slash = bidsPath.indexOf('/');
    while (slash >= 0) {
      if (decides(bidsPath.substring(0, slash), true)) {
        return true;
      }
      slash = bidsPath.indexOf('/', slash + 1);
    }
    return decides(bidsPath, false);
  }

  private boolean decides(String path, boolean folder) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if ((folder || !rule.foldersOnly()) && rule.pattern().matches(path)) {
        ignored = !rule.negated();
      }
    }
    return ignored;
  }
}
