package naru.origin.files;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import naru.base.Limit;

/**
 * Small files that were sent lately, so that the next request for one touches no disk and changes
 * no thread.
 *
 * <p>An entry is believed for {@link #TRUST_NANOS}; then the file is looked up again. The memory is
 * bounded by a {@link Limit}; what came first leaves first, except that an entry used since its
 * last turn gets one more (the clock algorithm). Reading takes no lock.
 */
final class HotFiles {
  /** How long a file may have changed unseen. */
  static final long TRUST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What an entry costs besides its content, roughly. */
  private static final long ENTRY_BYTES = 512;

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  /** The same entries in the order of their turns to leave. */
  private final LinkedHashMap<String, Entry> turns = new LinkedHashMap<>();

  private final Limit bytes;

  private static final class Entry {
    final String path;
    final Resource resource;
    final long checkedNanos;
    final long weight;
    volatile boolean used;

    Entry(String path, Resource resource, long checkedNanos) {
      this.path = path;
      this.resource = resource;
      this.checkedNanos = checkedNanos;
      this.weight = ENTRY_BYTES + 2L * path.length() + resource.bytesInMemory();
    }
  }

  /** Keeps at most as many bytes as the limit allows. */
  HotFiles(Limit bytes) {
    this.bytes = bytes;
  }

  /** The file of a request path, if it is kept and was looked up lately enough. */
  Optional<Resource> get(String path, long nowNanos) {
    Entry entry = entries.get(path);
    if (entry == null || nowNanos - entry.checkedNanos > TRUST_NANOS) {
      return Optional.empty();
    }
    entry.used = true;
    return Optional.of(entry.resource);
  }

  /** Keeps a file that was looked up at this time, if it is all in memory and fits. */
  synchronized void put(String path, Resource resource, long checkedNanos) {
    drop(path);
    if (!resource.isInMemory()) {
      return;
    }
    Entry entry = new Entry(path, resource, checkedNanos);
    if (entry.weight > bytes.max()) {
      return;
    }
    while (!bytes.tryTake(entry.weight)) {
      evictOne();
    }
    entries.put(path, entry);
    turns.put(path, entry);
  }

  /** Forgets a path, because it leads to no file any more. */
  synchronized void drop(String path) {
    Entry old = entries.remove(path);
    if (old != null) {
      turns.remove(path);
      bytes.give(old.weight);
    }
  }

  private void evictOne() {
    Entry first = turns.firstEntry().getValue();
    turns.remove(first.path);
    if (first.used) {
      first.used = false;
      turns.put(first.path, first);
      return;
    }
    entries.remove(first.path);
    bytes.give(first.weight);
  }

  int size() {
    return entries.size();
  }
}
