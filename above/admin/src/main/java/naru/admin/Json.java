package naru.admin;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON in and out: records and maps become objects; content that is no object is refused. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * The content as an object with no members but these.
   *
   * @throws FailureException {@code REQUEST_MALFORMED} if it is no JSON, {@code
   *     REQUEST_UNPROCESSABLE} if it is another kind of JSON
   */
  static JsonNode read(String content, Set<String> members) {
    JsonNode node = parse(content);
    if (!node.isObject()) {
      throw unfit("the content must be a JSON object");
    }
    for (String name : node.propertyNames()) {
      if (!members.contains(name)) {
        String known = String.join(", ", new TreeSet<>(members));
        throw unfit("there is no member '" + name + "' here; there is " + known);
      }
    }
    return node;
  }

  private static JsonNode parse(String content) {
    try {
      return MAPPER.readTree(content);
    } catch (JacksonException e) {
      String what = "the content is not JSON: " + e.getOriginalMessage();
      throw Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, what).asException();
    }
  }

  /** A member that must be a string if it is there. */
  static Optional<String> string(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw unfit("'" + name + "' must be a string");
    }
    return Optional.of(value.stringValue());
  }

  static FailureException unfit(String what) {
    return Failure.of(Code.REQUEST_UNPROCESSABLE, Side.CLIENT, what).asException();
  }
}
