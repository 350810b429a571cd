package naru.cache;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import naru.base.Limit;
import naru.base.Metrics;
import naru.cache.core.CacheKey;
import naru.cache.core.Lines;
import org.jspecify.annotations.Nullable;

/**
 * Responses in memory, never more than so many bytes.
 *
 * <p>Which one goes is decided by S3-FIFO (Yang et al., SOSP 2023): newcomers stand in a small
 * queue of a tenth of the memory; who is used there moves on to the main queue, who is not leaves
 * and is remembered by name for a while, so that it starts in the main queue when it returns. A
 * scan of things nobody asks for twice thus never drives out what is used. A hit changes one byte
 * and takes no lock; only storing and removing do, and those come with a journey to the origin
 * anyway.
 *
 * <p>Caffeine would serve as well, but counts its bound after the fact and in the background; here
 * the bound holds at every moment, and a hit costs neither a read buffer nor a policy task.
 *
 * <p>Thread-safe.
 */
public final class MemoryStore {
  /** The newcomers' share of the memory: a tenth. */
  private static final int SMALL_SHARE = 10;

  private static final int MAX_GHOSTS = 16_384;

  private final ConcurrentHashMap<Object, Variants> table = new ConcurrentHashMap<>();
  private final KeptQueue small = new KeptQueue();
  private final KeptQueue main = new KeptQueue();
  private final Set<Integer> ghosts = new LinkedHashSet<>();
  private final Object lock = new Object();
  private final Limit bytes;
  private final long maxObjectBytes;
  private final LongAdder evicted;
  private final LongAdder tooLarge;
  private int count;

  private MemoryStore(Metrics metrics, long maxBytes, long maxObjectBytes) {
    this.bytes = Limit.of(metrics, "cache.memory-bytes", maxBytes);
    this.maxObjectBytes = Math.min(maxObjectBytes, maxBytes);
    this.evicted = metrics.counter("naru_cache_evicted_total", "responses that made room");
    this.tooLarge = metrics.counter("naru_cache_too_large_total", "responses over the size limit");
    metrics.gauge("naru_cache_entries", "responses stored", this::size);
  }

  /**
   * An empty store.
   *
   * @param maxBytes for keys, heads, bodies and overhead; at least 1
   * @param maxObjectBytes for one response with all of these
   */
  public static MemoryStore of(Metrics metrics, long maxBytes, long maxObjectBytes) {
    return new MemoryStore(metrics, maxBytes, maxObjectBytes);
  }

  /** The most that one response may weigh, in bytes. */
  public long maxObjectBytes() {
    return maxObjectBytes;
  }

  /**
   * All that is stored under a key.
   *
   * @param key a {@link CacheKey} or a {@link CacheKey.Probe}
   */
  Variants variants(Object key) {
    Variants variants = table.get(key);
    return variants == null ? Variants.NONE : variants;
  }

  /** The newest response for such a request, without counting as a use of it. */
  public Optional<Entry> peek(CacheKey key, Lines request) {
    return Optional.ofNullable(variants(key).select(request)).map(kept -> kept.entry);
  }

  /** The newest response for such a request. */
  public Optional<Entry> find(CacheKey key, Lines request) {
    Kept slot = variants(key).select(request);
    if (slot == null) {
      return Optional.empty();
    }
    slot.used();
    return Optional.of(slot.entry);
  }

  /**
   * Stores a response in place of what answered the same requests before.
   *
   * @param request the fields of the request that it answered
   * @return whether there was room: false when it weighs more than one response may
   */
  public boolean put(Entry entry, Lines request) {
    Kept slot = new Kept(entry);
    if (slot.weight > maxObjectBytes) {
      tooLarge.increment();
      return false;
    }
    synchronized (lock) {
      boolean returning = ghosts.remove(entry.key().hashCode());
      Kept before = replaced(entry, request);
      boolean established = returning || (before != null && before.queue == main);
      if (before != null) {
        remove(before);
      }
      while (!bytes.tryTake(slot.weight)) {
        evictOne();
      }
      (established ? main : small).add(slot);
      table.merge(entry.key(), Variants.NONE.with(slot), (old, one) -> old.with(slot));
      count++;
      dropOldVariants(entry.key());
    }
    return true;
  }

  private @Nullable Kept replaced(Entry entry, Lines request) {
    return variants(entry.key()).select(request);
  }

  private void dropOldVariants(CacheKey key) {
    for (Variants v = variants(key); v.size() > Variants.MAX; v = variants(key)) {
      remove(v.slot(v.size() - 1));
    }
  }

  private void evictOne() {
    boolean crowded = small.weight() > bytes.max() / SMALL_SHARE || main.oldest() == null;
    Kept newcomer = small.oldest();
    if (crowded && newcomer != null) {
      evictNewcomer(newcomer);
    } else {
      evictEstablished();
    }
  }

  private void evictNewcomer(Kept slot) {
    if (slot.wasUsed()) {
      small.remove(slot);
      slot.forgetOneUse();
      main.add(slot);
      return;
    }
    remember(slot.entry.key());
    drop(slot);
  }

  /** Those that were used go round once more for each use; at most three rounds. */
  private void evictEstablished() {
    Kept slot = main.oldest();
    while (slot != null && slot.wasUsed()) {
      slot.forgetOneUse();
      main.remove(slot);
      main.add(slot);
      slot = main.oldest();
    }
    if (slot != null) {
      drop(slot);
    }
  }

  private void drop(Kept slot) {
    remove(slot);
    evicted.increment();
  }

  private void remember(CacheKey key) {
    ghosts.add(key.hashCode());
    if (ghosts.size() > MAX_GHOSTS) {
      ghosts.remove(ghosts.iterator().next());
    }
  }

  private void remove(Kept slot) {
    KeptQueue queue = slot.queue;
    if (queue == null) {
      return;
    }
    queue.remove(slot);
    bytes.give(slot.weight);
    count--;
    table.computeIfPresent(
        slot.entry.key(),
        (key, variants) -> {
          Variants left = variants.without(slot);
          return left.size() == 0 ? null : left;
        });
  }

  /** Removes all that is stored under a key and says how many responses that were. */
  public int purge(CacheKey key) {
    synchronized (lock) {
      Variants variants = variants(key);
      for (int i = 0; i < variants.size(); i++) {
        remove(variants.slot(i));
      }
      return variants.size();
    }
  }

  /** Removes all whose URI begins so; an empty prefix removes everything. */
  public int purgePrefix(String prefix) {
    return purge(entry -> entry.key().startsWith(prefix));
  }

  private int purge(Predicate<Entry> which) {
    List<Entry> chosen = entries(Integer.MAX_VALUE).stream().filter(which).toList();
    Set<CacheKey> keys = new LinkedHashSet<>();
    chosen.forEach(entry -> keys.add(entry.key()));
    return keys.stream().mapToInt(this::purge).sum();
  }

  /** What is stored now, at most so many, in no order. */
  public List<Entry> entries(int limit) {
    List<Entry> entries = new ArrayList<>();
    for (Variants variants : table.values()) {
      for (int i = 0; i < variants.size() && entries.size() < limit; i++) {
        entries.add(variants.slot(i).entry);
      }
    }
    return entries;
  }

  /** How many responses are stored. */
  public int size() {
    synchronized (lock) {
      return count;
    }
  }

  /** How many bytes they take. */
  public long usedBytes() {
    return bytes.used();
  }

  /** For tests: whether table, queues and bound agree. */
  void checkInvariants() {
    synchronized (lock) {
      List<Entry> all = entries(Integer.MAX_VALUE);
      long weight = all.stream().mapToLong(Entry::weight).sum();
      check(all.size() == count, "count " + count + " but " + all.size() + " in the table");
      check(weight == bytes.used(), "weight " + weight + " but " + bytes.used() + " taken");
      check(weight == small.weight() + main.weight(), "the queues hold another weight");
      check(weight <= bytes.max(), "over the bound");
      check(ghosts.size() <= MAX_GHOSTS, "too many ghosts");
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
