package naru.app;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import naru.admin.Inventory;

/** What there is in a running Naru, for the admin API. */
final class Stock implements Inventory {
  private final Journey journey;
  private final Instant started;

  Stock(Journey journey, Instant started) {
    this.journey = journey;
    this.started = started;
  }

  @Override
  public Map<String, Object> config() {
    Journey.Ways ways = journey.ways();
    return Map.of(
        "file",
        ways.config().place().file(),
        "generation",
        ways.generation(),
        "startedAt",
        started,
        "listeners",
        journey.listening(),
        "draining",
        journey.draining());
  }

  @Override
  public List<?> routes() {
    return journey.ways().gateway().status().routes();
  }

  @Override
  public List<?> upstreams() {
    return journey.ways().gateway().status().upstreams();
  }

  @Override
  public List<?> proxyRules() {
    return journey.ways().config().proxy().rules().stream()
        .map(
            r ->
                Map.of(
                    "number", r.number(),
                    "action", r.verdict().name().toLowerCase(java.util.Locale.ROOT),
                    "match", r.patterns().stream().map(Object::toString).toList(),
                    "reason", r.reason().map(naru.app.text.Text::en).orElse(""),
                    "place", r.place()))
        .toList();
  }

  @Override
  public List<?> zones() {
    return journey.ways().config().dns().zones().stream()
        .map(
            z ->
                Map.of(
                    "name", z.origin(),
                    "place", z.place(),
                    "records",
                        z.records().stream()
                            .map(r -> r.owner() + " " + r.type() + " " + r.data())
                            .toList()))
        .toList();
  }
}
