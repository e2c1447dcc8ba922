package org.bidsveil.review;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/** The files of the page itself: a list, not a mapping of paths. All lie in the jar. */
final class Assets {
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  private record Asset(String resource, String contentType) {}

  /** The viewer, and the modules of the page's script. */
  private static final List<String> SCRIPTS =
      List.of(
          "niivue",
          "review",
          "state",
          "page",
          "server",
          "list",
          "numbers",
          "saving",
          "viewer",
          "outlines",
          "strokes",
          "pen",
          "pointer",
          "drafts",
          "scan",
          "decisions",
          "images",
          "keys");

  private static final Map<String, Asset> BY_PATH = byPath();

  private static Map<String, Asset> byPath() {
    Map<String, Asset> assets = new HashMap<>();
    assets.put("/", new Asset("review.html", "text/html; charset=utf-8"));
    assets.put("/review.css", new Asset("review.css", "text/css; charset=utf-8"));
    assets.put("/licences.txt", new Asset("licences.txt", "text/plain; charset=utf-8"));
    SCRIPTS.forEach(name -> assets.put("/" + name + ".js", new Asset(name + ".js", JAVASCRIPT)));
    return Map.copyOf(assets);
  }

  private Assets() {}

  static Optional<Answer> at(String path) {
    return Optional.ofNullable(BY_PATH.get(path))
        .map(asset -> Answer.of(asset.contentType(), bytes(asset.resource())));
  }

  /**
   * Refuses to start without the viewer.
   *
   * @throws Refusal viewer-not-built
   */
  static void requireViewer() {
    if (Assets.class.getResource("niivue.js") == null) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "viewer-not-built",
          "this bidsveil was built without NiiVue, the viewer of the page.",
          "Install npm (Debian and Ubuntu: apt-get install npm) and build again: mvn -DskipTests"
              + " package.");
    }
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " of the jar", e);
    }
  }
}
