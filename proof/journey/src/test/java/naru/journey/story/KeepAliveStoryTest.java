package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.Stand;
import naru.base.Code;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 9112 section 9.3.1 through the whole gateway: servers that close what was idle for a second,
 * and clients that ask when that is over, or just not yet. The system property {@code naru.race}
 * says how often.
 */
final class KeepAliveStoryTest {
  private static final int QUICK = 600;

  static final int REQUESTS = Integer.getInteger("naru.race", QUICK);

  @TempDir private Path state;

  @Test
  void noRequestIsLost() throws Exception {
    try (PunctualOrigin origin = PunctualOrigin.open()) {
      check(state, origin.port(), REQUESTS);
    }
  }

  /** Few rounds with many clients: the first two are where nothing was learned yet. */
  static void check(Path state, int port, int requests) throws Exception {
    int clients = Math.min(700, Math.max(200, requests / 3));
    try (Stand stand = Stand.open(state, SteadyClients.config(clients, port), Map.of())) {
      List<SteadyClients.Lost> lost =
          SteadyClients.ask(stand.port("gateway"), clients, Math.ceilDiv(requests, clients));
      String counts = counts(stand);
      assertThat(lost).as(counts).isEmpty();
      assertThat(sum(stand, "naru_upstream_reuses_total")).as(counts).isPositive();
      assertThat(sum(stand, "naru_upstream_idle_closed_total")).as(counts).isPositive();
      assertThat(sum(stand, "naru_upstream_idle_lessons_total")).as(counts).isPositive();
      if (requests > QUICK) {
        System.err.println(requests + " requests, lost " + lost.size() + ": " + counts);
      }
    }
  }

  /** What a trace of a lost request tells: on which connection, and that this was the race. */
  private static void saysWhy(Stand stand, SteadyClients.Lost lost) {
    assertThat(lost.reason()).isEqualTo(Code.UPSTREAM_REUSED_IDLE.reason());
    Until.so("the trace is there", () -> stand.traces().find(lost.trace()).isPresent());
    Trace trace = stand.traces().find(lost.trace()).orElseThrow();
    assertThat(Told.events(trace, TcpEvent.Reused.class))
        .filteredOn(r -> r.remote().startsWith("127.1."))
        .hasSize(1);
    assertThat(Told.events(trace, HttpEvent.Failed.class))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.failure().code()).isEqualTo(Code.UPSTREAM_REUSED_IDLE));
  }

  private static String counts(Stand stand) {
    StringBuilder text = new StringBuilder();
    for (String name :
        List.of("dials", "reuses", "idle_closed", "race_avoided", "replays", "idle_lessons")) {
      text.append(name).append(' ').append(sum(stand, "naru_upstream_" + name + "_total"));
      text.append("  ");
    }
    return text.toString();
  }

  private static long sum(Stand stand, String name) {
    return stand.metrics().samples().stream()
        .filter(s -> s.name().startsWith(name))
        .mapToLong(naru.base.Metrics.Sample::value)
        .sum();
  }

  /** The server takes the POST and closes: nobody can know whether it did what was asked. */
  @Test
  void aPostThatIsLostSaysSoAndWhy() throws Exception {
    try (PunctualOrigin origin = PunctualOrigin.open();
        Stand stand = Stand.open(state, SteadyClients.config(1, origin.port()), Map.of());
        Socket socket = Wire.connect(stand.port("gateway"))) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(SteadyClients.ask(socket, in, "POST", "/", "s0.test")).isEmpty();
      Optional<SteadyClients.Lost> lost = SteadyClients.ask(socket, in, "POST", "/trap", "s0.test");
      assertThat(lost).isPresent();
      assertThat(lost.get().status()).isEqualTo(502);
      saysWhy(stand, lost.get());
      // What may be repeated is: on a fresh connection, where the trap is none.
      assertThat(SteadyClients.ask(socket, in, "GET", "/", "s0.test")).isEmpty();
      assertThat(SteadyClients.ask(socket, in, "PUT", "/trap", "s0.test")).isEmpty();
      assertThat(sum(stand, "naru_upstream_replays_total")).isEqualTo(1);
    }
  }
}
