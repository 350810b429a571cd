package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.base.Place;
import naru.dns.core.Responder.Decision;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.Edns;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.QueryView;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;
import org.junit.jupiter.api.Test;

/**
 * What queries get, by section of the RFC that says so. Each query is asked twice where it pays.
 */
class ResponderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Optional<Edns> EDNS = Optional.of(Edns.of(1232, false, List.of()));

  private final Metrics metrics = new Metrics();
  private final AnswerCache cache = AnswerCache.of(metrics, 1024);
  private final QueryView view = QueryView.seeded(1);
  private final Reply reply = new Reply();
  private Responder responder = Responder.of(policy(true), cache, metrics);
  private long now = 1000 * SECOND;
  private InetAddress client = IpRange.literal("10.1.2.3");

  private static Place line(int line) {
    return new Place("naru.yaml", line, 1);
  }

  private static Policy policy(boolean forwards) {
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

  private Decision decide(byte[] bytes, boolean stream) {
    return responder.decide(
        view.read(bytes, bytes.length), view, stream, responder.recursesFor(client), now, reply);
  }

  private Decision decide(String name, Type type) {
    return decide(query(name, type, EDNS), false);
  }

  private static byte[] query(String name, Type type, Optional<Edns> edns) {
    Question question = Question.of(Name.parse(name), type);
    return Message.query(99, Header.RD, question, edns).emit().orElseThrow();
  }

  private Message answer(String name, Type type) {
    return answer(query(name, type, EDNS), false);
  }

  /** Asked twice: the second answer is the ready one, and says the same. */
  private Message answer(byte[] bytes, boolean stream) {
    assertThat(decide(bytes, stream)).isEqualTo(Decision.ANSWER);
    byte[] first = reply.copy();
    assertThat(decide(bytes, stream)).isEqualTo(Decision.ANSWER);
    assertThat(reply.copy()).isEqualTo(first);
    return message();
  }

  private Message message() {
    return ((Parsed.Whole) Message.parse(reply.bytes(), 0, reply.length())).message();
  }

  private static List<String> lines(List<ResourceRecord> records) {
    return records.stream().map(ResourceRecord::toString).toList();
  }

  private static Optional<Integer> why(Message m) {
    return m.edns().flatMap(Edns::extendedError).map(ExtendedError::code);
  }

  private static final String SOA =
      "naru.test 30 SOA ns.naru.test admin.naru.test 7 3600 600 86400 30";

  @Test
  void rfc1035_4_1_1_anAuthoritativeAnswerRepeatsIdQuestionAndItsCase() {
    Message m = answer("ShOp.NARU.test", Type.A);
    assertThat(m.header().id()).isEqualTo(99);
    assertThat(m.header().flags()).isEqualTo(Header.QR | Header.AA | Header.RD | Header.RA);
    assertThat(m.questions().getFirst().name().isExactly(Name.parse("ShOp.NARU.test"))).isTrue();
    assertThat(lines(m.answers())).containsExactly("ShOp.NARU.test 60 A 127.0.0.1");
    assertThat(m.authorities()).isEmpty();
    assertThat(reply.source()).isEqualTo(Source.ZONE);
    assertThat(reply.zone()).isEqualTo("naru.test");
    assertThat(reply.place()).isEqualTo(line(3));
  }

  @Test
  void rfc1034_3_6_2_aliasesAreFollowedThroughOurZones() {
    assertThat(lines(answer("api.naru.test", Type.A).answers()))
        .containsExactly("api.naru.test 60 CNAME shop.naru.test", "shop.naru.test 60 A 127.0.0.1");
    assertThat(lines(answer("far.naru.test", Type.A).answers()))
        .containsExactly("far.naru.test 60 CNAME deep.other.test", "deep.other.test 5 A 127.0.0.5");
    assertThat(lines(answer("api.naru.test", Type.CNAME).answers()))
        .containsExactly("api.naru.test 60 CNAME shop.naru.test");
    assertThat(answer("one.naru.test", Type.A).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void rfc2308_2_and_3_negativeAnswersCarryTheSoaWithTheNegativeTtl() {
    Message nothing = answer("nope.naru.test", Type.A);
    assertThat(nothing.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(nothing.header().has(Header.AA)).isTrue();
    assertThat(lines(nothing.authorities())).containsExactly(SOA);
    Message noData = answer("shop.naru.test", Type.AAAA);
    assertThat(noData.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(noData.answers()).isEmpty();
    assertThat(lines(noData.authorities())).containsExactly(SOA);
  }

  @Test
  void rfc6604_3_theCodeSpeaksOfTheLastNameOfAChain() {
    Message m = answer("dead.naru.test", Type.A);
    assertThat(m.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(m.answers()).hasSize(1);
    assertThat(lines(m.authorities())).containsExactly(SOA);
  }

  @Test
  void rfc4592_2_2_wildcardsAndEmptyNonTerminals() {
    assertThat(lines(answer("x.wild.naru.test", Type.TXT).answers()))
        .containsExactly("x.wild.naru.test 60 TXT \"any\"");
    assertThat(answer("y.x.wild.naru.test", Type.TXT).answers()).hasSize(1);
    assertThat(answer("x.wild.naru.test", Type.A).rcode()).isEqualTo(Rcode.NOERROR);
    // a.wild exists because b.a.wild does: no wildcard there or below.
    assertThat(answer("a.wild.naru.test", Type.TXT).answers()).isEmpty();
    assertThat(answer("a.wild.naru.test", Type.TXT).rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer("c.a.wild.naru.test", Type.TXT).rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void rfc1034_4_3_2_delegatedNamesGetAReferralWithGlue() {
    Message m = answer("www.sub.naru.test", Type.A);
    assertThat(m.header().has(Header.AA)).isFalse();
    assertThat(m.answers()).isEmpty();
    assertThat(lines(m.authorities())).containsExactly("sub.naru.test 60 NS ns.sub.naru.test");
    assertThat(lines(m.additionals())).containsExactly("ns.sub.naru.test 60 A 127.0.0.4");
    assertThat(answer("sub.naru.test", Type.DS).header().has(Header.AA)).isTrue();
  }

  @Test
  void aZoneWithoutSoaAndNsGetsThem() {
    assertThat(lines(answer("other.test", Type.SOA).answers()))
        .containsExactly("other.test 60 SOA localhost hostmaster.other.test 1 3600 600 86400 60");
    assertThat(lines(answer("other.test", Type.NS).answers()))
        .containsExactly("other.test 60 NS localhost");
  }

  @Test
  void rfc8914_4_16_blockedNamesDoNotExistAndSayWhy() {
    Message m = answer("x.ads.test", Type.A);
    assertThat(m.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(why(m)).contains(ExtendedError.BLOCKED);
    assertThat(m.authorities().getFirst().data()).isInstanceOf(Rdata.Soa.class);
    assertThat(reply.source()).isEqualTo(Source.BLOCK);
    assertThat(reply.zone()).isEqualTo("ads.test");
    assertThat(reply.place()).isEqualTo(line(30));
    assertThat(answer("ads.test", Type.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer("a.b.track.test", Type.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(decide("track.test", Type.A)).isEqualTo(Decision.FORWARD);
  }

  @Test
  void rfc8906_3_1_2_responsesAndCrumbsGetSilence() {
    byte[] response = query("shop.naru.test", Type.A, EDNS);
    response[2] |= (byte) 0x80;
    assertThat(decide(response, false)).isEqualTo(Decision.SILENCE);
    assertThat(decide(Arrays.copyOf(response, 11), false)).isEqualTo(Decision.SILENCE);
    assertThat(decide(new byte[0], false)).isEqualTo(Decision.SILENCE);
  }

  @Test
  void rfc1035_4_1_1_unknownOpcodesAreNotImplemented() {
    byte[] status = query("shop.naru.test", Type.A, EDNS);
    status[2] |= 2 << 3;
    Message m = answer(status, false);
    assertThat(m.rcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(m.header().opcode()).isEqualTo(2);
  }

  @Test
  void rfc9619_4_notOneQuestionIsAFormatError() {
    byte[] none = HexFormat.of().parseHex("123401000000000000000000");
    assertThat(answer(none, false).rcode()).isEqualTo(Rcode.FORMERR);
    assertThat(answer(none, false).header().id()).isEqualTo(0x1234);
    byte[] two = query("shop.naru.test", Type.A, Optional.empty());
    two[5] = 2;
    assertThat(answer(two, false).rcode()).isEqualTo(Rcode.FORMERR);
    byte[] cut = Arrays.copyOf(two, two.length - 1);
    cut[5] = 1;
    assertThat(answer(cut, false).rcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void rfc6891_6_1_3_anotherVersionIsBad() {
    Edns one = new Edns(1232, 0, 1, 0, List.of());
    Message m = answer(query("shop.naru.test", Type.A, Optional.of(one)), false);
    assertThat(m.rcode()).isEqualTo(Rcode.BADVERS);
    assertThat(m.edns().orElseThrow().version()).isZero();
  }

  @Test
  void rfc6891_7_whoSendsNoOptGetsNone() {
    assertThat(answer(query("shop.naru.test", Type.A, Optional.empty()), false).edns()).isEmpty();
    Edns edns = answer("shop.naru.test", Type.A).edns().orElseThrow();
    assertThat(edns.udpPayloadBytes()).isEqualTo(1232);
    assertThat(edns.dnssecOk()).isFalse();
  }

  @Test
  void rfc3225_3_theDoBitGoesBackAsItCame() {
    Optional<Edns> secure = Optional.of(Edns.of(1232, true, List.of()));
    Message m = answer(query("shop.naru.test", Type.A, secure), false);
    assertThat(m.edns().orElseThrow().dnssecOk()).isTrue();
  }

  @Test
  void rfc6840_5_8_and_5_9_adIsNeverClaimedAndCdGoesBack() {
    Question question = Question.of(Name.parse("shop.naru.test"), Type.A);
    int flags = Header.RD | Header.AD | Header.CD;
    Message m = answer(Message.query(1, flags, question, EDNS).emit().orElseThrow(), false);
    assertThat(m.header().has(Header.AD)).isFalse();
    assertThat(m.header().has(Header.CD)).isTrue();
  }

  @Test
  void otherClassesAndZoneTransfersAreRefused() {
    Question chaos = new Question(Name.parse("version.bind"), Type.TXT, 3);
    byte[] bytes = Message.query(1, 0, chaos, EDNS).emit().orElseThrow();
    assertThat(answer(bytes, false).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(answer("naru.test", Type.AXFR).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(answer("naru.test", Type.IXFR).rcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void rfc8482_4_2_aQuestionForEverythingGetsHinfo() {
    assertThat(lines(answer("shop.naru.test", Type.ANY).answers()))
        .containsExactly("shop.naru.test 3600 HINFO \\# 9 075246433834383200");
    assertThat(answer("nope.naru.test", Type.ANY).rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void rfc2181_9_whatDoesNotFitADatagramIsCutAndWholeOverTcp() {
    byte[] edns = query("many.naru.test", Type.A, EDNS);
    Message cut = answer(edns, false);
    assertThat(cut.header().has(Header.TC)).isTrue();
    assertThat(cut.answers()).isEmpty();
    assertThat(reply.isTruncated()).isTrue();
    Message whole = answer(edns, true);
    assertThat(whole.header().has(Header.TC)).isFalse();
    assertThat(whole.answers()).hasSize(100);
  }

  @Test
  void rfc2181_9_additionalRecordsAreLeftOutWithoutTc() {
    Message m = answer(query("tail.naru.test", Type.MX, Optional.empty()), false);
    assertThat(m.header().has(Header.TC)).isFalse();
    assertThat(m.answers()).hasSize(1);
    assertThat(m.additionals()).isEmpty();
    assertThat(answer(query("tail.naru.test", Type.MX, EDNS), true).additionals()).hasSize(100);
    assertThat(lines(answer("naru.test", Type.MX).additionals()))
        .containsExactly("mail.naru.test 60 A 127.0.0.3");
  }

  @Test
  void rfc6891_6_2_5_noDatagramIsLongerThan1232BytesWhateverTheClientSays() {
    Optional<Edns> huge = Optional.of(Edns.of(65535, false, List.of()));
    assertThat(answer(query("many.naru.test", Type.A, huge), false).header().has(Header.TC))
        .isTrue();
  }

  @Test
  void namesOfOthersAreForwardedByTheLongestSuffix() {
    assertThat(decide("www.example.org", Type.A)).isEqualTo(Decision.FORWARD);
    assertThat(reply.forward().place()).isEqualTo(line(40));
    assertThat(decide("www.CORP.test", Type.A)).isEqualTo(Decision.FORWARD);
    assertThat(reply.forward().place()).isEqualTo(line(41));
  }

  @Test
  void rfc8914_4_21_withoutAForwardNamesOfOthersAreRefused() {
    responder = Responder.of(policy(false), cache, metrics);
    Message m = answer("www.example.org", Type.A);
    assertThat(m.rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(m.header().has(Header.RA)).isFalse();
    assertThat(why(m)).contains(ExtendedError.NOT_AUTHORITATIVE);
  }

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
