package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.dns.core.Responder.Decision;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.Edns;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;
import org.junit.jupiter.api.Test;

/** What becomes of answers from elsewhere: who gets them, for how long, and what if none comes. */
final class ForwardedAnswersTest extends ResponderScene {
  private static Message upstream(Rcode rcode, List<ResourceRecord> answers, Rdata.Soa... soa) {
    Name zone = Name.parse("example.org");
    List<ResourceRecord> authorities =
        Arrays.stream(soa).map(s -> ResourceRecord.of(zone, 300, s)).toList();
    return new Message(
        new Header(5, Header.QR | Header.RA | Header.AD | rcode.code()),
        List.of(Question.of(Name.parse("www.example.org"), Type.A)),
        answers,
        authorities,
        List.of(),
        Optional.empty());
  }

  private static ResourceRecord record(String name, String text) {
    RecordText t = RecordText.parse(text, Name.ROOT);
    return ResourceRecord.of(Name.parse(name), t.ttlSeconds(), t.data());
  }

  private void learn(Message upstream) {
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
    responder.forwarded(view, upstream, reply.forward(), false, now, reply);
  }

  @Test
  void rfc1035_7_4_cachedAnswersAgeAndEnd() {
    learn(
        upstream(
            Rcode.NOERROR,
            List.of(
                record("www.example.org", "100 CNAME web.example.org."),
                record("web.example.org", "20 A 192.0.2.1"))));
    assertThat(reply.source()).isEqualTo(Source.FORWARD);
    assertThat(message().header().flags()).isEqualTo(Header.QR | Header.RD | Header.RA);
    now += 19 * SECOND;
    assertThat(lines(answer("wWw.example.org", Type.A).answers()))
        .containsExactly(
            "wWw.example.org 81 CNAME web.example.org", "web.example.org 1 A 192.0.2.1");
    assertThat(reply.source()).isEqualTo(Source.CACHE);
    now += SECOND;
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void rfc2308_5_negativeAnswersLiveAsLongAsTheirSoaSays() {
    learn(upstream(Rcode.NXDOMAIN, List.of(), soa(60)));
    now += 59 * SECOND;
    Message m = answer("www.example.org", Type.A);
    assertThat(m.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(m.authorities().getFirst().ttlSeconds()).isEqualTo(241);
    now += SECOND;
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void rfc2308_5_negativeAnswersWithoutSoaAreNotRemembered() {
    learn(upstream(Rcode.NXDOMAIN, List.of()));
    assertThat(message().rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void noTtlCountsForMoreThanADay() {
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "999999 A 192.0.2.1"))));
    assertThat(message().answers().getFirst().ttlSeconds()).isEqualTo(86_400);
    now += 86_400 * SECOND;
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  private void fail() {
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
    ExtendedError why = new ExtendedError(ExtendedError.NO_REACHABLE_AUTHORITY, "dead");
    responder.failed(view, why, reply.forward(), false, now, reply);
  }

  @Test
  void rfc8767_4_aStaleAnswerIsBetterThanNoneForADay() {
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "20 A 192.0.2.1"))));
    now += 3600 * SECOND;
    fail();
    assertThat(lines(message().answers())).containsExactly("www.example.org 30 A 192.0.2.1");
    assertThat(why(message())).contains(ExtendedError.STALE_ANSWER);
    now += 29 * SECOND;
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.ANSWER);
    now += 86_400 * SECOND;
    fail();
    assertThat(message().rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void rfc9520_3_1_failuresAreRememberedShortly() {
    fail();
    assertThat(message().rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(why(message())).contains(ExtendedError.NO_REACHABLE_AUTHORITY);
    now += SECOND;
    assertThat(answer("www.example.org", Type.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    now += SECOND;
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void rfc5358_strangersGetOurNamesOnly() {
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "20 A 192.0.2.1"))));
    answer("www.example.org", Type.A);
    for (String stranger : List.of("9.1.2.3", "11.0.0.0", "::ffff:9.1.2.3", "2001:db8::1", "::1")) {
      client = IpRange.literal(stranger);
      for (String name : List.of("www.example.org", "never.asked.test", "corp.test")) {
        Message no = answer(name, Type.A);
        assertThat(no.rcode()).as("%s for %s", name, stranger).isEqualTo(Rcode.REFUSED);
        assertThat(no.header().has(Header.RA)).isFalse();
        assertThat(no.answers()).isEmpty();
        assertThat(no.edns().flatMap(Edns::extendedError))
            .contains(
                new ExtendedError(ExtendedError.PROHIBITED, "recursion is not for this client"));
        assertThat(reply.isRecursionRefused()).isTrue();
      }
      Message ours = answer("shop.naru.test", Type.A);
      assertThat(lines(ours.answers())).containsExactly("shop.naru.test 60 A 127.0.0.1");
      assertThat(ours.header().has(Header.RA)).isFalse();
      assertThat(reply.isRecursionRefused()).isFalse();
    }
    client = IpRange.literal("10.255.255.255");
    assertThat(answer("www.example.org", Type.A).header().has(Header.RA)).isTrue();
    assertThat(answer("shop.naru.test", Type.A).header().has(Header.RA)).isTrue();
    assertThat(decide("never.asked.test", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void strangersLearnNothingOfTheCacheWithoutRecursionDesiredEither() {
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "20 A 192.0.2.1"))));
    client = IpRange.literal("9.1.2.3");
    Question question = Question.of(Name.parse("www.example.org"), Type.A);
    Message no = answer(Message.query(99, 0, question, EDNS).emit().orElseThrow(), false);
    assertThat(no.rcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void aReloadKeepsTheCacheButItsZonesWin() {
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "20 A 192.0.2.1"))));
    responder = Responder.of(policy(true), cache, metrics);
    assertThat(lines(answer("www.example.org", Type.A).answers()))
        .containsExactly("www.example.org 20 A 192.0.2.1");
    Zone zone = Zone.builder("example.org", line(50)).add("www", "A 127.0.0.1", line(51)).build();
    Recursion nobody = new Recursion(List.of(), line(50));
    Policy policy = Policy.of(List.of(zone), BlockList.of(List.of()), List.of(), nobody);
    responder = Responder.of(policy, cache, metrics);
    assertThat(lines(answer("www.example.org", Type.A).answers()))
        .containsExactly("www.example.org 60 A 127.0.0.1");
  }

  @Test
  void noCacheIsNone() {
    responder = Responder.of(policy(true), AnswerCache.of(metrics, 0), metrics);
    learn(upstream(Rcode.NOERROR, List.of(record("www.example.org", "20 A 192.0.2.1"))));
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void theCacheIsBounded() {
    AnswerCache small = AnswerCache.of(metrics, 8);
    responder = Responder.of(policy(true), small, metrics);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = query("n" + i + ".example.org", Type.A, EDNS);
      assertThat(decide(bytes, false)).isEqualTo(Decision.FORWARD);
      Message m =
          upstream(Rcode.NOERROR, List.of(record("n" + i + ".example.org", "20 A 192.0.2.1")));
      responder.forwarded(view, m, reply.forward(), false, now, reply);
    }
    int hits = 0;
    for (int i = 0; i < 1000; i++) {
      hits += decide("n" + i + ".example.org", Type.A) == Decision.ANSWER ? 1 : 0;
    }
    assertThat(hits).isBetween(1, 8);
    assertThat(metrics.text()).contains("naru_limit_used{limit=\"dns.cache.entries\"} 8");
  }

  private static Rdata.Soa soa(long minimum) {
    return new Rdata.Soa(Name.parse("ns"), Name.parse("admin"), 1, 2, 3, 4, minimum);
  }
}
