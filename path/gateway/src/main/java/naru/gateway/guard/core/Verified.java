package naru.gateway.guard.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Proofs that were checked a short while ago, so that the next request with the same one costs a
 * fast hash. Only their salted SHA-256 is kept, and never those that failed. Bounded: the one that
 * was not used for longest goes. Shared by all loops.
 *
 * @param <T> what was proven
 */
public final class Verified<T> {
  /** A digest as a key. */
  public record Mark(long a, long b, long c, long d) {}

  private record Known<T>(T value, long untilNanos) {}

  private final byte[] salt;
  private final int most;
  private final Map<Mark, Known<T>> known = new LinkedHashMap<>(16, 0.75f, true);
  private long hits;

  /**
   * Nothing is known.
   *
   * @param salt from chance
   * @param most proofs at once
   */
  public Verified(byte[] salt, int most) {
    this.salt = salt.clone();
    this.most = most;
  }

  /** What a proof is known by. */
  public Mark mark(String proof) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      ByteBuffer out = ByteBuffer.wrap(digest.digest(proof.getBytes(StandardCharsets.UTF_8)));
      return new Mark(out.getLong(), out.getLong(), out.getLong(), out.getLong());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was proven by it, if that was not too long ago. */
  public synchronized Optional<T> find(Mark mark, long now) {
    Known<T> found = known.get(mark);
    if (found == null) {
      return Optional.empty();
    }
    if (found.untilNanos - now <= 0) {
      known.remove(mark);
      return Optional.empty();
    }
    hits++;
    return Optional.of(found.value);
  }

  /** Remembers what was proven. */
  public synchronized void keep(Mark mark, T value, long untilNanos) {
    known.put(mark, new Known<>(value, untilNanos));
    Iterator<Mark> oldest = known.keySet().iterator();
    while (known.size() > most && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }

  public synchronized int size() {
    return known.size();
  }

  /** How often something was found. */
  public synchronized long hits() {
    return hits;
  }
}
