package naru.transport;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import naru.base.Metrics;

/**
 * Keys of session tickets: the newest makes tickets, the older ones still open theirs, until they
 * are forgotten; then nobody can decrypt those sessions any more (but TLS 1.2's, RFC 5077 section
 * 5.6: whoever stole a key in time). One for the program: a session is resumed on any listener and
 * after a reload.
 *
 * <p>Each scope (a server name and what is asked of its clients) has keys of its own, derived from
 * the secrets: a session of one name, or of a listener that asks for no client certificate, is none
 * to another.
 */
public final class TicketKeys {
  private static final int SECRET_BYTES = 32;
  private static final int NAME = OpenSslSessionTicketKey.NAME_SIZE;
  private static final int HMAC = OpenSslSessionTicketKey.HMAC_KEY_SIZE;
  private static final int AES = OpenSslSessionTicketKey.AES_KEY_SIZE;

  private final Supplier<Instant> now;
  private final Supplier<byte[]> secrets;
  private final List<byte[]> ring = new ArrayList<>();
  private Rotation rotation;
  private Instant turned;
  private int version;
  private int rotations;

  /**
   * How long keys live.
   *
   * @param every a new key makes the tickets from then on
   * @param kept how many keys open tickets, the newest among them; at least 1
   */
  public record Rotation(Duration every, int kept) {
    /** Tickets are good for two hours at least, and for three at most. */
    public static final Rotation USUAL = new Rotation(Duration.ofHours(1), 3);

    public Rotation {
      if (kept < 1 || every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("at least one key, for some time");
      }
    }

    /** How long a client may offer a ticket. */
    Duration life() {
      Duration all = every.multipliedBy(Math.max(1, kept - 1));
      Duration most = Duration.ofDays(7); // RFC 8446 section 4.6.1
      return all.compareTo(most) < 0 ? all : most;
    }
  }

  private TicketKeys(Rotation rotation, Supplier<Instant> now, Supplier<byte[]> secrets) {
    this.rotation = rotation;
    this.now = now;
    this.secrets = secrets;
    this.turned = now.get();
    ring.add(secrets.get());
  }

  /** Keys with secrets out of the system's randomness. */
  public static TicketKeys of(Rotation rotation, Supplier<Instant> now, Metrics metrics) {
    TicketKeys keys = new TicketKeys(rotation, now, () -> Engines.random(SECRET_BYTES));
    metrics.gauge("naru_tls_ticket_keys", "keys that open tickets", keys::count);
    metrics.gauge("naru_tls_ticket_rotations_total", "new ticket keys", keys::rotations);
    metrics.gauge(
        "naru_tls_ticket_rotate_seconds",
        "a new ticket key after so long",
        () -> keys.rotation().every().toSeconds());
    return keys;
  }

  static TicketKeys of(Rotation rotation, Supplier<Instant> now, Supplier<byte[]> secrets) {
    return new TicketKeys(rotation, now, secrets);
  }

  /**
   * Keeps the newest keys, and turns them otherwise from now on. Those that are too many then open
   * no ticket any more.
   */
  public synchronized void turning(Rotation another) {
    if (!another.equals(rotation)) {
      rotation = another;
      version++;
      trim(another.kept());
    }
  }

  synchronized Rotation rotation() {
    return rotation;
  }

  private synchronized long count() {
    return ring.size();
  }

  private synchronized long rotations() {
    turn();
    return rotations;
  }

  /** Changes whenever the keys do, or their life. */
  synchronized int version() {
    turn();
    return version;
  }

  private void turn() {
    Instant time = now.get();
    long late = Duration.between(turned, time).dividedBy(rotation.every());
    if (late <= 0) {
      return;
    }
    turned = turned.plus(rotation.every().multipliedBy(late));
    version++;
    rotations++;
    if (late >= rotation.kept()) { // nobody came for so long that all of them are too old
      trim(0);
    }
    ring.addFirst(secrets.get());
    trim(rotation.kept());
  }

  private void trim(int most) {
    while (ring.size() > most) {
      Arrays.fill(ring.removeLast(), (byte) 0);
    }
  }

  /** The keys of a scope, the newest first. */
  synchronized OpenSslSessionTicketKey[] of(String scope) {
    turn();
    return ring.stream()
        .map(secret -> derived(secret, scope))
        .toArray(OpenSslSessionTicketKey[]::new);
  }

  private static OpenSslSessionTicketKey derived(byte[] secret, String scope) {
    byte[] key = mac(secret, scope + "\0key");
    byte[] name = mac(secret, scope + "\0name");
    return new OpenSslSessionTicketKey(
        Arrays.copyOf(name, NAME),
        Arrays.copyOf(key, HMAC),
        Arrays.copyOfRange(key, HMAC, HMAC + AES));
  }

  private static byte[] mac(byte[] secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
