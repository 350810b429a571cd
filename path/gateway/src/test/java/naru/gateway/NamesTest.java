package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.gateway.config.Naming;
import naru.gateway.config.Site;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
import naru.gateway.core.Spot;
import naru.gateway.core.Target;
import naru.gateway.core.TargetState;
import naru.gateway.core.Upstream;
import naru.trace.DnsEvent;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import naru.trace.TraceSummary;
import naru.trace.Tracer;
import naru.transport.NameResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service of two hosts, of which one cannot always be found. In virtual time. */
final class NamesTest implements NameResolver {
  private static final long DAY = 86_400;
  private static final String SERVICE = "_http._tcp.web.test";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<SpanRecord> told = new ArrayList<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 42, told::add);
  private final Target target = target();
  private final Names names =
      new Names(
          target,
          new Endpoint(SERVICE, 0),
          Naming.USUAL,
          channel.eventLoop(),
          this,
          tracer,
          this::changed);

  private boolean first = true;
  private boolean second;
  private int asked;
  private int changes;

  private static Target target() {
    TargetConfig service = new TargetConfig(new Site.Service(SERVICE), 1, false, Map.of());
    return Upstream.of(
            UpstreamConfig.of("shop", List.of(service)), 1, key -> new TargetState(key, 1))
        .configured()
        .getFirst();
  }

  @AfterEach
  void close() {
    names.close();
    channel.close();
  }

  @Override
  public void services(String service, EventLoop loop, Span span, Discovery discovery) {
    asked++;
    discovery.resolved(
        List.of(new Service(0, 1, 80, "a.test"), new Service(0, 1, 80, "b.test")), DAY);
  }

  @Override
  public void resolve(String host, EventLoop loop, Span span, Resolution resolution) {
    if (first && host.equals("a.test")) {
      resolution.resolved(List.of(IpRange.literal("10.0.0.1")), DAY);
    } else if (second) {
      resolution.resolved(List.of(IpRange.literal("10.0.0.2")), DAY);
    } else {
      Failure failure = Failure.of(Code.DNS_TIMEOUT, Side.UPSTREAM, "no answer");
      span.add(new DnsEvent.Failed(host, "A", failure));
      resolution.failed(failure);
    }
  }

  private void changed(long every) {
    assertThat(every).isBetween(1_000_000_000L, 300_000_000_000L);
    changes++;
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private List<String> hosts() {
    return target.state().spots().stream().map(Spot::host).toList();
  }

  @Test
  void aHostThatWasNotFoundAtFirstIsAskedForSoonWhateverTheTtl() {
    names.start();
    channel.runPendingTasks();
    assertThat(hosts()).containsExactly("a.test");
    assertThat(told).as("why b.test is missing").hasSize(1);
    pass(1);
    assertThat(asked).isEqualTo(2);
    pass(1);
    assertThat(asked).as("twice as long").isEqualTo(2);
    second = true;
    pass(1);
    assertThat(hosts()).containsExactly("a.test", "b.test");
    assertThat(asked).isEqualTo(3);
    assertThat(changes).isEqualTo(2);
    pass(299);
    assertThat(asked).as("as the TTL says, at most 5 minutes").isEqualTo(3);
    pass(1);
    assertThat(asked).isEqualTo(4);
  }

  @Test
  void aNameThatDoesNotComeUpIsTriedEverySecondAndToldOnce() {
    first = false;
    names.start();
    channel.runPendingTasks();
    for (int i = 0; i < 20; i++) {
      pass(1);
    }
    assertThat(asked).isEqualTo(21);
    assertThat(told).hasSize(1);
    assertThat(TraceSummary.of(traceOf(told.getFirst())).url()).isIn("a.test", "b.test");
    first = true;
    second = true;
    pass(1);
    assertThat(hosts()).containsExactly("a.test", "b.test");
    assertThat(told).as("that it came up").hasSize(2);
  }

  private static Trace traceOf(SpanRecord span) {
    return new Trace(span.trace(), Instant.EPOCH, 0, List.of(span));
  }

  @Test
  void aHostThatIsLostKeepsItsAddressAndIsAskedForSoon() {
    second = true;
    names.start();
    channel.runPendingTasks();
    second = false;
    pass(300);
    assertThat(hosts()).containsExactly("a.test", "b.test");
    assertThat(changes).isEqualTo(1);
    assertThat(told.getLast().entries())
        .anySatisfy(e -> assertThat(e.event()).isInstanceOf(DnsEvent.Failed.class));
    int before = asked;
    pass(1);
    assertThat(asked).isEqualTo(before + 1);
  }
}
