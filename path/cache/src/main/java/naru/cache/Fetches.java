package naru.cache;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Limit;
import naru.base.Metrics;
import naru.cache.core.CacheKey;
import naru.cache.core.Flight;
import naru.trace.CacheEvent;

/** All fetches under way, by key, and the bounds they share. Thread-safe. */
final class Fetches {
  /** Bodies that are coming in may take a quarter of the memory beside the store. */
  private static final int FILLING_SHARE = 4;

  private final ConcurrentHashMap<CacheKey, Fetch> shared = new ConcurrentHashMap<>();
  private final CacheConfig config;
  private final MemoryStore store;
  private final HitForMiss marks;
  private final Limit count;
  private final Limit fillingBytes;
  private final LongAdder collapsed;
  private final LongAdder refreshes;

  Fetches(CacheConfig config, MemoryStore store, Metrics metrics) {
    this.config = config;
    this.store = store;
    this.marks = new HitForMiss(metrics, config.hitForMissNanos());
    this.count = Limit.of(metrics, "cache.fetches", config.maxFetches());
    long filling = Math.max(config.maxObjectBytes(), config.memoryBytes() / FILLING_SHARE);
    this.fillingBytes = Limit.of(metrics, "cache.filling-bytes", filling);
    this.collapsed = metrics.counter("naru_cache_collapsed_total", "waited for another's fetch");
    metrics.gauge("naru_cache_waiting", "requests that wait for a fetch", this::waiting);
    this.refreshes = metrics.counter("naru_cache_refreshes_total", "fetches in the background");
  }

  CacheConfig config() {
    return config;
  }

  MemoryStore store() {
    return store;
  }

  HitForMiss marks() {
    return marks;
  }

  Limit fillingBytes() {
    return fillingBytes;
  }

  /** How many are under way. */
  int size() {
    return (int) count.used();
  }

  /** How many requests wait for the head of a shared fetch, its own first one among them. */
  long waiting() {
    return shared.values().stream().mapToLong(Fetch::waiting).sum();
  }

  /**
   * Has a client wait for a fetch that is under way, or begins one.
   *
   * @param stale what is stored and may prove to be good still
   * @return false when there are too many already
   */
  boolean fetch(Client client, Optional<Entry> stale, String fwd, String detail) {
    boolean mayShare = mayShare(client);
    Fetch other = shared.get(client.key());
    if (mayShare && other != null && other.lane().equals(client.route().lane())) {
      collapsed.increment();
      client.tellForwarded(fwd, detail);
      client.exchange().span().add(new CacheEvent.Collapsed(client.key().text(), other.waiting()));
      other.join(client);
      return true;
    }
    if (!count.tryTake(1)) {
      return false;
    }
    client.tellForwarded(fwd, detail);
    Fetch fetch = new Fetch(this, client, Flight.of(client, config.maxWaiting()), stale, fwd);
    if (mayShare) {
      shared.putIfAbsent(client.key(), fetch);
    }
    fetch.startFor(client);
    return true;
  }

  /** Whether the answer may be one for many, as far as anyone can know before it comes. */
  private boolean mayShare(Client client) {
    return !client.request().authorized() && !marks.isMarked(client.key().hashCode(), client.now());
  }

  /** Asks the origin in the background whether a response is still good; once at a time. */
  void refresh(Client client, Entry stale) {
    if (shared.containsKey(client.key()) || !count.tryTake(1)) {
      return;
    }
    Flight<Client> flight = Flight.inBackground(config.maxWaiting());
    Fetch fetch = new Fetch(this, client, flight, Optional.of(stale), "stale");
    if (shared.putIfAbsent(client.key(), fetch) != null) {
      count.give(1);
      return;
    }
    refreshes.increment();
    fetch.start();
  }

  /** Nobody else is to join it. */
  void noMore(Fetch fetch) {
    shared.remove(fetch.key(), fetch);
  }

  void over(Fetch fetch) {
    noMore(fetch);
    count.give(1);
  }
}
