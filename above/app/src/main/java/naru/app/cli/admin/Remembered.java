package naru.app.cli.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.cli.Terminal;
import tools.jackson.databind.JsonNode;

/** What checks and requests have seen of targets, by upstream and address. */
final class Remembered {
  private final Map<String, Map<String, JsonNode>> targets;

  private Remembered(Map<String, Map<String, JsonNode>> targets) {
    this.targets = targets;
  }

  /** Of an answer of {@code /upstreams}. */
  static Remembered of(JsonNode upstreams) {
    Map<String, Map<String, JsonNode>> all = new HashMap<>();
    for (JsonNode upstream : upstreams.path("items")) {
      Map<String, JsonNode> its =
          all.computeIfAbsent(Listing.text(upstream, "name"), n -> new HashMap<>());
      upstream.path("targets").forEach(t -> its.put(Listing.text(t, "address"), t));
    }
    return new Remembered(all);
  }

  /** A line for what the last check saw, and one for the last request that failed. */
  List<String> lines(String upstream, String target, Terminal terminal) {
    JsonNode known = targets.getOrDefault(upstream, Map.of()).get(target);
    if (known == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    check(known, terminal).ifPresent(lines::add);
    JsonNode seen = known.path("seen");
    if (!seen.isEmpty()) {
      JsonNode last = seen.get(seen.size() - 1);
      String ago = ago(last.path("agoMillis").asLong(0));
      lines.add(terminal.say("why.last-failure", ago, told(last)));
    }
    return lines;
  }

  /** What the last check of a target saw; empty without checks. */
  static Optional<String> check(JsonNode target, Terminal terminal) {
    if (!target.path("checked").asBoolean(false)) {
      return Optional.empty();
    }
    String seen = Listing.text(target, "evidence");
    return Optional.of(
        seen.isEmpty() ? terminal.say("why.no-check-yet") : terminal.say("why.last-check", seen));
  }

  /** Whether nothing but the requests themselves tells how a target is. */
  static boolean isUnchecked(JsonNode target) {
    return target.path("state").asString("").equals("healthy")
        && !target.path("checked").asBoolean(true);
  }

  /** Whether that is so of a target by its address. */
  boolean isUnchecked(String upstream, String target) {
    JsonNode known = targets.getOrDefault(upstream, Map.of()).get(target);
    return known != null && isUnchecked(known);
  }

  private static String told(JsonNode failure) {
    String what = Listing.text(failure, "what");
    String detail = Listing.text(failure, "detail");
    return detail.isEmpty() ? what : what + ", " + detail;
  }

  private static String ago(long millis) {
    Duration ago = Duration.ofMillis(millis);
    return ago.toHours() > 0
        ? ago.toHours() + " h"
        : ago.toMinutes() > 0 ? ago.toMinutes() + " min" : ago.toSeconds() + " s";
  }
}
