package naru.dns.core;

import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Name;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;

/**
 * An answer that we make ourselves.
 *
 * @param authoritative whether it is for a name in a zone of ours
 * @param additionalsRequired whether it is no answer without its additional records: glue
 * @param zone the zone or the line of the block list that decided
 */
record LocalAnswer(
    Rcode rcode,
    boolean authoritative,
    List<ResourceRecord> answers,
    List<ResourceRecord> authorities,
    List<ResourceRecord> additionals,
    boolean additionalsRequired,
    Optional<ExtendedError> error,
    Source source,
    String zone,
    Place place) {
  private static final long BLOCK_TTL_SECONDS = 60;

  /** No such name, because the block list says so; the SOA lets askers remember it. */
  static LocalAnswer blocked(Name name, BlockList.Block block) {
    Name mailbox = Name.parse("nobody.invalid");
    Rdata soa =
        new Rdata.Soa(Name.parse("localhost"), mailbox, 1, 3600, 600, 86400, BLOCK_TTL_SECONDS);
    ExtendedError why = new ExtendedError(ExtendedError.BLOCKED, "blocked by " + block.pattern());
    return new LocalAnswer(
        Rcode.NXDOMAIN,
        false,
        List.of(),
        List.of(ResourceRecord.of(name, BLOCK_TTL_SECONDS, soa)),
        List.of(),
        false,
        Optional.of(why),
        Source.BLOCK,
        block.pattern().toString(),
        block.place());
  }
}
