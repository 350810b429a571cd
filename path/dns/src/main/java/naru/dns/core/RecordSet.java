package naru.dns.core;

import java.util.ArrayList;
import java.util.List;
import naru.base.Place;
import naru.wire.dns.Name;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;

/**
 * The records of one name and type; they share a TTL (RFC 2181 section 5).
 *
 * @param place of the first of them
 */
record RecordSet(Name owner, Type type, long ttlSeconds, List<Rdata> data, Place place) {
  RecordSet {
    data = List.copyOf(data);
  }

  static RecordSet of(Name owner, long ttlSeconds, Rdata data, Place place) {
    return new RecordSet(owner, data.type(), ttlSeconds, List.of(data), place);
  }

  /** With one more; the lowest TTL counts for all. */
  RecordSet with(long ttl, Rdata more) {
    List<Rdata> all = new ArrayList<>(data);
    all.add(more);
    return new RecordSet(owner, type, Math.min(ttl, ttlSeconds), all, place);
  }

  /** The same data at another name: what a wildcard synthesises (RFC 4592 section 3.3.1). */
  RecordSet at(Name name) {
    return new RecordSet(name, type, ttlSeconds, data, place);
  }

  List<ResourceRecord> records() {
    return data.stream().map(d -> ResourceRecord.of(owner, ttlSeconds, d)).toList();
  }
}
