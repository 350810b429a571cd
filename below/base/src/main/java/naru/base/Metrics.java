package naru.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Names for numbers, in the Prometheus text form. A name may carry labels: {@code
 * naru_requests_total{stop="gateway"}}.
 *
 * <p>Registering a name again replaces what it reads: a reload may rebuild what it counts.
 */
public final class Metrics {
  private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, LongAdder> counters = new ConcurrentSkipListMap<>();

  private record Entry(String help, LongSupplier value) {}

  /** One number as it is now. */
  public record Sample(String name, String help, long value) {}

  /** A number that is read when someone looks. */
  public void gauge(String name, String help, LongSupplier value) {
    entries.put(name, new Entry(help, value));
  }

  /** A number that only grows; the same name gives the same counter. */
  public LongAdder counter(String name, String help) {
    LongAdder adder = counters.computeIfAbsent(name, n -> new LongAdder());
    entries.putIfAbsent(name, new Entry(help, adder::sum));
    return adder;
  }

  /** All numbers, by name. */
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(entries.size());
    entries.forEach((name, e) -> samples.add(new Sample(name, e.help, e.value.getAsLong())));
    return samples;
  }

  /** The Prometheus text exposition format, version 0.0.4. */
  public String text() {
    StringBuilder out = new StringBuilder();
    String family = "";
    for (Sample s : samples()) {
      int brace = s.name().indexOf('{');
      String base = brace < 0 ? s.name() : s.name().substring(0, brace);
      if (!base.equals(family)) {
        family = base;
        out.append("# HELP ").append(base).append(' ').append(s.help()).append('\n');
        String type = base.endsWith("_total") ? "counter" : "gauge";
        out.append("# TYPE ").append(base).append(' ').append(type).append('\n');
      }
      out.append(s.name()).append(' ').append(s.value()).append('\n');
    }
    return out.toString();
  }
}
