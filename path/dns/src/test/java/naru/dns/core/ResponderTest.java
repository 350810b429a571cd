package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
import naru.wire.dns.Type;
import org.junit.jupiter.api.Test;

/**
 * What queries for our own names get, by section of the RFC that says so. Each query is asked twice
 * where it pays.
 */
final class ResponderTest extends ResponderScene {
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
}
