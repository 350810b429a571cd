package naru.cache;

import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.cache.core.Age;
import naru.cache.core.CacheKey;
import naru.cache.core.Lane;
import naru.cache.core.Lifetime;
import naru.cache.core.Lines;
import naru.cache.core.Response;
import naru.cache.core.Vary;
import naru.http.ResponseHead;

/**
 * A stored response: immutable, shared by all event loops, ready to be copied out.
 *
 * <p>The head is kept twice: as field lines for decisions, and as the bytes and offsets that an
 * answer copies, without {@code Age} and {@code Cache-Status}, which change each time. What a hit
 * needs to know in numbers is worked out once, here.
 */
public final class Entry {
  /** What an entry costs beside its bytes: objects, table and queue, estimated. */
  static final int OVERHEAD_BYTES = 512;

  private static final int LINE_OVERHEAD_BYTES = 96;

  private final CacheKey key;
  private final Response response;
  private final List<String> varyNames;
  private final String varyKey;
  private final String lane;
  private final ResponseHead head;
  private final byte[] body;
  private final long bornNanos;
  private final long freshUntilNanos;

  private Entry(CacheKey key, Lines request, Response response, byte[] body) {
    this.key = key;
    this.response = response;
    this.varyNames = Vary.of(response.lines()) instanceof Vary.By by ? by.names() : List.of();
    this.varyKey = Vary.key(varyNames, request);
    this.lane = Lane.of(request);
    this.head = Heads.image(response, body.length);
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
   * @param body whole, not to be changed any more
   */
  public static Entry of(CacheKey key, Lines request, Response response, byte[] body) {
    return new Entry(key, request, response, body);
  }

  /** The same body under a newer head. RFC 9111 section 4.3.4. */
  public Entry refreshed(Lines request, Response newer) {
    return new Entry(key, request, newer, body);
  }

  private static long freshUntil(Response response, long bornNanos) {
    boolean never = response.control().hasUnqualified("no-cache");
    long lifetime = TimeUnit.SECONDS.toNanos(Lifetime.of(response).seconds());
    return never ? bornNanos : bornNanos + lifetime;
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

  /** The lane in which it was stored. */
  String lane() {
    return lane;
  }

  /** Whether it was chosen by fields like these, in their lane. RFC 9111 section 4.1. */
  public boolean answers(Lines request) {
    if (!lane.equals(Lane.of(request))) {
      return false;
    }
    return varyNames.isEmpty() || varyKey.equals(Vary.key(varyNames, request));
  }

  /** The head, shared by all: only to be read. */
  ResponseHead head() {
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
        + 2L * head.fields().bytes().length
        + body.length
        + (long) LINE_OVERHEAD_BYTES * response.lines().size();
  }
}
