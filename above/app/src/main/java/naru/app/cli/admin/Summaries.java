package naru.app.cli.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.TraceId;
import naru.trace.TraceSummary;
import tools.jackson.databind.JsonNode;

/** Summaries of traces as the API gives them. */
final class Summaries {
  private Summaries() {}

  static TraceSummary read(JsonNode node) {
    try {
      return new TraceSummary(
          TraceId.parse(text(node, "id")),
          Instant.parse(text(node, "started")),
          node.path("durationNs").asLong(0),
          text(node, "method"),
          text(node, "url"),
          node.path("status").asInt(0),
          party(text(node, "saidBy")),
          text(node, "cache"),
          text(node, "route"),
          text(node, "target"),
          text(node, "failure"));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      String what = "who answers there is no Naru of this version: " + e.getMessage();
      throw Failure.of(Code.ADMIN_UNREACHABLE, Side.UPSTREAM, what).asException();
    }
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }

  private static Party party(String word) {
    return Arrays.stream(Party.values())
        .filter(p -> p.word().equals(word))
        .findFirst()
        .orElse(Party.CLIENT);
  }
}
