package naru.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Way;
import naru.stack.StackConfig;
import naru.stack.tcp.TcpConfig;
import naru.testkit.Seeds;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.Tracer;
import naru.transport.ClientTls;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.NameResolver;
import naru.transport.stack.InnerHost;
import naru.transport.stack.InnerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trip without the kernel: both ends tell every segment, from the SYN to the last ACK. */
final class OwnStackTripTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final InetAddress SHOP = IpRange.literal("10.77.0.1");

  private final List<SpanRecord> parts = new ArrayList<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 42, this::ended);
  private final Metrics metrics = new Metrics();
  private final Loops kernel = Loops.open(1);
  private final InnerNetwork network =
      InnerNetwork.of(
          List.of(IpRange.parse("10.77.0.0/24")), 1500, Clock.system(), Seeds.of(1)::generator);
  private final InnerHost client = host("10.77.0.2/24");
  private final InnerHost server = host("10.77.0.1/24");
  private final Loops loops = kernel.joining(client);

  private InnerHost host(String address) {
    TcpConfig recording = TcpConfig.USUAL.recording(1024, 0);
    return network.host(address, StackConfig.of(address).with(recording), kernel.all());
  }

  private synchronized void ended(SpanRecord part) {
    parts.add(part);
    notifyAll();
  }

  /** The segments that a party told, also late, once the last of them is there. */
  private synchronized List<String> segments(Party at) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (true) {
      List<String> told = told(at);
      long fins = told.stream().filter(s -> s.contains("FIN")).count();
      if (fins == 2 && told.subList(told.size() - 2, told.size()).contains("CLIENT ACK 0")) {
        return told;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left).as("no end in %s", told).isPositive();
      wait(left);
    }
  }

  private List<String> told(Party at) {
    List<String> told = new ArrayList<>();
    for (SpanRecord part : parts) {
      if (part.at() == at) {
        part.entries().forEach(e -> segment(e, told));
      }
    }
    return told;
  }

  private static void segment(Entry entry, List<String> told) {
    if (entry.event() instanceof TcpEvent.Segment s) {
      assertThat(entry.provenance()).isEqualTo(Provenance.WIRE);
      String flags = s.flags().replaceAll(",(ECE|CWR)", "");
      told.add(entry.from() + " " + flags + " " + (s.lengthBytes() > 0 ? "+" : "0"));
    }
  }

  @AfterEach
  void close() {
    network.close();
    kernel.close();
  }

  private int serve() {
    Way way = Way.of(OwnStackTripTest::answer);
    HttpEngine engine = HttpEngine.of(kernel.joining(server), tracer, metrics);
    HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    Limit limit = Limit.of(metrics, "connections", 100);
    Listener.Options options = new Listener.Options(Party.GATEWAY, null, PATIENCE, limit);
    InetSocketAddress at = new InetSocketAddress(SHOP, 0);
    return Listener.open(loops, at, options, tracer, service).address().getPort();
  }

  private static void answer(Exchange x) {
    x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "hello"));
  }

  @Test
  void bothEndsTellEverySegment() throws Exception {
    NameResolver names = (host, loop, span, resolution) -> resolution.resolved(List.of(SHOP));
    ClientTls tls = ClientTls.of(List.of(), false, List.of());
    Traveller traveller =
        Traveller.of(loops, HttpEngine.of(loops, tracer, new Metrics()), names, tls);
    Trip trip =
        new Trip(
            Trip.parse("http://shop.naru.test:" + serve()),
            "GET",
            List.of(),
            new byte[0],
            Optional.empty(),
            PATIENCE);
    BodyPipe pipe = new BodyPipe();
    CompletableFuture<Outcome> outcome = traveller.go(trip, pipe);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    pipe.writeTo(body);
    assertThat(outcome.get(20, TimeUnit.SECONDS).failure()).isEmpty();
    assertThat(body).hasToString("hello");

    for (Party teller : List.of(Party.CLIENT, Party.GATEWAY)) {
      List<String> told = segments(teller);
      assertThat(told)
          .startsWith("CLIENT SYN 0", "GATEWAY SYN,ACK 0")
          .containsSubsequence("CLIENT PSH,ACK +", "GATEWAY PSH,ACK +", "GATEWAY FIN,ACK 0");
    }
  }
}
