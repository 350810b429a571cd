package naru.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Place;
import naru.base.Side;
import naru.dns.core.Reply;
import naru.trace.DnsEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.QueryView;
import naru.wire.dns.QueryView.Shape;
import naru.wire.dns.Question;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;

/** Tells the trace what the name server got and gave. */
final class Account {
  /** How many records of an answer are told; a message may hold thousands. */
  private static final int MAX_LINES = 32;

  private static final int RECURSION_DESIRED = 0x0100;

  private Account() {}

  /** Begins the part: in the trace of the asker if it named one and may, else in one of its own. */
  static void begin(Span span, QueryView query, boolean join) {
    if (join) {
      span.begin(Party.DNS, query.traceHigh(), query.traceLow(), query.traceSpan());
    } else {
      span.beginRoot(Party.DNS);
    }
  }

  static void asked(Span span, Shape shape, QueryView query, boolean stream, String server) {
    if (shape != Shape.QUESTION) {
      String what = shape == Shape.MALFORMED ? "is malformed" : "has an opcode other than QUERY";
      Failure failure = Failure.of(Code.DNS_MALFORMED, Side.CLIENT, "the query " + what);
      span.add(Party.CLIENT, Party.DNS, Provenance.WIRE, new DnsEvent.Failed("", "", failure));
      return;
    }
    String transport = stream ? "tcp" : "udp";
    span.add(
        Party.CLIENT,
        Party.DNS,
        Provenance.WIRE,
        new DnsEvent.Query(name(query), type(query), query.id(), transport, server));
  }

  static void answered(Span span, Shape shape, QueryView query, Reply reply) {
    if (shape != Shape.QUESTION) {
      return;
    }
    span.add(Party.DNS, Party.CLIENT, Provenance.WIRE, event(query, reply));
  }

  static DnsEvent event(QueryView query, Reply reply) {
    if (reply.isTruncated()) {
      return new DnsEvent.Truncated(name(query), type(query), reply.length());
    }
    if (Message.parse(reply.bytes(), 0, reply.length()) instanceof Parsed.Whole(Message m)) {
      return new DnsEvent.Answer(
          name(query),
          type(query),
          m.rcode().toString(),
          lines(m),
          ttl(m),
          reply.source(),
          reply.zone(),
          reply.place(),
          reply.length());
    }
    throw new IllegalStateException("we made an answer that is none");
  }

  /** What a name server that we asked has told. */
  static DnsEvent told(String host, Type type, Message m, int bytes) {
    return new DnsEvent.Answer(
        host,
        type.toString(),
        m.rcode().toString(),
        lines(m),
        ttl(m),
        DnsEvent.Source.SERVER,
        "",
        Place.BUILT_IN,
        bytes);
  }

  /** A query for the IPv4 addresses of a name. */
  static byte[] question(String name) {
    Question question = Question.of(Name.parse(name), Type.A);
    return Message.query(0, RECURSION_DESIRED, question, Optional.empty()).emit().orElseThrow();
  }

  /** Nobody is asked for this client. */
  static DnsEvent recursionRefused(QueryView query, InetAddress client, Place place) {
    String detail = client.getHostAddress() + " is not in dns.recursion (" + place + ")";
    return failed(query, Failure.of(Code.DNS_RECURSION_REFUSED, Side.CLIENT, detail));
  }

  static DnsEvent failed(QueryView query, Failure failure) {
    return new DnsEvent.Failed(name(query), type(query), failure);
  }

  static List<String> lines(Message m) {
    return m.answers().stream().limit(MAX_LINES).map(ResourceRecord::toString).toList();
  }

  static long ttl(Message m) {
    return m.answers().stream().mapToLong(ResourceRecord::ttlSeconds).min().orElse(-1);
  }

  private static String name(QueryView query) {
    return query.name().toString();
  }

  private static String type(QueryView query) {
    return new Type(query.type()).toString();
  }
}
