package naru.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.base.Place;
import naru.dns.core.BlockList;
import naru.dns.core.Forward;
import naru.dns.core.Recursion;
import naru.dns.core.Upstream;
import naru.dns.core.Zone;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.Loops;
import naru.wire.dns.Name;

/** Name servers on loopback for tests, and the parts of traces as they end. */
final class Lab implements AutoCloseable {
  final Loops loops = Loops.open(2);
  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  final Tracer tracer = Tracer.of(Clock.system(), 7, spans::add);

  static Place line(int line) {
    return new Place("naru.yaml", line, 1);
  }

  static Zone zone() {
    Zone.Builder zone =
        Zone.builder("naru.test", line(3))
            .add("shop", "A 127.0.0.1", line(4))
            .add("api", "CNAME shop", line(5))
            .add("@", "MX 10 mail", line(6))
            .add("mail", "300 A 127.0.0.2", line(7))
            .add("mail", "AAAA ::1", line(7))
            .add("@", "TXT \"naru lab\"", line(8))
            .add("*.wild", "A 127.0.0.9", line(9))
            .add("a.deep.empty", "A 127.0.0.8", line(10))
            .add("out", "CNAME www.example.org.", line(11))
            .add("sub", "NS ns.sub", line(12))
            .add("ns.sub", "A 127.0.0.7", line(12))
            .add("_http._tcp", "30 SRV 10 3 8080 shop", line(14))
            .add("_http._tcp", "30 SRV 20 0 8081 mail", line(14))
            .add("_web._tcp", "7 CNAME _http._tcp", line(15))
            .add("_ftp._tcp", "SRV 0 0 0 .", line(16));
    for (int i = 1; i <= 100; i++) {
      zone.add("many", "A 10.0.0." + i, line(13));
    }
    return zone.build();
  }

  static List<BlockList.Block> blocks() {
    return List.of(new BlockList.Block(DomainPattern.parse("ads.example.com"), line(20)));
  }

  static Forward forward(InetSocketAddress to) {
    return new Forward(Name.ROOT, List.of(new Upstream(false, to)), line(30));
  }

  /** For clients on this machine. */
  static DnsConfig config(List<Zone> zones, List<BlockList.Block> blocks, List<Forward> forwards) {
    List<IpRange> here = List.of(IpRange.parse("127.0.0.0/8"), IpRange.parse("::1"));
    return new DnsConfig(zones, blocks, forwards, new Recursion(here, line(40)));
  }

  NameServer server(DnsConfig config) {
    return server(config, NameServer.Options.USUAL);
  }

  NameServer server(DnsConfig config, NameServer.Options options) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return NameServer.open(loops, List.of(free), List.of(free), config, options, tracer, metrics);
  }

  static Upstream upstream(NameServer server) {
    return new Upstream(false, server.udpAddresses().getFirst());
  }

  SpanRecord nextSpan() throws InterruptedException {
    SpanRecord span = spans.poll(5, TimeUnit.SECONDS);
    if (span == null) {
      throw new AssertionError("no part of a trace ended in 5 s");
    }
    return span;
  }

  long metric(String name) {
    return metrics.samples().stream()
        .filter(s -> s.name().equals(name))
        .mapToLong(Metrics.Sample::value)
        .findFirst()
        .orElse(-1);
  }

  @Override
  public void close() {
    loops.close();
  }
}
