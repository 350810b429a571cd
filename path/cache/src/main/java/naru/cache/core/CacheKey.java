package naru.cache.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name under which responses are stored: scheme, host, port, path and query.
 *
 * <p>{@code http://shop.naru.test/a?b=1}: scheme and host are lower-case and a default port is left
 * out, for they mean the same to every server. What a trusted proxy tells of them counts, as the
 * servers hear it too: the scheme in place of ours, another host beside the one that chose the
 * route ({@code http://shop.naru.test/a other.test}). Path and query stay as they were sent: their
 * meaning is the origin's alone, and a cache that knows better can be poisoned.
 *
 * <p>{@link Probe} asks for a key without making one; both hash and compare alike.
 */
public final class CacheKey {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;
  private final int hash;

  private CacheKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes, bytes.length);
  }

  /**
   * A key of its parts.
   *
   * @param authority host, and port after a colon where there is one
   * @param pathAndQuery as sent, beginning with a slash
   */
  public static CacheKey of(String scheme, String authority, String pathAndQuery) {
    Probe probe = new Probe();
    probe.begin("https".equalsIgnoreCase(scheme));
    byte[] host = authority.getBytes(StandardCharsets.ISO_8859_1);
    probe.authority(host, 0, host.length);
    byte[] path = pathAndQuery.getBytes(StandardCharsets.ISO_8859_1);
    probe.target(path, 0, path.length);
    return probe.key();
  }

  /** The key as a URI. */
  public String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** How many bytes it holds. */
  public int length() {
    return bytes.length;
  }

  /** Whether the URI begins so. */
  public boolean startsWith(String prefix) {
    return text().startsWith(prefix);
  }

  /** Whether scheme, host and port are the same. */
  public boolean sameOrigin(CacheKey other) {
    int path = pathAt();
    return path == other.pathAt() && Arrays.equals(bytes, 0, path, other.bytes, 0, path);
  }

  private int pathAt() {
    int at = text().indexOf('/', "https://".length());
    return at < 0 ? bytes.length : at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return text();
  }

  /**
   * Eight bytes a step, folded by a 128-bit product. Keys that are meant to collide cost a
   * comparison of bytes each in a tree, not a wrong answer.
   */
  private static int hash(byte[] b, int length) {
    long h = length * MULTIPLIER;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      h = fold(h ^ (long) LONGS.get(b, i));
    }
    long tail = 0;
    for (; i < length; i++) {
      tail = tail << 8 | (b[i] & 0xff);
    }
    h = fold(h ^ tail);
    return (int) (h ^ h >>> 32);
  }

  private static long fold(long x) {
    return x * MULTIPLIER ^ Math.unsignedMultiplyHigh(x, MULTIPLIER);
  }

  /**
   * A key under construction in bytes that are used again and again: asking the store with it makes
   * no object. Belongs to one event loop.
   */
  public static final class Probe {
    private byte[] bytes = new byte[256];
    private int length;
    private int hash;
    private boolean secure;

    /** Forgets the last key. */
    public void begin(boolean https) {
      secure = https;
      length = 0;
      append(https ? HTTPS : HTTP);
    }

    /** Adds the host, lower-cased, and the port unless it is the scheme's own. */
    public void authority(byte[] b, int offset, int count) {
      int end = offset + count - defaultPort(b, offset, count);
      ensure(end - offset);
      for (int i = offset; i < end; i++) {
        byte c = b[i];
        bytes[length++] = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
      }
    }

    /** Adds path and query and completes the key. */
    public void target(byte[] b, int offset, int count) {
      ensure(count);
      System.arraycopy(b, offset, bytes, length, count);
      length += count;
      hash = CacheKey.hash(bytes, length);
    }

    /**
     * Adds another host, which servers are told that the client asked for: what they answer may be
     * about it, and is for nobody else. No target holds a space.
     */
    public void told(String authority) {
      append((" " + authority).getBytes(StandardCharsets.ISO_8859_1));
      hash = CacheKey.hash(bytes, length);
    }

    /** A lasting key of what was put together. */
    public CacheKey key() {
      return new CacheKey(Arrays.copyOf(bytes, length));
    }

    private int defaultPort(byte[] b, int offset, int count) {
      byte[] port = secure ? PORT_443 : PORT_80;
      int at = offset + count - port.length;
      boolean ends = at > offset && Arrays.equals(b, at, offset + count, port, 0, port.length);
      return ends ? port.length : 0;
    }

    private void append(byte[] b) {
      ensure(b.length);
      System.arraycopy(b, 0, bytes, length, b.length);
      length += b.length;
    }

    private void ensure(int more) {
      if (bytes.length - length < more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }

    /** Equal to a stored key of the same bytes; that is how a map finds it. */
    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(Object other) {
      return other instanceof CacheKey that
          && Arrays.equals(bytes, 0, length, that.bytes, 0, that.bytes.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PORT_80 = ":80".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PORT_443 = ":443".getBytes(StandardCharsets.US_ASCII);
  }
}
