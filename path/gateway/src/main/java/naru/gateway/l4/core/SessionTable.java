package naru.gateway.l4.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of something that has no connections, such as UDP: one for each client, until nothing
 * was heard for a while. In the order of their last use, so that those that have ended stand first.
 * Confined to one loop.
 *
 * @param <K> who it is with
 * @param <S> a session
 */
public final class SessionTable<K, S> {
  private final Map<K, Entry<S>> entries = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Entry<S> {
    final S session;
    final long idleNanos;
    long usedNanos;

    Entry(S session, long idleNanos, long usedNanos) {
      this.session = session;
      this.idleNanos = idleNanos;
      this.usedNanos = usedNanos;
    }
  }

  /** The session with this one, in use now; null if there is none. */
  public @Nullable S use(K key, long nowNanos) {
    Entry<S> entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    entry.usedNanos = nowNanos;
    return entry.session;
  }

  /**
   * Begins a session.
   *
   * @param idleNanos it ends when it was not used for so long
   */
  public void begin(K key, S session, long idleNanos, long nowNanos) {
    if (entries.putIfAbsent(key, new Entry<>(session, idleNanos, nowNanos)) != null) {
      throw new IllegalStateException("there is a session with " + key);
    }
  }

  /** Forgets a session; whether it was there. */
  public boolean forget(K key) {
    return entries.remove(key) != null;
  }

  /** Ends those that were not used for too long. */
  public void sweep(long nowNanos, Consumer<S> ended) {
    entries
        .values()
        .removeIf(
            entry -> {
              boolean idle = nowNanos - entry.usedNanos > entry.idleNanos;
              if (idle) {
                ended.accept(entry.session);
              }
              return idle;
            });
  }

  /** Ends all. */
  public void clear(Consumer<S> ended) {
    entries.values().forEach(entry -> ended.accept(entry.session));
    entries.clear();
  }

  public int size() {
    return entries.size();
  }
}
