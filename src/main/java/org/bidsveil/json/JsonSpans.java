package org.bidsveil.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.files.Refusal;

/**
 * Parses JSON into spans of its bytes. A byte-order mark is skipped. NaN and Infinity, which Python
 * writes, and repeated keys are accepted; everything else that RFC 8259 forbids is refused by name.
 * A refusal gives the position, never any of the text.
 */
public final class JsonSpans {
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * Headers dumped into a sidecar by dcmstack take some megabytes; what is larger is data. The
   * spans of a file of this size take about 1 GB.
   */
  static final int LARGEST_BYTES = 16 << 20;

  /** Sidecars are nested three or four levels deep, headers dumped into them a dozen. */
  private static final int DEEPEST = 200;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build();

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final JsonFactory WITH_COMMENTS =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .build();

  private final JsonParser parser;
  private final int shift;

  private JsonSpans(JsonParser parser, int shift) {
    this.parser = parser;
    this.shift = shift;
  }

  /**
   * The object that a file holds.
   *
   * @throws Refusal json-empty, json-too-large, json-too-deep, json-not-utf8, json-has-comments,
   *     json-invalid, json-not-an-object
   */
  public static JsonSpan.Obj parse(byte[] bytes) {
    if (bytes.length > LARGEST_BYTES) {
      throw TextSize.tooLarge(bytes.length, LARGEST_BYTES);
    }
    int shift = startsWithBom(bytes) ? BOM.length : 0;
    requireUtf8(bytes);
    byte[] text = Arrays.copyOfRange(bytes, shift, bytes.length);
    if (isBlank(text)) {
      throw refusal(
          "json-empty", "The file holds no JSON at all.", "Delete it or write {} into it.");
    }
    if (read(text, shift) instanceof JsonSpan.Obj object) {
      return object;
    }
    throw refusal(
        "json-not-an-object",
        "The file holds JSON, but not an object.",
        "A BIDS sidecar is one object: { \"key\": value, ... }.");
  }

  private static JsonSpan read(byte[] text, int shift) {
    try {
      return parse(STRICT, text, shift);
    } catch (StreamConstraintsException e) {
      throw refusal(
          "json-too-deep",
          "The file is nested deeper than "
              + DEEPEST
              + " levels, or has a number of absurd length.",
          "No sidecar needs that: repair it or remove it.");
    } catch (JsonProcessingException e) {
      throw invalid(text, shift, e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static JsonSpan parse(JsonFactory factory, byte[] text, int shift) throws IOException {
    try (JsonParser parser = factory.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonParseException(parser, "nothing but white space");
      }
      JsonSpan root = new JsonSpans(parser, shift).value(first);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
      return root;
    }
  }

  private JsonSpan value(JsonToken token) throws IOException {
    int start = offset(parser.currentTokenLocation().getByteOffset());
    return switch (token) {
      case START_OBJECT -> object(start);
      case START_ARRAY -> array(start);
      case VALUE_STRING -> {
        String text = parser.getText();
        yield new JsonSpan.Text(start, end(), text);
      }
      default -> {
        String text = parser.getText();
        yield new JsonSpan.Plain(start, end(), text);
      }
    };
  }

  private JsonSpan.Obj object(int start) throws IOException {
    List<JsonSpan.Member> members = new ArrayList<>();
    while (next() == JsonToken.FIELD_NAME) {
      int memberStart = offset(parser.currentTokenLocation().getByteOffset());
      String key = parser.currentName();
      members.add(new JsonSpan.Member(memberStart, key, value(next())));
    }
    return new JsonSpan.Obj(start, end(), members);
  }

  private JsonSpan.Arr array(int start) throws IOException {
    List<JsonSpan> elements = new ArrayList<>();
    JsonToken token = next();
    while (token != JsonToken.END_ARRAY) {
      elements.add(value(token));
      token = next();
    }
    return new JsonSpan.Arr(start, end(), elements);
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new JsonParseException(parser, "the text breaks off");
    }
    return token;
  }

  private int end() throws IOException {
    // Text and numbers are read lazily; only a finished token tells where it ends.
    parser.finishToken();
    return offset(parser.currentLocation().getByteOffset());
  }

  private int offset(long inText) {
    return Math.toIntExact(inText) + shift;
  }

  private static boolean startsWithBom(byte[] bytes) {
    return bytes.length >= BOM.length && Arrays.equals(bytes, 0, BOM.length, BOM, 0, BOM.length);
  }

  private static boolean isBlank(byte[] text) {
    for (byte b : text) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  private static void requireUtf8(byte[] bytes) {
    boolean hasZero = false;
    for (byte b : bytes) {
      hasZero |= b == 0;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw notUtf8(e);
    }
    if (hasZero) {
      throw notUtf8(new CharacterCodingException());
    }
  }

  private static Refusal notUtf8(CharacterCodingException cause) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "json-not-utf8",
        "The file is not UTF-8 text, which JSON has to be.",
        "Convert it, for Latin-1 with 'iconv -f latin1 -t utf-8', and run again.",
        cause);
  }

  private static Refusal invalid(byte[] text, int shift, JsonProcessingException strict) {
    if (isValidButForComments(text, shift)) {
      return refusal(
          "json-has-comments",
          "The file has comments, which JSON does not permit and which may identify.",
          "Remove the comments and run again.");
    }
    JsonLocation location = strict.getLocation();
    String place =
        location == null
            ? ""
            : " near line " + location.getLineNr() + ", column " + location.getColumnNr();
    // Jackson's own message quotes the text, which may identify; so it is not passed on as a cause.
    return refusal(
        "json-invalid",
        "The file is not valid JSON" + place + ".",
        "Repair it there; a JSON validator names the fault.");
  }

  private static boolean isValidButForComments(byte[] text, int shift) {
    try {
      parse(WITH_COMMENTS, text, shift);
      return true;
    } catch (IOException e) {
      return false; // wrong in more than its comments
    }
  }

  private static Refusal refusal(String name, String sentence, String remedy) {
    return new Refusal(Refusal.Kind.BAD_DATA, name, sentence, remedy);
  }
}
