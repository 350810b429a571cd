package naru.dns.core;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Failure;
import naru.base.Limit;
import naru.wire.dns.Name;

/**
 * What a stub resolver has learned about names, for as long as it may be believed. Bounded: the
 * name that was not used for the longest time goes first. Thread-safe.
 */
public final class KnownNames {
  /** What is known about a name. */
  public sealed interface Outcome {}

  /** It has these; at least one. */
  public record Addresses(List<InetAddress> addresses) implements Outcome {
    public Addresses {
      addresses = List.copyOf(addresses);
    }
  }

  /** It has none, and why. */
  public record Nothing(Failure failure) implements Outcome {}

  private record Entry(Outcome outcome, long untilNanos) {}

  private final Limit names;
  private final Map<Name, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private KnownNames(Limit names) {
    this.names = names;
  }

  /** Nothing known yet. */
  public static KnownNames of(Limit names) {
    return new KnownNames(names);
  }

  /** What is known and still good. */
  public synchronized Optional<Outcome> find(Name name, long nowNanos) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    if (nowNanos - entry.untilNanos >= 0) {
      entries.remove(name);
      names.give(1);
      return Optional.empty();
    }
    return Optional.of(entry.outcome);
  }

  /** For how many more seconds that is good, rounded up; 0 if nothing is known. */
  public synchronized long secondsLeft(Name name, long nowNanos) {
    Entry entry = entries.get(name);
    return entry == null
        ? 0
        : Math.max(0, Math.ceilDiv(entry.untilNanos - nowNanos, 1_000_000_000L));
  }

  /** Remembers for at most a day; nothing if the TTL is 0. */
  public synchronized void learn(Name name, Outcome outcome, long ttlSeconds, long nowNanos) {
    if (ttlSeconds <= 0) {
      return;
    }
    long seconds = Math.min(ttlSeconds, AnswerCache.MAX_TTL_SECONDS);
    boolean there = entries.containsKey(name);
    if (!there && !names.tryTake(1)) {
      Name eldest = entries.keySet().iterator().next();
      entries.remove(eldest);
    }
    entries.put(name, new Entry(outcome, nowNanos + seconds * 1_000_000_000L));
  }
}
