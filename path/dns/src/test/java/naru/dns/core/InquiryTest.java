package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import naru.base.Code;
import naru.dns.core.Inquiry.Step;
import naru.wire.dns.EdnsOption;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Rdata;
import naru.wire.dns.ResourceRecord;
import naru.wire.dns.Type;
import org.junit.jupiter.api.Test;

/** Dialogues with name servers that behave well, badly, or not at all. */
class InquiryTest {
  private static final Name SHOP = Name.parse("shop.naru.test");
  private static final Upstream NEAR = Upstream.parse("udp://127.0.0.1:53");
  private static final Upstream FAR = Upstream.parse("udp://192.0.2.1:53");

  private static Inquiry inquiry(int attempts, Upstream... servers) {
    Inquiry.Manner manner =
        new Inquiry.Manner(attempts, 5, false, false, Optional.of(EdnsOption.trace(1, 2, 3)));
    return Inquiry.of(Question.of(SHOP, Type.A), List.of(servers), manner, new Random(11));
  }

  private static Step.Ask ask(Step step) {
    return (Step.Ask) step;
  }

  private static Message asked(Step.Ask ask) {
    byte[] bytes = ask.bytes().toArray();
    return ((Parsed.Whole) Message.parse(bytes, 0, bytes.length)).message();
  }

  private static Step reply(Inquiry inquiry, Message m) {
    byte[] bytes = m.emit().orElseThrow();
    return inquiry.received(bytes, 0, bytes.length);
  }

  private static Message answer(Message query, int id, Question question, int flags) {
    return new Message(
        new Header(id, Header.QR | flags),
        List.of(question),
        List.of(
            ResourceRecord.of(
                question.name(), 60, new Rdata.Cname(Name.parse("x").under(question.name())))),
        List.of(),
        List.of(),
        query.edns());
  }

  private static Message answer(Message query, int flags) {
    return answer(query, query.header().id(), query.questions().getFirst(), flags);
  }

  @Test
  void anAnswerComesBackInTheCaseOfTheQuestion() {
    Inquiry inquiry = inquiry(3, NEAR);
    Message query = asked(ask(inquiry.start()));
    assertThat(query.questions().getFirst().name().isExactly(SHOP)).isFalse();
    Step.Answered answered = (Step.Answered) reply(inquiry, answer(query, 0));
    ResourceRecord record = answered.message().answers().getFirst();
    assertThat(record.toString()).isEqualTo("shop.naru.test 60 CNAME x.shop.naru.test");
  }

  @Test
  void onlyServersOnLoopbackAreToldTheTrace() {
    assertThat(asked(ask(inquiry(1, NEAR).start())).edns().orElseThrow().options())
        .containsExactly(EdnsOption.trace(1, 2, 3));
    assertThat(asked(ask(inquiry(1, FAR).start())).edns().orElseThrow().options()).isEmpty();
  }

  @Test
  void rfc5452_9_1_answersToOtherQuestionsAreNotHeard() {
    Inquiry inquiry = inquiry(3, NEAR);
    Message query = asked(ask(inquiry.start()));
    Question own = query.questions().getFirst();
    Question other = Question.of(Name.parse("evil.test"), Type.A);
    Step wait = new Step.Wait();
    assertThat(reply(inquiry, answer(query, query.header().id() ^ 1, own, 0))).isEqualTo(wait);
    assertThat(reply(inquiry, answer(query, query.header().id(), other, 0))).isEqualTo(wait);
    assertThat(reply(inquiry, query)).isEqualTo(wait);
    assertThat(inquiry.received(new byte[3], 0, 3)).isEqualTo(wait);
    assertThat(reply(inquiry, answer(query, 0))).isInstanceOf(Step.Answered.class);
  }

  @Test
  void aServerThatSpoilsTheCaseIsAskedOverTcp() {
    Inquiry inquiry = inquiry(3, NEAR);
    Message query = asked(ask(inquiry.start()));
    Question lower = Question.of(SHOP, Type.A);
    Step.Ask again = ask(reply(inquiry, answer(query, query.header().id(), lower, 0)));
    assertThat(again.stream()).isTrue();
    assertThat(reply(inquiry, answer(asked(again), 0))).isInstanceOf(Step.Answered.class);
  }

  @Test
  void rfc7766_5_aCutAnswerIsFetchedOverTcp() {
    Inquiry inquiry = inquiry(3, NEAR);
    Message query = asked(ask(inquiry.start()));
    Step.Again again = (Step.Again) reply(inquiry, answer(query, Header.TC));
    assertThat(again.ask().stream()).isTrue();
    assertThat(again.ask().server()).isEqualTo(NEAR);
  }

  @Test
  void silenceLeadsToTheNextServerAndAtLastToATimeout() {
    Inquiry inquiry = inquiry(3, NEAR, FAR);
    assertThat(ask(inquiry.start()).server()).isEqualTo(NEAR);
    assertThat(ask(inquiry.lost(false)).server()).isEqualTo(FAR);
    assertThat(ask(inquiry.lost(false)).server()).isEqualTo(NEAR);
    Step.Failed failed = (Step.Failed) inquiry.lost(false);
    assertThat(failed.failure().code()).isEqualTo(Code.DNS_TIMEOUT);
    assertThat(failed.extendedError()).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
  }

  @Test
  void serversThatCannotBeReachedAreNotAskedTwice() {
    Inquiry inquiry = inquiry(5, NEAR, FAR);
    assertThat(ask(inquiry.start()).server()).isEqualTo(NEAR);
    assertThat(ask(inquiry.lost(true)).server()).isEqualTo(FAR);
    Step.Failed failed = (Step.Failed) inquiry.lost(true);
    assertThat(failed.failure().code()).isEqualTo(Code.DNS_SERVER_FAILURE);
    assertThat(failed.extendedError()).isEqualTo(ExtendedError.NETWORK_ERROR);
  }

  @Test
  void aRefusalCountsOnlyIfNobodyHasABetterAnswer() {
    Inquiry inquiry = inquiry(5, NEAR, FAR);
    Message first = asked(ask(inquiry.start()));
    Step.Ask second = ask(reply(inquiry, answer(first, Rcode.REFUSED.code())));
    assertThat(second.server()).isEqualTo(FAR);
    Step.Answered last =
        (Step.Answered) reply(inquiry, answer(asked(second), Rcode.SERVFAIL.code()));
    assertThat(last.message().rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void rfc6891_7_aServerThatDoesNotKnowEdnsIsAskedWithout() {
    Inquiry inquiry = inquiry(3, NEAR);
    Message query = asked(ask(inquiry.start()));
    Message formerr =
        new Message(
            new Header(query.header().id(), Header.QR | Rcode.FORMERR.code()),
            query.questions(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    Step.Ask plain = ask(reply(inquiry, formerr));
    assertThat(plain.server()).isEqualTo(NEAR);
    assertThat(asked(plain).edns()).isEmpty();
  }
}
