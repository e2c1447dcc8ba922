package org.bidsveil.review;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who may ask. The address that is printed holds a token that opens one session; after that only
 * the session's cookie counts. A page of another origin cannot send the cookie (SameSite), cannot
 * set the Origin of this one, and a name that was rebound to 127.0.0.1 shows in Host.
 */
final class Gate {
  /** Bytes of secret: not to be guessed within the life of a process. */
  private static final int SECRET_BYTES = 32;

  private final String token;
  private final String session;
  private final String cookieName;
  private final String host;
  private final AtomicBoolean opened = new AtomicBoolean();

  /**
   * @param port of the server; cookies are shared between ports, so it is part of the name
   */
  Gate(int port) {
    SecureRandom random = new SecureRandom();
    this.token = secret(random);
    this.session = secret(random);
    this.cookieName = "bidsveil-" + port;
    this.host = "127.0.0.1:" + port;
  }

  /**
   * What matters of a request.
   *
   * @param method GET, PUT, ...
   * @param path raw path
   * @param query raw query
   * @param host every Host header
   * @param origin every Origin header
   * @param cookies every Cookie header
   */
  record Caller(
      String method,
      String path,
      Optional<String> query,
      List<String> host,
      List<String> origin,
      List<String> cookies) {}

  /** What becomes of a request. */
  enum Decision {
    /** It gets nothing. */
    REFUSE,
    /** It holds the token: the session begins. */
    OPEN,
    /** It belongs to the session. */
    PASS
  }

  /** The address to print. */
  String address() {
    return "http://" + host + "/?token=" + token;
  }

  Decision decide(Caller caller) {
    boolean reads = caller.method().equals("GET");
    List<String> own = List.of("http://" + host);
    if (!caller.host().equals(List.of(host))
        || !(caller.origin().equals(own) || (reads && caller.origin().isEmpty()))) {
      return Decision.REFUSE;
    }
    if (hasSession(caller)) {
      return Decision.PASS;
    }
    boolean holdsToken =
        reads
            && caller.path().equals("/")
            && caller.query().filter(q -> same(q, "token=" + token)).isPresent();
    return holdsToken && opened.compareAndSet(false, true) ? Decision.OPEN : Decision.REFUSE;
  }

  /** Whether a person opened the page's address, as far as a header tells. */
  boolean isVisit(Caller caller) {
    return caller.method().equals("GET")
        && caller.path().equals("/")
        && caller.host().equals(List.of(host))
        && caller.origin().isEmpty();
  }

  /** The answer to the request that opened the session: the cookie, and the way to the page. */
  Answer opening() {
    return new Answer(
        303,
        "",
        Map.of(
            "Set-Cookie",
            cookieName + "=" + session + "; Path=/; HttpOnly; SameSite=Strict",
            "Location",
            "/"),
        new byte[0]);
  }

  private boolean hasSession(Caller caller) {
    for (String header : caller.cookies()) {
      for (String cookie : header.split(";")) {
        if (same(cookie.strip(), cookieName + "=" + session)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes as long for any two texts of a length. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
