package naru.dns.core;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.QueryView;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;
import org.jspecify.annotations.Nullable;

/**
 * Answers of others, each for as long as its lowest TTL says (RFC 2181), negative ones as long as
 * their SOA says (RFC 2308 section 5), none longer than a day. After that they are kept one more
 * day for when no upstream server answers (RFC 8767). Failures are remembered for two seconds (RFC
 * 9520). Thread-safe, shared by all loops.
 */
public final class AnswerCache {
  /** No TTL counts for more. */
  public static final long MAX_TTL_SECONDS = 86_400;

  /** How long an answer is kept after its time. */
  public static final long STALE_SECONDS = 86_400;

  /** TTL of a stale answer, and how long upstream is left alone then (RFC 8767 section 5). */
  static final long STALE_TTL_SECONDS = 30;

  private static final long FAILURE_SECONDS = 2;
  private static final long NANOS = 1_000_000_000L;

  private final ImageTable table;
  private final boolean remembers;

  private AnswerCache(ImageTable table, boolean remembers) {
    this.table = table;
    this.remembers = remembers;
  }

  /**
   * An empty cache.
   *
   * @param entries how many answers at most, rounded down to a power of two; 0 for none
   */
  public static AnswerCache of(Metrics metrics, int entries) {
    Limit limit = Limit.of(metrics, "dns.cache.entries", Math.max(1, entries));
    return new AnswerCache(new ImageTable(limit), entries > 0);
  }

  /** A fresh answer; null if there is none. */
  @Nullable Image fresh(QueryView query, long nowNanos) {
    Image image = table.find(query);
    return image != null && image.isFresh(nowNanos) ? image : null;
  }

  /** An answer that is out of date but better than none; for the next seconds it is fresh again. */
  @Nullable Image stale(QueryView query, long nowNanos) {
    Image image = table.find(query);
    if (image == null || !image.isUsableStale(nowNanos)) {
      return null;
    }
    if (image.isFresh(nowNanos)) {
      return image;
    }
    Image again = image.revived(nowNanos, STALE_TTL_SECONDS, STALE_TTL_SECONDS * NANOS);
    table.put(again);
    return again;
  }

  /** Remembers what an upstream server said, if it may be; gives the answer to send in any case. */
  Optional<Image> admit(QueryView query, Message upstream, Forward by, long nowNanos) {
    Message kept = kept(query, upstream);
    long ttl = lifetimeSeconds(kept);
    return keep(query, kept, Optional.empty(), ttl, by.suffix().toString(), by.place(), nowNanos);
  }

  /** Remembers that there was no answer. */
  Optional<Image> admitFailure(QueryView query, ExtendedError why, Forward by, long nowNanos) {
    Message failure = message(query, Rcode.SERVFAIL, List.of(), List.of());
    return keep(
        query,
        failure,
        Optional.of(why),
        FAILURE_SECONDS,
        by.suffix().toString(),
        by.place(),
        nowNanos);
  }

  private Optional<Image> keep(
      QueryView query,
      Message message,
      Optional<ExtendedError> error,
      long ttl,
      String zone,
      Place place,
      long nowNanos) {
    long freshUntil = nowNanos + ttl * NANOS;
    Image.Life life =
        new Image.Life(true, nowNanos, freshUntil, freshUntil + STALE_SECONDS * NANOS);
    Image.Origin origin = new Image.Origin(Source.FORWARD, zone, place);
    Optional<Image> image =
        Image.of(query.key(), query.hash(), message, false, error, life, origin);
    if (ttl > 0 && remembers) {
      image.ifPresent(table::put);
    }
    return image;
  }

  /** Only what answers: no additional records, authority only where it proves something. */
  private static Message kept(QueryView query, Message upstream) {
    Rcode rcode = upstream.rcode();
    boolean usable = rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
    if (!usable) {
      return message(query, Rcode.SERVFAIL, List.of(), List.of());
    }
    boolean negative = rcode.equals(Rcode.NXDOMAIN) || !answersType(query, upstream);
    List<ResourceRecord> authorities =
        negative || query.dnssecOk() ? capped(upstream.authorities()) : List.of();
    return message(query, rcode, capped(upstream.answers()), authorities);
  }

  private static boolean answersType(QueryView query, Message upstream) {
    return upstream.answers().stream()
        .anyMatch(r -> r.type().code() == query.type() || query.type() == 255);
  }

  private static Message message(
      QueryView query,
      Rcode rcode,
      List<ResourceRecord> answers,
      List<ResourceRecord> authorities) {
    Question question = Question.of(query.name().lower(), new Type(query.type()));
    return new Message(
        new Header(0, Header.QR | rcode.code()),
        List.of(question),
        answers,
        authorities,
        List.of(),
        Optional.empty());
  }

  private static List<ResourceRecord> capped(List<ResourceRecord> records) {
    return records.stream()
        .filter(r -> r.dnsClass() == Question.IN)
        .map(r -> r.withTtl(Math.min(r.ttlSeconds(), MAX_TTL_SECONDS)))
        .toList();
  }

  /** Zero if it must not be remembered: without a SOA nobody says how long (RFC 2308 section 5). */
  private static long lifetimeSeconds(Message m) {
    if (m.rcode().equals(Rcode.SERVFAIL)) {
      return FAILURE_SECONDS;
    }
    LongStream answers = m.answers().stream().mapToLong(ResourceRecord::ttlSeconds);
    boolean negative = m.authorities().stream().anyMatch(r -> r.data() instanceof Rdata.Soa);
    if (!negative && (m.answers().isEmpty() || m.rcode().equals(Rcode.NXDOMAIN))) {
      return 0;
    }
    return LongStream.concat(answers, m.authorities().stream().mapToLong(AnswerCache::ttlOf))
        .min()
        .orElse(0);
  }

  private static long ttlOf(ResourceRecord authority) {
    return authority.data() instanceof Rdata.Soa soa
        ? Math.min(authority.ttlSeconds(), soa.minimum())
        : authority.ttlSeconds();
  }
}
