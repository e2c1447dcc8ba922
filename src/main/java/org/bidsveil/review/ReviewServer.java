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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.ReviewRow;

/**
 * Serves the review page on 127.0.0.1 to the one browser that holds the address. A request that the
 * {@link Gate} refuses, and any path that is not in the lists below, gets a status and nothing
 * else.
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
  private final ReviewDesk desk;
  private final Semaphore pictures = new Semaphore(PICTURES_AT_ONCE);

  private ReviewServer(HttpServer server, ReviewDesk desk) {
    this.server = server;
    this.desk = desk;
    this.gate = new Gate(server.getAddress().getPort());
    // A thread each: a connection that waits keeps no other one waiting.
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts to serve.
   *
   * @param port 0 takes any that is free
   * @throws Refusal viewer-not-built; port-taken
   */
  public static ReviewServer start(Workbench bench, int port, Clock clock) {
    Assets.requireViewer();
    ReviewDesk desk = new ReviewDesk(bench, clock);
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

  /** Ends it; what is being applied is finished first. */
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
      case REFUSE -> gate.isVisit(caller) ? Answer.notHere() : Answer.nothing(403);
      case OPEN -> gate.opening();
      case PASS -> {
        try {
          yield route(caller, exchange);
        } catch (Refusal refusal) {
          yield refused(409, refusal.name(), refusal.sentence() + " " + refusal.remedy());
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
      return Answer.json(200, desk.list());
    }
    Matcher matcher = SCAN.matcher(caller.path());
    Optional<HeadScan> scan =
        matcher.matches() ? desk.scan(Integer.parseInt(matcher.group(1))) : Optional.empty();
    return scan.isEmpty()
        ? Answer.nothing(404)
        : route(caller.method() + " " + matcher.group(2), scan.get(), exchange);
  }

  private Answer route(String action, HeadScan scan, HttpExchange exchange) throws IOException {
    switch (action) {
      case "GET original":
        return picture(() -> desk.original(scan));
      case "GET current":
        return picture(() -> desk.current(scan));
      case "GET mask":
        return picture(() -> desk.mask(scan));
      case "GET state":
        break;
      case "PUT note":
        desk.saveNote(scan, json(exchange).path("note").asText());
        break;
      case "PUT draft":
        desk.saveDraft(scan, body(exchange, desk.maskBytes(scan)));
        break;
      case "DELETE draft":
        desk.discardDraft(scan);
        break;
      case "POST apply":
        return applied(scan, json(exchange).path("despiteFindings").asBoolean(false));
      case "POST decision":
        decide(scan, json(exchange));
        break;
      default:
        return Answer.nothing(404);
    }
    return Answer.json(200, desk.describe(scan));
  }

  private Answer picture(Supplier<byte[]> read) {
    pictures.acquireUninterruptibly();
    try {
      return Answer.of(NIFTI, read.get());
    } finally {
      pictures.release();
    }
  }

  private Answer applied(HeadScan scan, boolean despiteFindings) {
    return switch (desk.apply(scan, despiteFindings)) {
      case Remade.Applied _ -> Answer.json(200, desk.describe(scan));
      case Remade.Doubtful doubtful -> refused(422, "check-failed", doubtful.reason());
    };
  }

  private void decide(HeadScan scan, JsonNode json) {
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
    desk.decide(scan, decision, json.path("note").asText());
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
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(largest + 1);
      if (body.length > largest) {
        throw new Refusal(
            Refusal.Kind.BAD_DATA,
            "request-too-large",
            "the request is larger than anything of its kind.",
            "Reload the page.");
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
