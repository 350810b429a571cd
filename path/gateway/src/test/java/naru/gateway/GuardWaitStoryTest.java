package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import naru.base.Place;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.LimitBy;
import naru.gateway.guard.config.Pace;
import naru.gateway.guard.config.Rate;
import naru.http.Exchange;
import naru.trace.GuardEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for each other: circuits, what is under way at once, bandwidth. */
class GuardWaitStoryTest {
  private static final Place LINE = new Place("naru.yaml", 7, 5);
  private static final long SECOND = 1_000_000_000L;

  private final Town town = new Town();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  /** Requests are under way at the server until they are let go. */
  private InetSocketAddress guarded(Guarding... guardings) {
    UpstreamConfig shop = UpstreamConfig.of("shop", town.backend(held::add).endpoint());
    List<RouteConfig> routes = new java.util.ArrayList<>();
    for (int i = 0; i < guardings.length; i++) {
      routes.add(
          RouteConfig.of("r" + i, Matching.host("r" + i + ".test").match(), "shop")
              .guardedBy(guardings[i]));
    }
    return town.serve(GatewayConfig.of(List.of(shop), routes));
  }

  private Exchange underWay() throws InterruptedException {
    Exchange x = held.poll(10, TimeUnit.SECONDS);
    assertThat(x).as("a request at the server").isNotNull();
    return x;
  }

  private static void letGo(Exchange x) {
    x.loop().execute(() -> Town.says("done").enter(x));
  }

  private static Socket send(InetSocketAddress to, String host) throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(10_000);
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    try (socket) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Goes away for good: a client that only says no more may still wait for its answer. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private GuardEvent.Waited waited() throws InterruptedException {
    return town.span(GuardEvent.Waited.class::isInstance).entries().stream()
        .map(naru.trace.Entry::event)
        .filter(GuardEvent.Waited.class::isInstance)
        .map(GuardEvent.Waited.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private void metric(String name, long value) {
    for (int i = 0; i < 5000; i++) {
      if (town.metrics.text().contains(name + " " + value + "\n")) {
        return;
      }
      LockSupport.parkNanos(2_000_000); // asks again and again until it is so
    }
    assertThat(town.metrics.text()).contains(name + " " + value + "\n");
  }

  private static Guarding circuit(int requests, int queue, long waitNanos, int priority) {
    return guarding(
        List.of(),
        List.of(),
        List.of(new Circuit("upstream shop", requests, queue, waitNanos, false, 1, LINE)),
        priority);
  }

  private static Guarding guarding(
      List<Rate> rates, List<Pace> paces, List<Circuit> circuits, int priority) {
    Guarding none = Guarding.NONE;
    return new Guarding(
        none.addresses(),
        none.basic(),
        none.keys(),
        none.jwt(),
        none.ask(),
        rates,
        paces,
        circuits,
        priority);
  }

  private static final String INFLIGHT = "naru_gateway_circuit_inflight{circuit=\"upstream shop\"}";
  private static final String WAITING = "naru_gateway_circuit_waiting{circuit=\"upstream shop\"}";

  // ---- circuits

  /** A group's bound holds for all routes that lead there. */
  @Test
  void aGroupIsBoundedOnAWayOfASplitToo() throws Exception {
    Circuit one = new Circuit("upstream shop", 1, 0, SECOND, false, 1, LINE);
    HeaderChange none = HeaderChange.NONE;
    Destination.Arm arm = new Destination.Arm("shop", 1, none, none, Optional.of(one));
    UpstreamConfig shop = UpstreamConfig.of("shop", town.backend(x -> {}).endpoint());
    RouteConfig route =
        new RouteConfig(
            "web",
            RouteMatch.ANY,
            new Destination.Split(List.of(arm)),
            List.of(),
            Guarding.NONE,
            LINE);
    InetSocketAddress at = town.serve(GatewayConfig.of(List.of(shop), List.of(route)));
    try (Socket first = new Socket(at.getAddress(), at.getPort())) {
      first
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      metric(INFLIGHT, 1);
      assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 503").contains("limit.requests");
      first.setSoLinger(true, 0); // a reset
    }
    metric(INFLIGHT, 0);
  }

  @Test
  void whoFindsNoPlaceToWaitGets503() throws Exception {
    InetSocketAddress at = guarded(circuit(1, 0, SECOND, 5));
    Socket first = send(at, "r0.test");
    Exchange x = underWay();
    assertThat(answer(send(at, "r0.test")))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1")
        .contains("\"reason\":\"limit.requests\"");
    assertThat(waited())
        .isEqualTo(new GuardEvent.Waited("upstream shop", GuardEvent.Outcome.FULL, 0, 1, 1, LINE));
    letGo(x);
    assertThat(answer(first)).endsWith("done");
    metric(INFLIGHT, 0);
  }

  @Test
  void whoWaitsGoesOnWhenThereIsRoom() throws Exception {
    InetSocketAddress at = guarded(circuit(1, 5, 10 * SECOND, 5));
    Socket first = send(at, "r0.test");
    Exchange x = underWay();
    Socket second = send(at, "r0.test");
    metric(WAITING, 1);
    assertThat(held).isEmpty();
    letGo(x);
    assertThat(answer(first)).endsWith("done");
    letGo(underWay());
    assertThat(answer(second)).endsWith("done");
    assertThat(waited().outcome()).isEqualTo(GuardEvent.Outcome.ADMITTED);
    metric(INFLIGHT, 0);
  }

  @Test
  void whoseTurnDoesNotComeInTimeGets503() throws Exception {
    InetSocketAddress at = guarded(circuit(1, 5, SECOND / 20, 5));
    Socket first = send(at, "r0.test");
    Exchange x = underWay();
    assertThat(answer(send(at, "r0.test")))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"reason\":\"limit.queue-timeout\"");
    GuardEvent.Waited event = waited();
    assertThat(event.outcome()).isEqualTo(GuardEvent.Outcome.TIMEOUT);
    assertThat(event.waitedMillis()).isGreaterThanOrEqualTo(50);
    letGo(x);
    answer(first);
    metric(INFLIGHT, 0);
    metric(WAITING, 0);
  }

  @Test
  void aHigherPriorityTakesThePlace() throws Exception {
    InetSocketAddress at = guarded(circuit(1, 1, 10 * SECOND, 2), circuit(1, 1, 10 * SECOND, 8));
    Socket first = send(at, "r0.test");
    Exchange x = underWay();
    Socket low = send(at, "r0.test");
    metric(WAITING, 1);
    Socket high = send(at, "r1.test");
    assertThat(answer(low)).contains("\"reason\":\"limit.requests\"");
    assertThat(waited().outcome()).isEqualTo(GuardEvent.Outcome.DISPLACED);
    letGo(x);
    answer(first);
    letGo(underWay());
    assertThat(answer(high)).endsWith("done");
    metric(INFLIGHT, 0);
  }

  @Test
  void whoGoesAwayFreesItsPlace() throws Exception {
    InetSocketAddress at = guarded(circuit(1, 5, 10 * SECOND, 5));
    Socket first = send(at, "r0.test");
    underWay();
    Socket waiting = send(at, "r0.test");
    metric(WAITING, 1);
    reset(waiting);
    metric(WAITING, 0);
    reset(first);
    metric(INFLIGHT, 0);
    Socket next = send(at, "r0.test");
    letGo(underWay());
    assertThat(answer(next)).endsWith("done");
  }

  @Test
  void aReloadWithOtherBoundsKeepsCountOfWhatIsUnderWay() throws Exception {
    InetSocketAddress before = guarded(circuit(1, 0, SECOND, 5));
    Socket first = send(before, "r0.test");
    Exchange x = underWay();
    InetSocketAddress after = guarded(circuit(2, 0, SECOND, 5));
    Socket second = send(after, "r0.test");
    Exchange y = underWay();
    assertThat(answer(send(after, "r0.test"))).contains("\"reason\":\"limit.requests\"");
    letGo(x);
    letGo(y);
    answer(first);
    answer(second);
    metric(INFLIGHT, 0);
  }

  // ---- at once

  @Test
  void aClientHasOnlySoManyUnderWay() throws Exception {
    Rate two = new Rate("two", "two", 2, 0, 2, new LimitBy.Client(), 1, false, true, LINE);
    InetSocketAddress at = guarded(guarding(List.of(two), List.of(), List.of(), 5));
    Socket first = send(at, "r0.test");
    Socket second = send(at, "r0.test");
    Exchange x = underWay();
    Exchange y = underWay();
    assertThat(answer(send(at, "r0.test")))
        .startsWith("HTTP/1.1 429 ")
        .contains("\"reason\":\"limit.concurrent\"");
    letGo(x);
    letGo(y);
    answer(first);
    answer(second);
    Socket third = send(at, "r0.test");
    letGo(underWay());
    assertThat(answer(third)).endsWith("done");
  }

  // ---- bandwidth

  @Test
  void aResponseGoesNoFasterThanItMay() throws Exception {
    Pace pace = new Pace("slow", "slow", false, 400_000, 20_000, Optional.empty(), 1, LINE);
    InetSocketAddress at = guarded(guarding(List.of(), List.of(pace), List.of(), 5));
    long begun = System.nanoTime();
    Socket socket = send(at, "r0.test");
    Exchange x = underWay();
    String big = "x".repeat(200_000);
    x.loop().execute(() -> Town.says(big).enter(x));
    assertThat(answer(socket)).endsWith(big);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertThat(millis)
        .as("200 kB at 400 kB/s, of which a last read may be ahead")
        .isGreaterThan(150);
    assertThrottled();
  }

  private void assertThrottled() throws InterruptedException {
    GuardEvent.Throttled event =
        (GuardEvent.Throttled)
            town.span(GuardEvent.Throttled.class::isInstance).entries().stream()
                .map(naru.trace.Entry::event)
                .filter(GuardEvent.Throttled.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(event.bytesPerSecond()).isEqualTo(400_000);
    assertThat(event.heldMillis()).isGreaterThan(100);
  }

  @Test
  void aRequestsBodyGoesNoFasterThanItMay() throws Exception {
    Pace pace = new Pace("slow", "slow", true, 400_000, 20_000, Optional.empty(), 1, LINE);
    InetSocketAddress at = guarded(guarding(List.of(), List.of(pace), List.of(), 5));
    String body = "x".repeat(300_000);
    Socket socket = new Socket(at.getAddress(), at.getPort());
    socket.setSoTimeout(10_000);
    long begun = System.nanoTime();
    Thread sending =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    String head =
                        "POST / HTTP/1.1\r\nHost: r0.test\r\nConnection: close\r\n"
                            + "Content-Length: 300000\r\n\r\n";
                    socket
                        .getOutputStream()
                        .write((head + body).getBytes(StandardCharsets.US_ASCII));
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    Exchange x = underWay();
    x.loop().execute(() -> x.readBody(new Counting(x)));
    assertThat(answer(socket)).endsWith("300000");
    sending.join();
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertThat(millis)
        .as("300 kB at 400 kB/s, of which a last read may be ahead")
        .isGreaterThan(300);
    assertThrottled();
  }

  /** Answers with the length of a body. */
  private static final class Counting implements naru.http.BodySink {
    private final Exchange x;
    private int bytes;

    Counting(Exchange x) {
      this.x = x;
    }

    @Override
    public void data(io.netty.buffer.ByteBuf data) {
      bytes += data.readableBytes();
      data.release();
    }

    @Override
    public void end() {
      Town.says(Integer.toString(bytes)).enter(x);
    }

    @Override
    public void abort(naru.base.Failure failure) {}
  }
}
