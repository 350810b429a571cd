package naru.dns.core;

import java.util.List;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Question;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;

/** An answer without the random case of our question, which servers repeat in every name. */
final class Unmixed {
  private final Name asked;
  private final Name original;

  private Unmixed(Name asked, Name original) {
    this.asked = asked;
    this.original = original;
  }

  static Message message(Message m, Name asked, Name original) {
    Unmixed by = new Unmixed(asked, original);
    Question q = m.questions().getFirst();
    return new Message(
        m.header(),
        List.of(new Question(original, q.type(), q.dnsClass())),
        by.records(m.answers()),
        by.records(m.authorities()),
        by.records(m.additionals()),
        m.edns());
  }

  private List<ResourceRecord> records(List<ResourceRecord> records) {
    return records.stream()
        .map(r -> new ResourceRecord(name(r.name()), r.dnsClass(), r.ttlSeconds(), data(r.data())))
        .toList();
  }

  private Name name(Name name) {
    return name.unmixed(asked, original);
  }

  private Rdata data(Rdata data) {
    return switch (data) {
      case Rdata.Cname c -> new Rdata.Cname(name(c.target()));
      case Rdata.Ns n -> new Rdata.Ns(name(n.server()));
      case Rdata.Ptr p -> new Rdata.Ptr(name(p.target()));
      case Rdata.Mx m -> new Rdata.Mx(m.preference(), name(m.exchange()));
      case Rdata.Srv s -> new Rdata.Srv(s.priority(), s.weight(), s.port(), name(s.target()));
      case Rdata.Soa s ->
          new Rdata.Soa(
              name(s.server()),
              name(s.mailbox()),
              s.serial(),
              s.refresh(),
              s.retry(),
              s.expire(),
              s.minimum());
      case Rdata.A a -> a;
      case Rdata.Aaaa a -> a;
      case Rdata.Txt t -> t;
      case Rdata.Caa c -> c;
      case Rdata.Opaque o -> o;
    };
  }
}
