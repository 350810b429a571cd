package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.base.Place;
import naru.dns.core.Responder.Decision;
import naru.wire.dns.Edns;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.QueryView;
import naru.wire.dns.Question;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;

/** A responder with zones, blocked names and servers to ask, what it is asked and what it says. */
abstract class ResponderScene {
  static final long SECOND = 1_000_000_000L;
  static final Optional<Edns> EDNS = Optional.of(Edns.of(1232, false, List.of()));

  final Metrics metrics = new Metrics();
  final AnswerCache cache = AnswerCache.of(metrics, 1024);
  final QueryView view = QueryView.seeded(1);
  final Reply reply = new Reply();
  Responder responder = Responder.of(policy(true), cache, metrics);
  long now = 1000 * SECOND;
  InetAddress client = IpRange.literal("10.1.2.3");

  static Place line(int line) {
    return new Place("naru.yaml", line, 1);
  }

  static Policy policy(boolean forwards) {
    Zone.Builder zone =
        Zone.builder("naru.test", line(1))
            .add("@", "SOA ns admin 7 3600 600 86400 30", line(2))
            .add("shop", "A 127.0.0.1", line(3))
            .add("api", "CNAME shop", line(4))
            .add("far", "CNAME deep.other.test.", line(5))
            .add("dead", "CNAME nowhere", line(6))
            .add("one", "CNAME two", line(7))
            .add("two", "CNAME one", line(7))
            .add("*.wild", "TXT \"any\"", line(8))
            .add("b.a.wild", "A 127.0.0.2", line(9))
            .add("@", "MX 10 mail", line(10))
            .add("mail", "A 127.0.0.3", line(11))
            .add("sub", "NS ns.sub", line(12))
            .add("ns.sub", "A 127.0.0.4", line(13))
            .add("tail", "MX 10 many", line(14));
    for (int i = 1; i <= 100; i++) {
      zone.add("many", "A 10.0.0." + i, line(15));
    }
    Zone other =
        Zone.builder("other.test", line(20)).add("deep", "5 A 127.0.0.5", line(21)).build();
    BlockList blocks =
        BlockList.of(
            List.of(
                new BlockList.Block(DomainPattern.parse("ads.test"), line(30)),
                new BlockList.Block(DomainPattern.parse("*.track.test"), line(31))));
    Upstream upstream = Upstream.parse("udp://127.0.0.1:5300");
    Forward root = new Forward(Name.ROOT, List.of(upstream), line(40));
    Forward corp = new Forward(Name.parse("corp.test"), List.of(upstream), line(41));
    List<Forward> table = forwards ? List.of(root, corp) : List.of();
    Recursion recursion = new Recursion(List.of(IpRange.parse("10.0.0.0/8")), line(50));
    return Policy.of(List.of(zone.build(), other), blocks, table, recursion);
  }

  Decision decide(byte[] bytes, boolean stream) {
    return responder.decide(
        view.read(bytes, bytes.length), view, stream, responder.recursesFor(client), now, reply);
  }

  Decision decide(String name, Type type) {
    return decide(query(name, type, EDNS), false);
  }

  static byte[] query(String name, Type type, Optional<Edns> edns) {
    Question question = Question.of(Name.parse(name), type);
    return Message.query(99, Header.RD, question, edns).emit().orElseThrow();
  }

  Message answer(String name, Type type) {
    return answer(query(name, type, EDNS), false);
  }

  /** Asked twice: the second answer is the ready one, and says the same. */
  Message answer(byte[] bytes, boolean stream) {
    assertThat(decide(bytes, stream)).isEqualTo(Decision.ANSWER);
    byte[] first = reply.copy();
    assertThat(decide(bytes, stream)).isEqualTo(Decision.ANSWER);
    assertThat(reply.copy()).isEqualTo(first);
    return message();
  }

  Message message() {
    return ((Parsed.Whole) Message.parse(reply.bytes(), 0, reply.length())).message();
  }

  static List<String> lines(List<ResourceRecord> records) {
    return records.stream().map(ResourceRecord::toString).toList();
  }

  static Optional<Integer> why(Message m) {
    return m.edns().flatMap(Edns::extendedError).map(ExtendedError::code);
  }
}
