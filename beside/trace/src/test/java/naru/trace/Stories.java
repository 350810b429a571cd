package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.DNS;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Party.ORIGIN;
import static naru.trace.Party.PROXY;
import static naru.trace.Provenance.KERNEL;
import static naru.trace.Provenance.WIRE;

import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Place;
import naru.base.Side;

/** Traces told the way the stops tell them, on a clock moved by hand. */
public final class Stories {
  private Stories() {}

  private static Place line(int line) {
    return new Place("naru.yaml", line, 7);
  }

  /** The whole way: name, proxy, TLS, route, target, cache miss, origin. 42.6 ms. */
  public static Trace wholeWay() {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 8);
    Tracer tracer = Tracer.of(clock, 7, store);
    Span client = tracer.span();
    Span dns = tracer.span();
    Span proxy = tracer.span();
    Span gateway = tracer.span();
    Span origin = tracer.span();
    client.beginRoot(CLIENT);
    client.add(
        CLIENT,
        DNS,
        WIRE,
        new DnsEvent.Query("shop.naru.test", "A", 4711, "udp", "127.0.0.1:15353"));
    clock.micros(900);
    dns.beginUnder(DNS, client);
    DnsEvent.Answer answer =
        new DnsEvent.Answer(
            "shop.naru.test",
            "A",
            "NOERROR",
            List.of("shop.naru.test 60 A 10.77.0.10"),
            60,
            DnsEvent.Source.ZONE,
            "naru.test",
            line(12),
            48);
    dns.add(DNS, CLIENT, WIRE, answer);
    dns.end();
    clock.micros(1_000);
    client.add(
        DNS,
        CLIENT,
        WIRE,
        new DnsEvent.Answer(
            "shop.naru.test",
            "A",
            "NOERROR",
            answer.records(),
            60,
            DnsEvent.Source.SERVER,
            "",
            Place.BUILT_IN,
            48));
    client.add(CLIENT, PROXY, KERNEL, new TcpEvent.Connecting("10.77.0.5:3128"));
    clock.micros(4_000);
    client.add(CLIENT, PROXY, KERNEL, new TcpEvent.Connected("10.77.0.2:40001", "10.77.0.5:3128"));
    client.add(
        CLIENT,
        PROXY,
        WIRE,
        new HttpEvent.Request("CONNECT", "", "shop.naru.test:443", "", "HTTP/1.1"));
    proxy.beginUnder(PROXY, client);
    proxy.add(CLIENT, PROXY, KERNEL, new TcpEvent.Accepted("10.77.0.5:3128", "10.77.0.2:40001"));
    clock.micros(100);
    proxy.add(
        new ProxyEvent.Decided(
            ProxyEvent.Action.TUNNEL, "shop.naru.test:443", "*.naru.test", 2, "", line(35)));
    proxy.add(PROXY, GATEWAY, KERNEL, new TcpEvent.Connecting("10.77.0.10:8443"));
    clock.micros(100);
    proxy.add(PROXY, GATEWAY, KERNEL, new TcpEvent.Connected("10.77.0.5:50001", "10.77.0.10:8443"));
    proxy.end();
    clock.micros(100);
    client.add(PROXY, CLIENT, WIRE, new HttpEvent.Response(200, -1, ""));
    client.add(
        CLIENT,
        GATEWAY,
        WIRE,
        new TlsEvent.ClientHello(
            "shop.naru.test",
            List.of("1.3"),
            List.of("X25519"),
            3,
            List.of("http/1.1"),
            false,
            517));
    clock.micros(9_800);
    client.add(
        CLIENT,
        GATEWAY,
        WIRE,
        new TlsEvent.Established(
            "1.3", "TLS_AES_128_GCM_SHA256", "X25519", "http/1.1", false, "shop.naru.test"));
    client.add(
        new TlsEvent.CertificateVerified(
            "shop.naru.test", List.of("CN=shop.naru.test", "CN=Naru Root")));
    HttpEvent.Request get =
        new HttpEvent.Request("GET", "https", "shop.naru.test", "/", "HTTP/1.1");
    client.add(CLIENT, GATEWAY, WIRE, get);
    gateway.beginUnder(GATEWAY, client);
    gateway.add(CLIENT, GATEWAY, WIRE, get);
    clock.micros(60);
    gateway.add(
        new GatewayEvent.RouteChosen(
            "shop-web", line(50), List.of(new GatewayEvent.NearMiss("shop-api", "path"))));
    clock.micros(20);
    gateway.add(
        new CacheEvent.Forwarded("GET https://shop.naru.test/", "uri-miss", "", Place.BUILT_IN));
    clock.micros(20);
    gateway.add(
        new GatewayEvent.TargetChosen(
            "shop",
            "10.77.0.12:9001",
            "least-request",
            List.of(
                new GatewayEvent.Candidate("10.77.0.11:9001", "healthy", 3, 1),
                new GatewayEvent.Candidate("10.77.0.12:9001", "healthy", 0, 1)),
            Place.BUILT_IN));
    gateway.add(GATEWAY, ORIGIN, KERNEL, new TcpEvent.Reused("10.77.0.10:1", "10.77.0.12:9001", 3));
    gateway.add(
        GATEWAY,
        ORIGIN,
        WIRE,
        new HttpEvent.Request("GET", "http", "shop.naru.test", "/", "HTTP/1.1"));
    origin.beginUnder(ORIGIN, gateway);
    clock.micros(20_000);
    origin.add(new OriginEvent.File("/index.html", "br", 4_200, "\"5d1\"", List.of()));
    origin.add(ORIGIN, GATEWAY, WIRE, new HttpEvent.Response(200, 4_200, "text/html"));
    origin.end();
    clock.micros(900);
    gateway.add(ORIGIN, GATEWAY, WIRE, new HttpEvent.Response(200, 4_200, "text/html"));
    gateway.add(new CacheEvent.Stored("GET https://shop.naru.test/", 300, "max-age", 4_200));
    clock.micros(500);
    client.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Response(200, 4_200, "text/html"));
    clock.micros(3_100);
    gateway.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Finished(80, 4_200));
    gateway.end();
    client.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Finished(80, 4_200));
    clock.micros(2_000);
    client.add(
        CLIENT, PROXY, KERNEL, new TcpEvent.Info(1_300, 400, 0, 10, 2_147_483_647L, 1448, 65_536));
    client.add(CLIENT, PROXY, KERNEL, new TcpEvent.Closed(TcpEvent.How.WE_CLOSED));
    client.end();
    return store.newest(1).getFirst();
  }

  /** The gateway's two tries against an origin that refuses; nobody told but the gateway. */
  public static Trace refused() {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 8);
    Span gateway = Tracer.of(clock, 9, store).span();
    Failure refused =
        Failure.retryable(
            Code.TCP_REFUSED, Side.UPSTREAM, "10.77.0.11:9001 refused the connection");
    gateway.beginRoot(GATEWAY);
    gateway.add(
        CLIENT,
        GATEWAY,
        WIRE,
        new HttpEvent.Request("GET", "http", "shop.naru.test", "/", "HTTP/1.1"));
    gateway.add(new GatewayEvent.RouteChosen("shop-web", line(50), List.of()));
    clock.micros(100);
    gateway.add(GATEWAY, ORIGIN, KERNEL, new TcpEvent.Connecting("10.77.0.11:9001"));
    clock.micros(400);
    gateway.add(GATEWAY, ORIGIN, KERNEL, new TcpEvent.Failed(refused));
    gateway.add(new GatewayEvent.Retried(1, "10.77.0.11:9001", refused));
    gateway.add(
        new GatewayEvent.NoTarget(
            "shop",
            List.of(new GatewayEvent.Candidate("10.77.0.11:9001", "ejected", 0, 1)),
            line(40)));
    clock.micros(100);
    gateway.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Response(503, 120, "text/html"));
    gateway.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Finished(0, 120));
    gateway.end();
    clock.pass(60_000_000_000L);
    gateway.addLate(CLIENT, GATEWAY, KERNEL, new TcpEvent.Closed(TcpEvent.How.THEY_CLOSED));
    return store.newest(1).getFirst();
  }

  /** The gateway of a shop whose server's answer breaks, or whose client gives up. */
  public static Trace broken(Side by) {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 8);
    Span gateway = Tracer.of(clock, 9, store).span();
    gateway.beginRoot(GATEWAY);
    gateway.add(new GatewayEvent.RouteChosen("shop-web", line(50), List.of()));
    gateway.add(
        new GatewayEvent.TargetChosen("shop", "10.77.0.11:9001", "random", List.of(), line(40)));
    clock.micros(300);
    gateway.add(new CacheEvent.Forwarded("", "bypass", "disabled", line(60)));
    clock.micros(300);
    Failure failure = Failure.of(Code.UPSTREAM_NOT_HTTP, by, "the response does not begin well");
    gateway.add(GATEWAY, ORIGIN, WIRE, new HttpEvent.Failed(failure));
    gateway.end();
    return store.newest(1).getFirst();
  }

  /**
   * A name with both kinds of addresses asked for, then a connection; a short gap between. 8.15 ms.
   */
  public static Trace bothAddresses() {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 8);
    Span client = Tracer.of(clock, 11, store).span();
    client.beginRoot(CLIENT);
    client.add(CLIENT, DNS, WIRE, new DnsEvent.Query("shop.naru.test", "A", 1, "udp", "[::1]:53"));
    client.add(
        CLIENT, DNS, WIRE, new DnsEvent.Query("shop.naru.test", "AAAA", 2, "udp", "[::1]:53"));
    clock.micros(3_000);
    client.add(DNS, CLIENT, WIRE, answer("AAAA", List.of()));
    clock.micros(1_000);
    client.add(DNS, CLIENT, WIRE, answer("A", List.of("sHop.naru.test 60 A 10.77.0.10")));
    clock.micros(150);
    client.add(CLIENT, GATEWAY, KERNEL, new TcpEvent.Connecting("10.77.0.10:80"));
    clock.micros(4_000);
    client.add(CLIENT, GATEWAY, KERNEL, new TcpEvent.Connected("10.77.0.2:4001", "10.77.0.10:80"));
    client.end();
    return store.newest(1).getFirst();
  }

  private static DnsEvent.Answer answer(String type, List<String> records) {
    return new DnsEvent.Answer(
        "shop.naru.test",
        type,
        "NOERROR",
        records,
        60,
        DnsEvent.Source.SERVER,
        "",
        Place.BUILT_IN,
        48);
  }
}
