package org.bidsveil.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/** One page of a headless Chromium, driven by the DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A busy machine may take long for anything; a browser that hangs must still end the test. */
  private static final long PATIENCE_SECONDS = 60;

  /** Roles of what a person uses or looks at; decoration is ignored by the browser itself. */
  private static final Set<String> NAMED_ROLES =
      Set.of(
          "button",
          "link",
          "checkbox",
          "radio",
          "slider",
          "searchbox",
          "textbox",
          "combobox",
          "image",
          "dialog",
          "table",
          "toolbar",
          "form",
          "columnheader");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Chromium(Process process, String address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", JSON.createObjectNode());
    }
  }

  /**
   * Starts it. Where it is missing the test is skipped with a line, except in CI (environment
   * variable CI=true): there it fails.
   *
   * @param profile an empty folder
   */
  public static Chromium start(Path profile, int width, int height) {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      String line = "Chromium is missing: install it (Debian: apt-get install chromium)";
      System.out.println(line);
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionFailedError(line);
      }
      Assumptions.abort(line);
    }
    List<String> command = new ArrayList<>();
    command.add(program.orElseThrow().toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            // WebGL2 without a graphics card.
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "--window-size=" + width + "," + height,
            "about:blank"));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("chromium.log").toFile())
              .start();
      Path portFile = profile.resolve("DevToolsActivePort");
      waitFor("the port of the browser", () -> lines(portFile).size() >= 2);
      return new Chromium(process, pageSocket(lines(portFile).getFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> program() {
    return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pageSocket(String port) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JSON.readTree(answer).path("webSocketDebuggerUrl").asText();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Collects the parts of messages; answers go to who waits, complaints to the list. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        take(message.toString());
        message.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void take(String text) {
      try {
        JsonNode node = JSON.readTree(text);
        CompletableFuture<JsonNode> waiting =
            node.has("id") ? pending.remove(node.path("id").asInt()) : null;
        if (waiting != null) {
          waiting.complete(node);
        }
        switch (node.path("method").asText()) {
          case "Runtime.exceptionThrown" -> complaints.add(text);
          case "Log.entryAdded" -> {
            if (node.path("params").path("entry").path("level").asText().equals("error")) {
              complaints.add(text);
            }
          }
          default -> {}
        }
      } catch (IOException e) {
        complaints.add("not JSON: " + text);
      }
    }
  }

  /** Exceptions and errors of the console so far, policy violations among them. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** One command of the protocol. */
  public JsonNode send(String method, ObjectNode parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", parameters);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode node = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (node.has("error")) {
        throw new AssertionFailedError(method + ": " + node.path("error"));
      }
      return node.path("result");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new CompletionException(method, e);
    }
  }

  public void open(String address) {
    send("Page.navigate", JSON.createObjectNode().put("url", address));
    arrive("document.readyState === 'complete'");
  }

  /** As the user does it. */
  public void reload() {
    value("window.beforeReload = true");
    send("Page.reload", JSON.createObjectNode());
    arrive("window.beforeReload === undefined && document.readyState === 'complete'");
  }

  /** Waits until an expression is true, while one page may go and another one come. */
  private void arrive(String expression) {
    waitFor(
        expression,
        () -> {
          try {
            return value(expression).asBoolean();
          } catch (AssertionFailedError e) {
            if (String.valueOf(e.getMessage()).contains("Inspected target navigated")) {
              return false;
            }
            throw e;
          }
        });
  }

  /** The value of an expression in the page; a promise is waited for. */
  public JsonNode value(String expression) {
    ObjectNode parameters =
        JSON.createObjectNode()
            .put("expression", expression)
            .put("awaitPromise", true)
            .put("returnByValue", true);
    JsonNode result = send("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new AssertionFailedError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression is true. */
  public void until(String expression) {
    waitFor(expression, () -> value(expression).asBoolean());
  }

  private static void waitFor(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionFailedError("waited in vain for: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionFailedError("interrupted while waiting for: " + what);
      }
    }
  }

  /** Presses and releases a key that stands for itself, such as {@code s}. */
  public void key(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          JSON.createObjectNode().put("type", type).put("key", key).put("text", ""));
    }
  }

  /** Types into what has the focus. */
  public void type(String text) {
    send("Input.insertText", JSON.createObjectNode().put("text", text));
  }

  /** Moves the focus on, as a person without a pointer does. */
  public void tab() {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          JSON.createObjectNode()
              .put("type", type)
              .put("key", "Tab")
              .put("code", "Tab")
              .put("windowsVirtualKeyCode", 9));
    }
  }

  /** The left button pressed at one point, dragged to another and released; CSS pixels. */
  public void drag(double fromX, double fromY, double toX, double toY) {
    mouse("mousePressed", fromX, fromY);
    int steps = 5;
    for (int n = 1; n <= steps; n++) {
      double share = (double) n / steps;
      mouse("mouseMoved", fromX + share * (toX - fromX), fromY + share * (toY - fromY));
    }
    mouse("mouseReleased", toX, toY);
  }

  private void mouse(String type, double x, double y) {
    send(
        "Input.dispatchMouseEvent",
        JSON.createObjectNode()
            .put("type", type)
            .put("x", x)
            .put("y", y)
            .put("button", "left")
            .put("buttons", 1)
            .put("clickCount", 1));
  }

  /** A file dropped on the page, as from a folder on the desktop. */
  public void drop(String name, byte[] bytes) {
    value(
        """
        (() => {
          const bytes = Uint8Array.from(atob("%s"), c => c.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], "%s"));
          for (const type of ["dragover", "drop"]) {
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
          }
        })()
        """
            .formatted(Base64.getEncoder().encodeToString(bytes), name));
  }

  /** Where downloads go, without a question. */
  public void downloadsInto(Path folder) {
    send(
        "Browser.setDownloadBehavior",
        JSON.createObjectNode().put("behavior", "allow").put("downloadPath", folder.toString()));
  }

  /** Role and name of what a screen reader is told, in its order. */
  public List<String> roles() {
    List<String> roles = new ArrayList<>();
    for (JsonNode node : accessible()) {
      roles.add(role(node) + " " + node.path("name").path("value").asText());
    }
    return roles;
  }

  /** What can be used or looked at and has no name for a screen reader. */
  public List<String> nameless() {
    List<String> found = new ArrayList<>();
    for (JsonNode node : accessible()) {
      if (NAMED_ROLES.contains(role(node)) && node.path("name").path("value").asText().isBlank()) {
        found.add(node.toString());
      }
    }
    return found;
  }

  private List<JsonNode> accessible() {
    List<JsonNode> nodes = new ArrayList<>();
    for (JsonNode node :
        send("Accessibility.getFullAXTree", JSON.createObjectNode()).path("nodes")) {
      if (!node.path("ignored").asBoolean()) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static String role(JsonNode node) {
    return node.path("role").path("value").asText();
  }

  /** A PNG of what is seen. */
  public byte[] screenshot() {
    JsonNode result = send("Page.captureScreenshot", JSON.createObjectNode().put("format", "png"));
    return Base64.getDecoder().decode(result.path("data").asText());
  }

  public void resize(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Nothing lies beyond the right edge of the window. */
  public void assertFits(String what) {
    if (!value("document.documentElement.scrollWidth <= innerWidth").asBoolean()) {
      throw new AssertionFailedError("wider than the window: " + what);
    }
  }

  /**
   * At each of these widths the page fits, once the expression is true.
   *
   * @param widths CSS pixels
   */
  public void assertFits(List<Integer> widths, String ready) {
    for (int width : widths) {
      resize(width, 900);
      until(ready);
      assertFits(width + " pixels");
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
