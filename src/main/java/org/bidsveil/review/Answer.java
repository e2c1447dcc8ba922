package org.bidsveil.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status HTTP status code
 * @param contentType empty when there is no body
 * @param headers further headers
 * @param body the bytes
 */
record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing at all but the status. */
  static Answer nothing(int status) {
    return new Answer(status, "", Map.of(), new byte[0]);
  }

  /** For a person whose address does not open the page: what to do, and nothing of any data. */
  static Answer notHere(PageOf page) {
    return new Answer(
        403,
        "text/html; charset=utf-8",
        Map.of(),
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>bidsveil %1$s</title></head>
        <body><h1>This address does not open the page</h1>
        <p>Each address works once, in one browser. If the page is open in another window, go on there:
        nothing is lost. Otherwise end <code>bidsveil %1$s</code> with Ctrl-C in its terminal, start it
        again, and open the address that it prints. %2$s</p></body></html>
        """
            .formatted(page.command(), page.whatIsKept())
            .getBytes(StandardCharsets.UTF_8));
  }

  static Answer of(String contentType, byte[] body) {
    return new Answer(200, contentType, Map.of(), body);
  }

  /** For the browser to save. */
  static Answer download(ImageDesk.Download file) {
    String name = URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
    return new Answer(
        200,
        "application/octet-stream",
        Map.of("Content-Disposition", "attachment; filename*=UTF-8''" + name),
        file.bytes());
  }

  static Answer json(int status, JsonNode node) {
    try {
      return new Answer(
          status, "application/json; charset=utf-8", Map.of(), JSON.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Answer other
        && status == other.status
        && contentType.equals(other.contentType)
        && headers.equals(other.headers)
        && Arrays.equals(body, other.body);
  }

  @Override
  public int hashCode() {
    return 31 * status + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return status + " " + contentType + " " + body.length + " bytes";
  }
}
