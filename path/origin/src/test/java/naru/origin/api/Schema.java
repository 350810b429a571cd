package naru.origin.api;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as the OpenAPI document uses. */
final class Schema {
  private final JsonNode document;
  private final List<String> flaws = new ArrayList<>();

  private Schema(JsonNode document) {
    this.document = document;
  }

  static List<String> flaws(JsonNode document, JsonNode schema, JsonNode value) {
    Schema s = new Schema(document);
    s.check(schema, value, "#");
    return s.flaws;
  }

  private void check(JsonNode maybeReference, JsonNode value, String at) {
    JsonNode schema = OpenApiTest.resolved(document, maybeReference);
    boolean fits =
        switch (schema.path("type").asString("any")) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isString();
          case "integer" -> value.isIntegralNumber();
          case "any" -> true;
          default -> throw new AssertionError("unknown type in " + schema);
        };
    if (!fits) {
      flaws.add(at + " is not of type " + schema.get("type"));
      return;
    }
    if (value.isObject()) {
      members(schema, value, at);
    } else if (value.isArray()) {
      value.forEach(item -> check(schema.get("items"), item, at + "/-"));
    } else if (value.isString()) {
      text(schema, value.stringValue(), at);
    } else if (schema.has("minimum") && value.longValue() < schema.get("minimum").longValue()) {
      flaws.add(at + " is less than the minimum");
    }
  }

  private void members(JsonNode schema, JsonNode value, String at) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.stringValue())) {
        flaws.add(at + " lacks " + name);
      }
    }
    boolean closed = !schema.path("additionalProperties").asBoolean(true);
    value.forEachEntry(
        (name, member) -> {
          JsonNode known = schema.path("properties").path(name);
          if (!known.isMissingNode()) {
            check(known, member, at + "/" + name);
          } else if (closed) {
            flaws.add(at + " has unlisted " + name);
          }
        });
  }

  private void text(JsonNode schema, String text, String at) {
    if (schema.has("pattern") && !text.matches(schema.get("pattern").stringValue())) {
      flaws.add(at + " does not match its pattern");
    }
    if (text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      flaws.add(at + " is too long");
    }
  }
}
