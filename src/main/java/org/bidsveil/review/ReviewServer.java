package org.bidsveil.review;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.ReviewRow;

/**
 * Serves the page of a dataset, or of single images, on 127.0.0.1 to the one browser that holds the
 * address. A request that the {@link Gate} refuses, and any path that is not in the lists below,
 * gets only a status.
 */
public final class ReviewServer implements AutoCloseable {
  /** A few pictures are read at once; what changes files takes turns. */
  private static final int PICTURES_AT_ONCE = 4;

  /**
   * After these seconds a request that is not complete is given up, so that nobody who opens
   * connections and says nothing keeps them (module jdk.httpserver,
   * "sun.net.httpserver.maxReqTime"). A mask of some megabytes comes from this machine in less than
   * one.
   */
  private static final String LONGEST_REQUEST_SECONDS = "30";

  /** JSON bodies hold a decision and a note. */
  private static final int LARGEST_JSON = 1 << 16;

  private static final Pattern SCAN = Pattern.compile("/scans/(0|[1-9][0-9]{0,6})/([a-z]+)");
  private static final String NIFTI = "application/octet-stream";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Scripts, styles and data from here only, nothing inline, no frames, no forms elsewhere. NiiVue
   * keeps its font and shading in data addresses.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Gate gate;
  private final Desk desk;
  private final Semaphore pictures = new Semaphore(PICTURES_AT_ONCE);
  private final Semaphore brains = new Semaphore(1);

  private ReviewServer(HttpServer server, Desk desk) {
    this.server = server;
    this.desk = desk;
    this.gate = new Gate(server.getAddress().getPort());
    // A thread each: a connection that waits keeps no other one waiting.
    // Defacers, those of added jars too, are found by the loader of the thread that started this.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    this.threads =
        Executors.newThreadPerTaskExecutor(task -> {
          Thread thread = Thread.ofVirtual().unstarted(task);
          thread.setContextClassLoader(loader);
          return thread;
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts serving a dataset.
   *
   * @param port 0 takes any that is free
   * @throws Refusal viewer-not-built; port-taken
   */
  public static ReviewServer start(Workbench bench, int port, Clock clock) {
    Assets.requireViewer();
    return start(new ReviewDesk(bench, clock), port);
  }

  /**
   * Starts serving images without a dataset.
   *
   * @param opened the images that the list begins with
   * @param port 0 takes any that is free
   * @throws Refusal viewer-not-built; port-taken
   */
  public static ReviewServer start(ImageBench bench, List<OpenImage> opened, int port) {
    Assets.requireViewer();
    return start(new ImageDesk(bench, opened), port);
  }

  /**
   * Refuses at once if the program was built without the viewer.
   *
   * @throws Refusal viewer-not-built
   */
  public static void requireViewer() {
    Assets.requireViewer();
  }

  private static ReviewServer start(Desk desk, int port) {
    System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST_SECONDS);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ReviewServer server =
          new ReviewServer(HttpServer.create(new InetSocketAddress(loopback, port), 0), desk);
      server.server.start();
      return server;
    } catch (BindException e) {
      throw new Refusal(
          Refusal.Kind.TRY_AGAIN,
          "port-taken",
          "port " + port + " cannot be used: " + e.getMessage() + ".",
          "Give another --port, or none to take any that is free.",
          e);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "cannot-serve",
          "the review page cannot be served: " + e.getMessage() + ".",
          "Check that this machine lets programs listen on 127.0.0.1.",
          e);
    }
  }

  /** The address for the browser, with the token that works once. */
  public String address() {
    return gate.address();
  }

  /** Stops the server once any mask being applied is finished. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Gate.Caller caller = caller(exchange);
    return switch (gate.decide(caller)) {
      case REFUSE -> gate.isVisit(caller) ? Answer.notHere(desk.page()) : Answer.nothing(403);
      case OPEN -> gate.opening();
      case PASS -> {
        try {
          yield route(caller, exchange);
        } catch (Refusal refusal) {
          yield refused(409, refusal.name(), refusal.sentence() + " " + refusal.remedy());
        } catch (OutOfMemoryError e) {
          yield refused(
              503,
              "memory-too-small",
              "the memory is too small for this image. End the command and start it with more,"
                  + " --mem-mb.");
        } catch (RuntimeException e) {
          yield refused(500, "defect", "this is a defect of bidsveil: " + e);
        }
      }
    };
  }

  private static Gate.Caller caller(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    return new Gate.Caller(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        Optional.ofNullable(exchange.getRequestURI().getRawQuery()),
        headers.getOrDefault("Host", List.of()),
        headers.getOrDefault("Origin", List.of()),
        headers.getOrDefault("Cookie", List.of()));
  }

  private Answer route(Gate.Caller caller, HttpExchange exchange) throws IOException {
    boolean reads = caller.method().equals("GET");
    Optional<Answer> asset = reads ? Assets.at(caller.path()) : Optional.empty();
    if (asset.isPresent()) {
      return asset.get();
    }
    if (reads && caller.path().equals("/scans")) {
      ObjectNode list = desk.list();
      list.put("command", desk.page().command());
      return Answer.json(200, list);
    }
    if (caller.method().equals("POST") && caller.path().equals("/images")) {
      return switch (desk) {
        case ImageDesk images -> added(images, caller, exchange);
        case ReviewDesk _ -> Answer.nothing(404);
      };
    }
    Matcher matcher = SCAN.matcher(caller.path());
    if (!matcher.matches() || !desk.has(Integer.parseInt(matcher.group(1)))) {
      return Answer.nothing(404);
    }
    int number = Integer.parseInt(matcher.group(1));
    String action = caller.method() + " " + matcher.group(2);
    switch (action) {
      case "GET original":
        return picture(() -> desk.original(number));
      case "GET current":
        return picture(() -> desk.current(number));
      case "GET mask":
        return picture(() -> desk.mask(number));
      case "GET brain":
        return brain(number);
      case "GET state":
        break;
      case "PUT draft":
        desk.saveDraft(number, body(exchange, desk.maskBytes(number)));
        break;
      case "DELETE draft":
        desk.discardDraft(number);
        break;
      case "POST apply":
        return applied(number, json(exchange).path("despiteFindings").asBoolean(false));
      default:
        return switch (desk) {
          case ReviewDesk dataset -> ofDataset(action, dataset, number, exchange);
          case ImageDesk images -> ofImage(action, images, number);
        };
    }
    return Answer.json(200, desk.describe(number));
  }

  private static Answer ofDataset(
      String action, ReviewDesk dataset, int number, HttpExchange exchange) throws IOException {
    switch (action) {
      case "PUT note":
        dataset.saveNote(number, json(exchange).path("note").asText());
        break;
      case "POST decision":
        decide(dataset, number, json(exchange));
        break;
      default:
        return Answer.nothing(404);
    }
    return Answer.json(200, dataset.describe(number));
  }

  private static Answer ofImage(String action, ImageDesk images, int number) {
    return switch (action) {
      case "GET defaced" -> Answer.download(images.defaced(number));
      case "GET removed" -> Answer.download(images.removed(number));
      case "POST saved" -> {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        images.saveBeside(number).forEach(file -> node.withArray("files").add(file.toString()));
        yield Answer.json(200, node);
      }
      default -> Answer.nothing(404);
    };
  }

  private static Answer added(ImageDesk images, Gate.Caller caller, HttpExchange exchange)
      throws IOException {
    byte[] file =
        body(
            exchange,
            images.largest(),
            "Start bidsveil open with more memory, --mem-mb, or use bidsveil deface.");
    return Answer.json(200, images.describe(images.add(name(caller), file)));
  }

  /** The name in the query, percent-encoded. */
  private static String name(Gate.Caller caller) {
    return caller
        .query()
        .filter(query -> query.startsWith("name="))
        .map(query -> URLDecoder.decode(query.substring(5), StandardCharsets.UTF_8))
        .orElse("");
  }

  private Answer picture(Supplier<byte[]> read) {
    pictures.acquireUninterruptibly();
    try {
      return Answer.of(NIFTI, read.get());
    } finally {
      pictures.release();
    }
  }

  /** One at a time: who steps through a list quickly asks for more than anybody will look at. */
  private Answer brain(int number) {
    brains.acquireUninterruptibly();
    try {
      return Answer.of(NIFTI, desk.brain(number));
    } finally {
      brains.release();
    }
  }

  private Answer applied(int number, boolean despiteFindings) {
    return switch (desk.apply(number, despiteFindings)) {
      case Remade.Applied _ -> Answer.json(200, desk.describe(number));
      case Remade.Doubtful doubtful -> refused(422, "check-failed", doubtful.reason());
    };
  }

  private static void decide(ReviewDesk dataset, int number, JsonNode json) {
    ReviewRow.Decision decision =
        switch (json.path("decision").asText()) {
          case "accept" -> ReviewRow.Decision.ACCEPT;
          case "reject" -> ReviewRow.Decision.REJECT;
          default ->
              throw new Refusal(
                  Refusal.Kind.BAD_DATA,
                  "decision-unknown",
                  "a decision is accept or reject.",
                  "Reload the page.");
        };
    dataset.decide(number, decision, json.path("note").asText());
  }

  private static JsonNode json(HttpExchange exchange) throws IOException {
    try {
      return JSON.readTree(body(exchange, LARGEST_JSON));
    } catch (JacksonException e) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA, "not-json", "the request is not JSON.", "Reload the page.", e);
    }
  }

  private static byte[] body(HttpExchange exchange, int largest) throws IOException {
    return body(exchange, largest, "Reload the page.");
  }

  private static byte[] body(HttpExchange exchange, int largest, String remedy) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(largest + 1);
      if (body.length > largest) {
        throw new Refusal(
            Refusal.Kind.BAD_DATA,
            "request-too-large",
            "the request is larger than anything of its kind.",
            remedy);
      }
      return body;
    }
  }

  private static Answer refused(int status, String name, String sentence) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", name);
    node.put("sentence", sentence);
    return Answer.json(status, node);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    answer.headers().forEach(headers::set);
    if (answer.body().length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    headers.set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }
}
