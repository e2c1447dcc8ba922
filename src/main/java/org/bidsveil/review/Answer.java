package org.bidsveil.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  static Answer of(String contentType, byte[] body) {
    return new Answer(200, contentType, Map.of(), body);
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
