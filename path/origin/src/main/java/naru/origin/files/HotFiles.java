package naru.origin.files;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Small files of a site that were sent lately, so that the next request for one touches no disk and
 * changes no thread.
 *
 * <p>An entry is believed for {@link #TRUST_NANOS}; then the file is looked up again. The memory is
 * bounded by a {@link HotMemory}. Reading takes no lock.
 */
final class HotFiles {
  /** How long a file may have changed unseen. */
  static final long TRUST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What an entry costs besides its content, roughly. */
  private static final long ENTRY_BYTES = 512;

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final HotMemory memory;

  /** A file that is kept. Two are the same only if they are one. */
  final class Entry {
    final long weight;
    volatile boolean used;
    private final String path;
    private final Resource resource;
    private final long checkedNanos;

    private Entry(String path, Resource resource, long checkedNanos) {
      this.path = path;
      this.resource = resource;
      this.checkedNanos = checkedNanos;
      this.weight = ENTRY_BYTES + 2L * path.length() + resource.bytesInMemory();
    }

    /** Its turn has come. */
    void leave() {
      entries.remove(path, this);
    }
  }

  HotFiles(HotMemory memory) {
    this.memory = memory;
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
  void put(String path, Resource resource, long checkedNanos) {
    synchronized (memory) { // so that what is found is what is counted
      drop(path);
      if (!resource.isInMemory()) {
        return;
      }
      Entry entry = new Entry(path, resource, checkedNanos);
      if (memory.take(entry)) {
        entries.put(path, entry);
      }
    }
  }

  /** Forgets a path, because it leads to no file any more. */
  void drop(String path) {
    synchronized (memory) {
      Entry old = entries.remove(path);
      if (old != null) {
        memory.give(old);
      }
    }
  }

  int size() {
    return entries.size();
  }
}
