package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.trace.Witness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contexts by name: asked for once, kept within bounds, renewed in the background. */
final class ContextsTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final Loops loops = Loops.open(1);
  private final Metrics metrics = new Metrics();
  private final BlockingQueue<SpanRecord> traces = new LinkedBlockingQueue<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 7, traces::add);
  private volatile Instant now = START;
  private volatile Staple staple = Staple.NONE;
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final Semaphore allowed = new Semaphore(1000);

  @AfterEach
  void close() {
    loops.close();
  }

  private final CompletableFuture<Thread> asker = new CompletableFuture<>();

  private Contexts contexts(int max, int lookups) {
    Contexts contexts =
        new Contexts(
            this::issue,
            TlsTerms.of(List.of()),
            TicketKeys.of(TicketKeys.Rotation.USUAL, () -> now, () -> Engines.random(32)),
            Engines.best(),
            () -> now,
            new Contexts.Bounds(max, lookups));
    contexts.publish(metrics);
    return contexts;
  }

  private Credential issue(String name, Witness witness) {
    asker.complete(Thread.currentThread());
    asked.add(name);
    allowed.acquireUninterruptibly();
    witness.add(
        Party.GATEWAY, Party.CA, Provenance.DERIVED, new CaEvent.Requested(List.of(name), "EC"));
    Credential shop = TestCertificates.shop();
    return new Credential(shop.key(), shop.chain(), now.plus(Duration.ofDays(20)), staple);
  }

  private CompletableFuture<SslContext> find(Contexts contexts, String name) {
    CompletableFuture<SslContext> answer = new CompletableFuture<>();
    EventLoop loop = loops.next();
    loop.execute(
        () ->
            contexts.find(
                name,
                loop,
                Party.GATEWAY,
                tracer.prologue(),
                new Contexts.Found() {
                  @Override
                  public void context(SslContext context, byte[] staple) {
                    ReferenceCountUtil.release(context);
                    answer.complete(context);
                  }

                  @Override
                  public void none(Failure failure) {
                    answer.completeExceptionally(failure.asException());
                  }
                }));
    return answer.orTimeout(10, TimeUnit.SECONDS);
  }

  private long sample(String name) {
    return metrics.samples().stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void anAnswerAfterTheLoopsEndIsDropped() throws Exception {
    BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    try {
      allowed.drainPermits();
      CompletableFuture<SslContext> waiting = find(contexts(4, 4), "a.test");
      Thread thread = asker.get(10, TimeUnit.SECONDS);
      loops.close();
      allowed.release(1);
      thread.join(Duration.ofSeconds(10));
      assertThat(uncaught).isEmpty();
      assertThat(waiting).isNotDone();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void allWhoWaitShareOneLookup() throws Exception {
    allowed.drainPermits();
    Contexts contexts = contexts(4, 4);
    List<CompletableFuture<SslContext>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(find(contexts, "a.test"));
    }
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("a.test");
    allowed.release(1);
    SslContext first = waiting.getFirst().join();
    assertThat(waiting).allSatisfy(answer -> assertThat(answer.join()).isSameAs(first));
    assertThat(asked).isEmpty();
    contexts.releaseAll();
  }

  @Test
  void whatIsFoundAfterTheEndIsNotKept() throws Exception {
    allowed.drainPermits();
    Contexts contexts = contexts(4, 4);
    CompletableFuture<SslContext> waiting = find(contexts, "a.test");
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("a.test");
    contexts.releaseAll();
    allowed.release(1);
    SslContext found = waiting.join();
    assertThat(sample("naru_limit_used{limit=\"transport.tls-contexts\"}")).isZero();
    assertThat(ReferenceCountUtil.refCnt(found)).isZero();
  }

  @Test
  void theOneUsedLongestAgoGoes() {
    Contexts contexts = contexts(2, 4);
    find(contexts, "a.test").join();
    find(contexts, "b.test").join();
    find(contexts, "a.test").join();
    find(contexts, "c.test").join();
    find(contexts, "a.test").join();
    find(contexts, "b.test").join();
    assertThat(asked).containsExactly("a.test", "b.test", "c.test", "b.test");
    assertThat(sample("naru_limit_used{limit=\"transport.tls-contexts\"}")).isEqualTo(2);
    contexts.releaseAll();
    assertThat(sample("naru_limit_used{limit=\"transport.tls-contexts\"}")).isZero();
  }

  @Test
  void lookupsAboveTheBoundAreRefused() throws Exception {
    allowed.drainPermits();
    Contexts contexts = contexts(4, 1);
    CompletableFuture<SslContext> slow = find(contexts, "a.test");
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("a.test");
    assertThat(find(contexts, "b.test").handle((context, thrown) -> String.valueOf(thrown)).join())
        .contains(Code.TLS_NO_CERTIFICATE.number())
        .contains("more than 1 certificates");
    allowed.release(1);
    slow.join();
    contexts.releaseAll();
  }

  @Test
  void renewalHappensInTheBackgroundAndIsATraceOfItsOwn() throws Exception {
    Contexts contexts = contexts(4, 4);
    SslContext first = find(contexts, "a.test").join();
    now = START.plus(Duration.ofDays(21));
    staple = () -> new byte[0];
    assertThat(find(contexts, "a.test").join()).as("the old one serves").isSameAs(first);
    SpanRecord renewal = traces.poll(10, TimeUnit.SECONDS);
    assertThat(renewal).isNotNull();
    assertThat(renewal.entries().getFirst().event()).isInstanceOf(CaEvent.Requested.class);
    assertThat(find(contexts, "a.test").join()).as("the new one").isNotSameAs(first);
    assertThat(asked).hasSize(2);
    contexts.releaseAll();
  }

  /**
   * Files are looked at every few seconds: a context is native memory, and made for what is new.
   */
  @Test
  void whatIsTheSameAsBeforeKeepsItsContext() throws Exception {
    Contexts contexts = contexts(4, 4);
    SslContext first = find(contexts, "a.test").join();
    for (int i = 1; i <= 3; i++) {
      now = START.plus(Duration.ofDays(21L * i));
      find(contexts, "a.test").join();
      assertThat(traces.poll(10, TimeUnit.SECONDS)).as("it was looked up anew").isNotNull();
      assertThat(find(contexts, "a.test").join()).isSameAs(first);
    }
    assertThat(asked).hasSize(4);
    assertThat(ReferenceCountUtil.refCnt(first)).isEqualTo(1);
    assertThat(sample("naru_limit_used{limit=\"transport.tls-contexts\"}")).isEqualTo(1);
    contexts.releaseAll();
    assertThat(ReferenceCountUtil.refCnt(first)).isZero();
  }
}
