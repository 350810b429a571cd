package naru.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names for numbers, in the Prometheus text form. A name may carry labels: {@code
 * naru_requests_total{stop="gateway"}}.
 *
 * <p>Registering a name again replaces what it reads: a reload may rebuild what it counts.
 */
public final class Metrics {
  private final ConcurrentSkipListMap<String, Entry> entries;
  private final ConcurrentSkipListMap<String, LongAdder> counters;
  private final ConcurrentSkipListMap<String, Times> histograms;

  /** Put into every name that is registered here; empty for none. */
  private final String label;

  /** What was registered here, where that is noted. */
  private final @Nullable Set<String> noted;

  /** No numbers yet. */
  public Metrics() {
    this(
        new ConcurrentSkipListMap<>(),
        new ConcurrentSkipListMap<>(),
        new ConcurrentSkipListMap<>(),
        "",
        null);
  }

  private Metrics(
      ConcurrentSkipListMap<String, Entry> entries,
      ConcurrentSkipListMap<String, LongAdder> counters,
      ConcurrentSkipListMap<String, Times> histograms,
      String label,
      @Nullable Set<String> noted) {
    this.entries = entries;
    this.counters = counters;
    this.histograms = histograms;
    this.label = label;
    this.noted = noted;
  }

  /**
   * The same numbers, where everything registered gets one more label: for parts of which there is
   * more than one, such as a cache for each side.
   */
  public Metrics labelled(String name, String value) {
    String one = name + "=\"" + value + "\"";
    String all = label.isEmpty() ? one : label + "," + one;
    return new Metrics(entries, counters, histograms, all, noted);
  }

  /**
   * The same numbers, where it is noted what is registered here: for what a reload may take away.
   */
  public Metrics noting() {
    return new Metrics(entries, counters, histograms, label, ConcurrentHashMap.newKeySet());
  }

  /** Forgets what was noted here and is not noted by what came instead. */
  public void giveWayTo(Metrics newer) {
    Set<String> old = noted;
    Set<String> kept = newer.noted;
    if (old == null || kept == null) {
      return;
    }
    for (String name : old) {
      if (!kept.contains(name)) {
        entries.remove(name);
        counters.remove(name);
        histograms.remove(name);
      }
    }
  }

  /** Forgets one number. */
  public void forget(String name) {
    String full = withLabel(name);
    Set<String> names = noted;
    if (names != null) {
      names.remove(full);
    }
    entries.remove(full);
    counters.remove(full);
    histograms.remove(full);
  }

  private String full(String name) {
    String full = withLabel(name);
    Set<String> names = noted;
    if (names != null) {
      names.add(full);
    }
    return full;
  }

  private String withLabel(String name) {
    if (label.isEmpty()) {
      return name;
    }
    return name.endsWith("}")
        ? name.substring(0, name.length() - 1) + "," + label + "}"
        : name + "{" + label + "}";
  }

  private record Entry(String help, LongSupplier value) {}

  private record Times(String help, Histogram histogram) {}

  /** One number as it is now. */
  public record Sample(String name, String help, long value) {}

  /** A number that is read when someone looks. */
  public void gauge(String name, String help, LongSupplier value) {
    entries.put(full(name), new Entry(help, value));
  }

  /** A number that only grows; the same name gives the same counter. */
  public LongAdder counter(String name, String help) {
    String full = full(name);
    LongAdder adder = counters.computeIfAbsent(full, n -> new LongAdder());
    entries.putIfAbsent(full, new Entry(help, adder::sum));
    return adder;
  }

  /**
   * Durations, shown in seconds.
   *
   * @param name with its unit, such as {@code naru_gateway_duration_seconds{route="web"}}
   */
  public void histogram(String name, String help, Histogram histogram) {
    histograms.put(full(name), new Times(help, histogram));
  }

  /** All numbers, by name. */
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(entries.size());
    entries.forEach((name, e) -> samples.add(new Sample(name, e.help, e.value.getAsLong())));
    return samples;
  }

  /** The Prometheus text exposition format, version 0.0.4. */
  public String text() {
    return MetricsText.of(samples(), histograms(), false);
  }

  /** OpenMetrics 1.0, where histograms name a trace for each bucket. */
  public String openMetrics() {
    return MetricsText.of(samples(), histograms(), true);
  }

  /** A histogram with its name. */
  record Named(String name, String help, Histogram histogram) {}

  private List<Named> histograms() {
    return histograms.entrySet().stream()
        .map(e -> new Named(e.getKey(), e.getValue().help(), e.getValue().histogram()))
        .toList();
  }
}
