package naru.dns.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;

/**
 * What an answer teaches of a service: where it is offered. RFC 2782.
 *
 * @param records empty if there is a failure
 * @param ttlSeconds the least TTL of the records
 */
public record Places(List<Rdata.Srv> records, long ttlSeconds, Optional<Failure> failure) {
  public Places {
    records = List.copyOf(records);
  }

  /** Reads an answer for a service's records, following CNAMEs within it. */
  public static Places of(String service, Message m) {
    if (!m.rcode().equals(Rcode.NOERROR)) {
      return none(Lesson.failure(service, m));
    }
    Name at = m.questions().getFirst().name();
    long ttl = Integer.MAX_VALUE;
    for (int i = 0; i < Lesson.MAX_ALIASES; i++) {
      List<Rdata.Srv> records = new ArrayList<>();
      Name next = at;
      for (ResourceRecord r : m.answers()) {
        if (r.name().equals(at) && r.data() instanceof Rdata.Srv srv) {
          records.add(srv);
          ttl = Math.min(ttl, r.ttlSeconds());
        } else if (r.name().equals(at) && r.data() instanceof Rdata.Cname alias) {
          next = alias.target();
          ttl = Math.min(ttl, r.ttlSeconds());
        }
      }
      if (!records.isEmpty()) {
        return of(service, records, ttl);
      }
      if (next.equals(at)) {
        break;
      }
      at = next;
    }
    return none(
        Failure.of(Code.DNS_NO_DATA, Side.UPSTREAM, service + " exists but has no SRV record"));
  }

  /** The root as the only target says that there is decidedly no such service. */
  private static Places of(String service, List<Rdata.Srv> records, long ttl) {
    List<Rdata.Srv> real = records.stream().filter(r -> !r.target().isRoot()).toList();
    return real.isEmpty()
        ? none(Failure.of(Code.DNS_NO_DATA, Side.UPSTREAM, service + " is offered nowhere"))
        : new Places(real, ttl, Optional.empty());
  }

  private static Places none(Failure failure) {
    return new Places(List.of(), 0, Optional.of(failure));
  }
}
