package naru.dns.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.wire.dns.Edns;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;

/**
 * What an answer teaches a stub resolver.
 *
 * @param ttlSeconds how long it may be believed; 0 for not at all
 */
public record Lesson(KnownNames.Outcome outcome, long ttlSeconds) {
  /** Most CNAMEs that are followed. */
  static final int MAX_ALIASES = 16;

  /** Reads an answer for a host's addresses, following CNAMEs within it. */
  public static Lesson of(String host, Message m) {
    if (!m.rcode().equals(Rcode.NOERROR)) {
      return new Lesson(new KnownNames.Nothing(failure(host, m)), negativeTtl(m));
    }
    Question question = m.questions().getFirst();
    Name at = question.name();
    long ttl = Integer.MAX_VALUE;
    for (int i = 0; i < MAX_ALIASES; i++) {
      List<InetAddress> addresses = new ArrayList<>();
      Name next = at;
      for (ResourceRecord r : m.answers()) {
        if (!r.name().equals(at)) {
          continue;
        }
        if (r.data() instanceof Rdata.Cname c) {
          next = c.target();
          ttl = Math.min(ttl, r.ttlSeconds());
        } else if (addressOf(r.data(), addresses)) {
          ttl = Math.min(ttl, r.ttlSeconds());
        }
      }
      if (!addresses.isEmpty()) {
        return new Lesson(new KnownNames.Addresses(addresses), ttl);
      }
      if (next.equals(at)) {
        break;
      }
      at = next;
    }
    String what = host + " exists but has no address of type " + question.type();
    Failure none = Failure.of(Code.DNS_NO_DATA, Side.UPSTREAM, what);
    return new Lesson(new KnownNames.Nothing(none), Math.min(ttl, negativeTtl(m)));
  }

  private static boolean addressOf(Rdata data, List<InetAddress> out) {
    if (data instanceof Rdata.A a) {
      return out.add(a.address());
    }
    return data instanceof Rdata.Aaaa a && out.add(a.address());
  }

  /** Why a name server gave no records. */
  static Failure failure(String host, Message m) {
    int why = m.edns().flatMap(Edns::extendedError).map(ExtendedError::code).orElse(-1);
    String text = m.edns().flatMap(Edns::extendedError).map(e -> " (" + e.text() + ")").orElse("");
    if (m.rcode().equals(Rcode.NXDOMAIN)) {
      return why == ExtendedError.BLOCKED
          ? Failure.of(Code.DNS_BLOCKED, Side.UPSTREAM, host + " is blocked" + text)
          : Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, "there is no name " + host);
    }
    String said = "the name server answers " + m.rcode() + " for " + host + text;
    if (m.rcode().equals(Rcode.REFUSED)) {
      return Failure.of(Code.DNS_REFUSED, Side.UPSTREAM, said);
    }
    Code code = m.rcode().equals(Rcode.FORMERR) ? Code.DNS_MALFORMED : Code.DNS_SERVER_FAILURE;
    return Failure.retryable(code, Side.UPSTREAM, said);
  }

  private static long negativeTtl(Message m) {
    boolean definite = m.rcode().equals(Rcode.NOERROR) || m.rcode().equals(Rcode.NXDOMAIN);
    if (!definite) {
      return 0;
    }
    for (ResourceRecord r : m.authorities()) {
      if (r.data() instanceof Rdata.Soa soa) {
        return Math.min(r.ttlSeconds(), soa.minimum());
      }
    }
    return 0;
  }

  /** Two families' lessons as one: addresses win, IPv4 first; the more telling failure else. */
  public Lesson joined(Lesson other) {
    boolean mine = outcome instanceof KnownNames.Addresses;
    boolean others = other.outcome instanceof KnownNames.Addresses;
    long ttl = Math.min(ttlSeconds, other.ttlSeconds);
    if (mine && others) {
      List<InetAddress> all = new ArrayList<>(((KnownNames.Addresses) outcome).addresses());
      all.addAll(((KnownNames.Addresses) other.outcome).addresses());
      all.sort(Comparator.comparing(a -> !(a instanceof Inet4Address)));
      return new Lesson(new KnownNames.Addresses(all), ttl);
    }
    if (mine || others) {
      return mine ? this : other;
    }
    boolean noData = isNoData(outcome);
    return new Lesson(noData ? other.outcome : outcome, ttl);
  }

  private static boolean isNoData(KnownNames.Outcome outcome) {
    return outcome instanceof KnownNames.Nothing(Failure failure)
        && failure.code() == Code.DNS_NO_DATA;
  }
}
