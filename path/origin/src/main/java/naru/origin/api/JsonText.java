package naru.origin.api;

import naru.base.Code;
import naru.origin.core.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON from outside, read strictly: UTF-8, one value, no member twice (RFC 8259 section 4 leaves
 * that open, and different readers then see different things), nested at most {@link #MOST_DEPTH}.
 */
final class JsonText {
  static final int MOST_DEPTH = 16;
  private static final int MOST_DIGITS = 32;

  /** What was read. */
  sealed interface Parsed {}

  record Value(JsonNode json) implements Parsed {}

  record Malformed(Problem problem) implements Parsed {}

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_DEPTH)
                          .maxNumberLength(MOST_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /** Reads, or says where it is malformed. */
  static Parsed parse(byte[] text) {
    if (text.length == 0) {
      return new Malformed(Problem.of(Code.REQUEST_MALFORMED, "the content is empty"));
    }
    try {
      JsonNode json = JSON.readTree(text);
      return json.isMissingNode() ? malformed("there is no JSON value") : new Value(json);
    } catch (JacksonException e) {
      var place = e.getLocation();
      String at =
          place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
      return malformed("the content is not valid JSON" + at + ": " + reason(e));
    }
  }

  private static Malformed malformed(String detail) {
    return new Malformed(Problem.of(Code.REQUEST_MALFORMED, detail));
  }

  /** The reader's own words, without its class names and in one line. */
  private static String reason(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int stop = message.indexOf('\n');
    String line = stop < 0 ? message : message.substring(0, stop);
    int from = line.indexOf(" (");
    return from < 0 ? line : line.substring(0, from);
  }
}
