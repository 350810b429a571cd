package naru.dns.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.Octets;
import naru.wire.dns.Name;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;

/** One question's way through our zones, along CNAMEs, to an answer (RFC 1034 section 4.3.2). */
final class ZoneWalk {
  /** A longer chain is a loop or a mistake. */
  private static final int MAX_ALIASES = 16;

  /** What a question for everything gets (RFC 8482 section 4.2): HINFO "RFC8482" "". */
  private static final Octets ANY_REFUSED =
      Octets.of(
          (byte) 7,
          (byte) 'R',
          (byte) 'F',
          (byte) 'C',
          (byte) '8',
          (byte) '4',
          (byte) '8',
          (byte) '2',
          (byte) 0);

  private static final long ANY_TTL_SECONDS = 3600;

  private final Policy policy;
  private final Type type;
  private final List<ResourceRecord> answers = new ArrayList<>();
  private final List<ResourceRecord> authorities = new ArrayList<>();
  private final Set<ResourceRecord> additionals = new LinkedHashSet<>();
  private final Set<Name> seen = new LinkedHashSet<>();
  private Name name;
  private Rcode rcode = Rcode.NOERROR;
  private boolean authoritative = true;
  private Optional<Place> place = Optional.empty();

  ZoneWalk(Policy policy, Name name, Type type) {
    this.policy = policy;
    this.name = name;
    this.type = type;
  }

  LocalAnswer from(Zone first) {
    Optional<Zone> zone = Optional.of(first);
    while (zone.isPresent() && step(zone.get())) {
      zone = policy.zoneOf(name);
    }
    boolean referral = !authoritative;
    return new LocalAnswer(
        rcode,
        authoritative || !answers.isEmpty(),
        answers,
        authorities,
        List.copyOf(additionals),
        referral,
        Optional.empty(),
        Source.ZONE,
        first.origin().toString(),
        place.orElse(first.place()));
  }

  /** Takes a step in one zone; true if a CNAME leads on. */
  private boolean step(Zone zone) {
    Finding finding = zone.find(name, type);
    switch (finding) {
      case Finding.Found(RecordSet set) -> answer(zone, set);
      case Finding.Alias(RecordSet cname) -> {
        return alias(zone, cname);
      }
      case Finding.Referral(RecordSet servers) -> {
        authoritative = false;
        authorities.addAll(servers.records());
        servers.data().forEach(data -> addressesOf(zone, data));
      }
      case Finding.NoData() -> noData(zone);
      case Finding.NoName() -> {
        // RFC 6604 section 3: the code speaks of the last name of the chain.
        rcode = Rcode.NXDOMAIN;
        negative(zone);
      }
    }
    return false;
  }

  private void answer(Zone zone, RecordSet set) {
    decidedAt(set.place());
    answers.addAll(set.records());
    set.data().forEach(data -> addressesOf(zone, data));
  }

  private boolean alias(Zone zone, RecordSet cname) {
    if (type.equals(Type.ANY)) {
      noData(zone);
      return false;
    }
    decidedAt(cname.place());
    answers.addAll(cname.records());
    seen.add(name);
    name = ((Rdata.Cname) cname.data().getFirst()).target();
    if (seen.contains(name) || seen.size() >= MAX_ALIASES) {
      rcode = Rcode.SERVFAIL;
      return false;
    }
    return true;
  }

  private void noData(Zone zone) {
    if (type.equals(Type.ANY)) {
      answers.add(
          ResourceRecord.of(name, ANY_TTL_SECONDS, new Rdata.Opaque(Type.HINFO, ANY_REFUSED)));
    } else {
      negative(zone);
    }
  }

  /** RFC 2308 section 3: the SOA with the TTL that the negative answer has. */
  private void negative(Zone zone) {
    RecordSet soa = zone.soa();
    Rdata.Soa data = (Rdata.Soa) soa.data().getFirst();
    long ttl = Math.min(soa.ttlSeconds(), data.minimum());
    authorities.add(ResourceRecord.of(zone.origin(), ttl, data));
  }

  private void addressesOf(Zone zone, Rdata data) {
    Optional<Name> target =
        switch (data) {
          case Rdata.Mx m -> Optional.of(m.exchange());
          case Rdata.Ns n -> Optional.of(n.server());
          case Rdata.Srv s -> Optional.of(s.target());
          case Rdata.A a -> Optional.empty();
          case Rdata.Aaaa a -> Optional.empty();
          case Rdata.Cname c -> Optional.empty();
          case Rdata.Ptr p -> Optional.empty();
          case Rdata.Soa s -> Optional.empty();
          case Rdata.Txt t -> Optional.empty();
          case Rdata.Caa c -> Optional.empty();
          case Rdata.Opaque o -> Optional.empty();
        };
    target.ifPresent(t -> zone.addressesOf(t, set -> additionals.addAll(set.records())));
  }

  private void decidedAt(Place where) {
    if (place.isEmpty()) {
      place = Optional.of(where);
    }
  }
}
