package naru.forward;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;
import naru.trace.ProxyEvent;

/** What the proxy counts. */
final class Counts {
  /** Why a request was refused. */
  enum Refusal {
    RULE,
    PRIVATE,
    PORT,
    CREDENTIALS,
    LOOP,
    TARGET
  }

  private final Map<ProxyEvent.Action, LongAdder> decided = new EnumMap<>(ProxyEvent.Action.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final LongAdder tunnels;
  private final LongAdder inspected;
  private final LongAdder learnt;
  private final LongAdder bytesUp;
  private final LongAdder bytesDown;

  private Counts(Metrics m) {
    for (ProxyEvent.Action action : ProxyEvent.Action.values()) {
      decided.put(action, m.counter(labelled("requests", "action", action), "requests decided"));
    }
    for (Refusal why : Refusal.values()) {
      refused.put(why, m.counter(labelled("refused", "why", why), "requests refused"));
    }
    tunnels = m.counter("naru_proxy_tunnels_total{kind=\"opaque\"}", "tunnels opened");
    inspected = m.counter("naru_proxy_tunnels_total{kind=\"inspected\"}", "tunnels opened");
    learnt = m.counter("naru_proxy_unwilling_total", "clients that rejected our certificate");
    bytesUp = m.counter("naru_proxy_tunnel_bytes_total{to=\"server\"}", "bytes through tunnels");
    bytesDown = m.counter("naru_proxy_tunnel_bytes_total{to=\"client\"}", "bytes through tunnels");
  }

  static Counts in(Metrics metrics) {
    return new Counts(metrics);
  }

  private static String labelled(String what, String label, Enum<?> value) {
    String word = value.name().toLowerCase(Locale.ROOT);
    return "naru_proxy_" + what + "_total{" + label + "=\"" + word + "\"}";
  }

  void decided(ProxyEvent.Action action) {
    adder(decided, action).increment();
  }

  void refused(Refusal why) {
    adder(refused, why).increment();
  }

  void tunnelOpened() {
    tunnels.increment();
  }

  void tunnelInspected() {
    inspected.increment();
  }

  void learnt() {
    learnt.increment();
  }

  void tunnelClosed(long up, long down) {
    bytesUp.add(up);
    bytesDown.add(down);
  }

  private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E which) {
    return Objects.requireNonNull(adders.get(which), which::name); // each has one
  }
}
