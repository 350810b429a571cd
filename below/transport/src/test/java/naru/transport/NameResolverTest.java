package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.DnsEvent;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The host's own resolver. */
final class NameResolverTest {
  private final Loops loops = Loops.open(1);
  private final BlockingQueue<SpanRecord> traces = new LinkedBlockingQueue<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 7, traces::add);

  @AfterEach
  void close() {
    loops.close();
  }

  /** What came, and on which thread. */
  private record Answer(List<InetAddress> addresses, Code code, String thread) {}

  private Answer ask(String host) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    EventLoop loop = loops.next();
    loop.execute(
        () -> {
          Span span = tracer.span();
          span.beginRoot(Party.CLIENT);
          NameResolver.host().resolve(host, loop, span, resolution(span, answer));
        });
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static NameResolver.Resolution resolution(Span span, CompletableFuture<Answer> answer) {
    return new NameResolver.Resolution() {
      @Override
      public void resolved(List<InetAddress> addresses) {
        end(addresses, Code.INTERNAL);
      }

      @Override
      public void failed(Failure failure) {
        end(List.of(), failure.code());
      }

      private void end(List<InetAddress> addresses, Code code) {
        span.end();
        answer.complete(new Answer(addresses, code, Thread.currentThread().getName()));
      }
    };
  }

  @Test
  void aLiteralIsAnsweredAtOnce() throws Exception {
    Answer answer = ask("::1");
    assertThat(answer.addresses()).containsExactly(InetAddress.ofLiteral("::1"));
    assertThat(traces.take().entries().getFirst().event())
        .isEqualTo(new DnsEvent.Known("::1", List.of("0:0:0:0:0:0:0:1"), DnsEvent.Source.HOST));
  }

  @Test
  void aNameIsAnsweredOnTheLoop() throws Exception {
    Answer answer = ask("localhost");
    assertThat(answer.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    assertThat(answer.thread()).isEqualTo("naru-loop-0");
    assertThat(traces.take().entries().getFirst().event()).isInstanceOf(DnsEvent.Known.class);
  }

  /** A lookup may come back when the program has ended: that is no error of anybody. */
  @Test
  void anAnswerForALoopThatHasEndedGoesNowhere() {
    EventLoop loop = loops.next();
    loops.close();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Span span = tracer.span();
    span.beginRoot(Party.CLIENT);
    assertThatCode(() -> HostResolver.ask("localhost", loop, span, resolution(span, answer)))
        .doesNotThrowAnyException();
    assertThat(answer).isNotDone();
  }

  /** RFC 6761 section 6.4: {@code .invalid} never exists; a label of 64 bytes is not even asked. */
  @Test
  void anUnknownNameIsAFailure() throws Exception {
    assertThat(ask("x".repeat(64) + ".invalid").code()).isEqualTo(Code.DNS_NXDOMAIN);
    assertThat(traces.take().entries().getFirst().event()).isInstanceOf(DnsEvent.Failed.class);
  }
}
