package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Clock;
import naru.base.Endpoint;
import naru.base.Place;
import naru.gateway.config.Ejection;
import naru.gateway.config.Grouping;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.UpstreamConfig;
import naru.trace.Event;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.Ejected;
import naru.trace.GatewayEvent.NoTarget;
import naru.trace.GatewayEvent.TargetChosen;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import org.junit.jupiter.api.Test;

class UpstreamTest {
  private static final long SECOND = 1_000_000_000L;
  private static final HealthCheck CHECK = new HealthCheck("/", SECOND, SECOND, 1, 1);
  private static final Ejection AFTER_TWO = new Ejection(2, 10 * SECOND, 25 * SECOND, 50);

  private final Map<TargetState.Key, TargetState> known = new HashMap<>();

  private Upstream two() {
    return compile(
        Grouping.of("shop", new Endpoint("10.0.0.1", 80), new Endpoint("10.0.0.2", 80))
            .checkedBy(CHECK)
            .ejecting(AFTER_TWO)
            .group());
  }

  private Upstream compile(UpstreamConfig config) {
    return Upstream.of(config, 1, k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)));
  }

  private static String pick(Upstream upstream, long now, Target... tried) {
    int pick = upstream.choose(0, now, 0, List.of(tried));
    return pick == Upstream.NOBODY ? "none" : upstream.target(0, pick).address();
  }

  /** What the trace is told of a choice. */
  private static Event told(Upstream upstream, long now) {
    List<Event> told = new ArrayList<>();
    Span span =
        Tracer.of(Clock.system(), 1, part -> part.entries().forEach(e -> told.add(e.event())))
            .span();
    span.beginRoot(Party.GATEWAY);
    upstream.tell(span, 0, upstream.choose(0, now, 0, List.of()));
    span.end();
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  @Test
  void amongManyTheChosenOneIsToldOf() {
    Endpoint[] all = new Endpoint[20];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Endpoint("10.0.0." + i, 80);
    }
    Upstream upstream = compile(UpstreamConfig.of("many", all));
    upstream.targets().get(3).state().inflight().add(0, 7);
    for (int turn = 0; turn < all.length; turn++) {
      TargetChosen chosen = (TargetChosen) told(upstream, 0);
      assertThat(chosen.target()).isEqualTo("10.0.0." + turn + ":80");
      assertThat(chosen.candidates()).hasSize(16);
      assertThat(chosen.candidates().get(3))
          .isEqualTo(new Candidate("10.0.0.3:80", "healthy", 7, 1));
      assertThat(chosen.candidates().getLast().target())
          .isEqualTo("10.0.0." + Math.max(turn, 15) + ":80");
    }
  }

  @Test
  void aChoiceTellsTheNumbersOfAllCandidates() {
    Upstream upstream = two();
    upstream.targets().get(1).state().inflight().add(0, 3);
    assertThat(told(upstream, 0))
        .isEqualTo(
            new TargetChosen(
                "shop",
                "10.0.0.1:80",
                "round-robin",
                List.of(
                    new Candidate("10.0.0.1:80", "healthy", 0, 1),
                    new Candidate("10.0.0.2:80", "healthy", 3, 1)),
                Place.BUILT_IN));
  }

  @Test
  void aTargetIsEjectedEachTimeForLonger() {
    Upstream upstream = two();
    Target first = upstream.targets().getFirst();
    assertThat(upstream.failed(first, 0)).isEmpty();
    upstream.succeeded(first);
    assertThat(upstream.failed(first, 0)).isEmpty();
    assertThat(upstream.failed(first, 0)).contains(new Ejected("shop", "10.0.0.1:80", 2, 10_000));
    for (int i = 0; i < 4; i++) {
      assertThat(pick(upstream, 5 * SECOND)).isEqualTo("10.0.0.2:80");
    }
    assertThat(upstream.candidates(5 * SECOND).getFirst().state()).isEqualTo("ejected");
    assertThat(upstream.candidates(10 * SECOND).getFirst().state()).isEqualTo("healthy");
    assertThat(ejectedMillis(upstream, first, 11 * SECOND)).contains(20_000L);
    assertThat(ejectedMillis(upstream, first, 32 * SECOND)).contains(25_000L);
    // It behaved for longer than the longest ejection: the count begins anew.
    assertThat(ejectedMillis(upstream, first, 83 * SECOND)).contains(10_000L);
  }

  private static Optional<Long> ejectedMillis(Upstream upstream, Target target, long now) {
    upstream.failed(target, now);
    return upstream.failed(target, now).map(Ejected::forMillis);
  }

  @Test
  void neverMoreThanHalfOfAGroupIsEjected() {
    Upstream upstream = two();
    assertThat(ejectedMillis(upstream, upstream.targets().get(0), 0)).isPresent();
    assertThat(ejectedMillis(upstream, upstream.targets().get(1), 0)).isEmpty();
    assertThat(pick(upstream, 1)).isEqualTo("10.0.0.2:80");
  }

  @Test
  void whenEjectionsLeaveNobodyTheEjectedAreUsedButNeverWhatChecksFoundDead() {
    Upstream upstream = two();
    ejectedMillis(upstream, upstream.targets().get(0), 0);
    upstream.targets().get(1).state().health().failed(CHECK, "refused", 0);
    assertThat(pick(upstream, 1)).isEqualTo("10.0.0.1:80");
    upstream.targets().get(0).state().health().failed(CHECK, "refused", 0);
    assertThat(told(upstream, 1))
        .isEqualTo(
            new NoTarget(
                "shop",
                List.of(
                    new Candidate("10.0.0.1:80", "unhealthy", 0, 1),
                    new Candidate("10.0.0.2:80", "unhealthy", 0, 1)),
                Place.BUILT_IN));
  }

  @Test
  void aRetryGoesElsewhereOrNowhere() {
    Upstream upstream = two();
    Target first = upstream.targets().get(0);
    Target second = upstream.targets().get(1);
    assertThat(pick(upstream, 0, first)).isEqualTo("10.0.0.2:80");
    assertThat(pick(upstream, 0, second)).isEqualTo("10.0.0.1:80");
    assertThat(pick(upstream, 0, first, second)).isEqualTo("none");
  }

  @Test
  void aReloadForgetsNoHealthUnlessNobodyChecksAnyMore() {
    two().targets().getFirst().state().health().failed(CHECK, "refused", 0);
    assertThat(two().candidates(0).getFirst().state()).isEqualTo("unhealthy");
    Upstream unchecked = compile(UpstreamConfig.of("shop", new Endpoint("10.0.0.1", 80)));
    assertThat(unchecked.candidates(0).getFirst().state()).isEqualTo("healthy");
  }

  @Test
  void aNameWithoutAddressIsNotUsedAndALostAnswerChangesNothing() {
    Upstream upstream = compile(UpstreamConfig.of("named", new Endpoint("web.test", 80)));
    assertThat(pick(upstream, 0)).isEqualTo("none");
    Target target = upstream.targets().getFirst();
    assertThat(target.peer(0)).isEmpty();
    java.net.InetSocketAddress at =
        new java.net.InetSocketAddress(naru.base.IpRange.literal("10.0.0.9"), 80);
    assertThat(target.state().foundAt(List.of(at))).isTrue();
    assertThat(target.state().foundAt(List.of())).isFalse();
    assertThat(pick(upstream, 0)).isEqualTo("web.test:80");
    assertThat(target.peer(7).orElseThrow().address()).isEqualTo(at);
  }
}
