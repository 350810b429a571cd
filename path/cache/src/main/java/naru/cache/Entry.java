package naru.cache;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.cache.core.Age;
import naru.cache.core.CacheKey;
import naru.cache.core.Lifetime;
import naru.cache.core.Line;
import naru.cache.core.Lines;
import naru.cache.core.Response;
import naru.cache.core.Vary;

/**
 * A stored response: immutable, shared by all event loops, ready to be copied out.
 *
 * <p>The head is kept twice: as field lines for decisions, and as the bytes that go on the wire,
 * from the status line to the last field, without {@code Age}, {@code Cache-Status}, {@code
 * Connection} and the empty line. What a hit needs to know in numbers is worked out once, here.
 */
public final class Entry {
  /** What an entry costs beside its bytes: objects, table and queue, estimated. */
  static final int OVERHEAD_BYTES = 512;

  private static final int LINE_OVERHEAD_BYTES = 96;

  private final CacheKey key;
  private final Response response;
  private final List<String> varyNames;
  private final String varyKey;
  private final byte[] head;
  private final byte[] body;
  private final long bornNanos;
  private final long freshUntilNanos;

  private Entry(CacheKey key, Lines request, Response response, byte[] head, byte[] body) {
    this.key = key;
    this.response = response;
    this.varyNames = Vary.of(response.lines()) instanceof Vary.By by ? by.names() : List.of();
    this.varyKey = Vary.key(varyNames, request);
    this.head = head;
    this.body = body;
    long arrived = response.arrival().arrivedNanos();
    this.bornNanos = arrived - Age.initialNanos(response);
    this.freshUntilNanos = freshUntil(response, bornNanos);
  }

  /**
   * An entry.
   *
   * @param request the fields that may have chosen the response
   * @param response with the fields to store and no others
   * @param reason the reason phrase, may be empty
   * @param body whole, not to be changed any more
   */
  public static Entry of(
      CacheKey key, Lines request, Response response, String reason, byte[] body) {
    return new Entry(key, request, response, image(response, reason, body.length), body);
  }

  /** The same body under a newer head. RFC 9111 section 4.3.4. */
  public Entry refreshed(Lines request, Response newer, String reason) {
    return new Entry(key, request, newer, image(newer, reason, body.length), body);
  }

  private static long freshUntil(Response response, long bornNanos) {
    boolean never = response.control().hasUnqualified("no-cache");
    long lifetime = TimeUnit.SECONDS.toNanos(Lifetime.of(response).seconds());
    return never ? bornNanos : bornNanos + lifetime;
  }

  private static byte[] image(Response response, String reason, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    write(out, "HTTP/1.1 " + response.status() + " " + reason + "\r\n");
    for (Line line : response.lines()) {
      if (!line.name().equalsIgnoreCase("content-length")) {
        write(out, line.name() + ": " + line.value() + "\r\n");
      }
    }
    if (response.status() != 204) {
      write(out, "Content-Length: " + length + "\r\n");
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public CacheKey key() {
    return key;
  }

  public Response response() {
    return response;
  }

  /** The request fields that chose it, lower-case; empty when none did. */
  public List<String> varyNames() {
    return varyNames;
  }

  /** Whether it was chosen by fields like these. RFC 9111 section 4.1. */
  public boolean answers(Lines request) {
    return varyNames.isEmpty() || varyKey.equals(Vary.key(varyNames, request));
  }

  /** The head's bytes. Not to be changed. */
  public byte[] head() {
    return head;
  }

  /** The body's bytes. Not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Whether it may be used as it is, whatever the request does not say. */
  public boolean isFresh(long nowNanos) {
    return nowNanos - freshUntilNanos < 0;
  }

  /** Its age in seconds. RFC 9111 section 4.2.3. */
  public long ageSeconds(long nowNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(Math.max(0, nowNanos - bornNanos));
  }

  /** Freshness that is left, in seconds; negative when stale. */
  public long ttlSeconds(long nowNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(freshUntilNanos - nowNanos);
  }

  /** What it costs in memory, in bytes: key, head twice, body and an estimate of the rest. */
  public long weight() {
    return OVERHEAD_BYTES
        + key.length()
        + 2L * head.length
        + body.length
        + (long) LINE_OVERHEAD_BYTES * response.lines().size();
  }
}
