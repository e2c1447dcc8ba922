package org.bidsveil.review;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/** The files of the page itself: a list, not a mapping of paths. All lie in the jar. */
final class Assets {
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  private record Asset(String resource, String contentType) {}

  private static final Map<String, Asset> BY_PATH =
      Map.of(
          "/", new Asset("review.html", "text/html; charset=utf-8"),
          "/review.css", new Asset("review.css", "text/css; charset=utf-8"),
          "/review.js", new Asset("review.js", JAVASCRIPT),
          "/niivue.js", new Asset("niivue.js", JAVASCRIPT),
          "/licences.txt", new Asset("licences.txt", "text/plain; charset=utf-8"));

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
