package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.DNS;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Provenance.KERNEL;
import static naru.trace.Provenance.WIRE;

import java.util.List;
import naru.base.Place;
import naru.trace.TcpEvent.Why;

/** A trace with every packet of it: a segment is lost, found missing, and sent again. */
public final class PacketStories {
  private static final int MSS = 1448;
  private static final int LATER = 14;
  private static final HttpEvent.Request GET =
      new HttpEvent.Request("GET", "http", "shop.test", "/?token=hunter2", "HTTP/1.1");

  private PacketStories() {}

  /** Name, handshake, request, a response whose second segment is lost, four-way close. */
  public static Trace loss() {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 8);
    Tracer tracer = Tracer.of(clock, 7, store);
    Span client = tracer.span();
    Span gateway = tracer.span();
    client.beginRoot(CLIENT);
    gateway.beginUnder(GATEWAY, client);
    StoryLink link = new StoryLink(clock, client, gateway);
    name(client, link);
    client.add(CLIENT, GATEWAY, KERNEL, new TcpEvent.Connecting(StoryLink.GATEWAY_AT));
    handshake(client, gateway, link);
    exchange(client, gateway, link, clock);
    close(link);
    client.add(CLIENT, GATEWAY, KERNEL, new TcpEvent.Closed(TcpEvent.How.WE_CLOSED));
    gateway.end();
    client.end();
    return store.newest(1).getFirst();
  }

  private static void name(Span client, StoryLink link) {
    client.add(CLIENT, DNS, WIRE, new DnsEvent.Query("shop.test", "A", 7, "udp", "10.77.0.10:53"));
    link.datagram(true, "question shop.test");
    link.datagram(false, "answer 10.77.0.10");
    client.add(
        DNS,
        CLIENT,
        WIRE,
        new DnsEvent.Answer(
            "shop.test",
            "A",
            "NOERROR",
            List.of("shop.test 60 A 10.77.0.10"),
            60,
            DnsEvent.Source.SERVER,
            "",
            Place.BUILT_IN,
            48));
  }

  private static void handshake(Span client, Span gateway, StoryLink link) {
    link.segment(true, 0, -1, "SYN", 0, 0, 0, Why.SYN, Why.SEEN, "SYN-SENT", "SYN-RECEIVED");
    link.segment(false, 0, 1, "SYN,ACK", 0, 0, 0, Why.SYN_ACK, Why.SEEN, "", "ESTABLISHED");
    client.add(
        CLIENT, GATEWAY, KERNEL, new TcpEvent.Connected(StoryLink.CLIENT_AT, StoryLink.GATEWAY_AT));
    client.add(CLIENT, GATEWAY, WIRE, GET);
    link.segment(true, 1, 1, "ACK", 0, 0, 0, Why.ACK, Why.ACKNOWLEDGED, "", "ESTABLISHED");
    gateway.add(
        CLIENT, GATEWAY, KERNEL, new TcpEvent.Accepted(StoryLink.GATEWAY_AT, StoryLink.CLIENT_AT));
  }

  private static void exchange(Span client, Span gateway, StoryLink link, HandClock clock) {
    link.segment(true, 1, 1, "PSH,ACK", 80, 0, 0, Why.NEW_DATA, Why.IN_ORDER);
    gateway.add(CLIENT, GATEWAY, WIRE, GET);
    link.congestion(14_480, Integer.MAX_VALUE, MSS);
    data(link, 0, Why.NEW_DATA, Why.IN_ORDER);
    client.add(GATEWAY, CLIENT, WIRE, new HttpEvent.Response(200, MSS * (4L + LATER), "text/html"));
    data(link, 1, Why.NEW_DATA, null);
    data(link, 2, Why.NEW_DATA, Why.OUT_OF_ORDER);
    missing(link, 3);
    data(link, 3, Why.NEW_DATA, Why.OUT_OF_ORDER);
    missing(link, 4);
    link.congestion(7_240, 7_240, 4L * MSS);
    data(link, 1, Why.FAST_RETRANSMIT, Why.IN_ORDER);
    acknowledge(link, 4);
    for (int i = 0; i < LATER; i++) {
      link.congestion(7_240 + 200L * i, 7_240, MSS);
      data(link, 4 + i, Why.NEW_DATA, Why.IN_ORDER);
      if (i % 2 == 1) {
        acknowledge(link, 5 + i);
      }
    }
    clock.micros(200);
    HttpEvent.Finished done = new HttpEvent.Finished(80, MSS * (4L + LATER));
    gateway.add(GATEWAY, CLIENT, WIRE, done);
    client.add(GATEWAY, CLIENT, WIRE, done);
  }

  private static void data(
      StoryLink link, int index, Why sent, @org.jspecify.annotations.Nullable Why received) {
    link.segment(false, 1 + (long) index * MSS, 81, "ACK", MSS, 0, 0, sent, received);
  }

  private static void missing(StoryLink link, int to) {
    long from = 1 + 2L * MSS;
    Why why = Why.DUPLICATE_ACK;
    link.segment(true, 81, 1 + MSS, "ACK", 0, from, 1 + (long) to * MSS, why, Why.DUPLICATE_ACK);
  }

  private static void acknowledge(StoryLink link, int upTo) {
    link.segment(true, 81, 1 + (long) upTo * MSS, "ACK", 0, 0, 0, Why.ACK, Why.ACKNOWLEDGED);
  }

  private static void close(StoryLink link) {
    long seq = 1 + (4L + LATER) * MSS;
    Why fin = Why.FIN;
    Why seen = Why.IN_ORDER;
    link.segment(true, 81, seq, "FIN,ACK", 0, 0, 0, fin, seen, "FIN-WAIT-1", "CLOSE-WAIT");
    link.segment(false, seq, 82, "ACK", 0, 0, 0, Why.ACK, Why.ACKNOWLEDGED, "", "FIN-WAIT-2");
    link.segment(false, seq, 82, "FIN,ACK", 0, 0, 0, fin, seen, "LAST-ACK", "TIME-WAIT");
    link.segment(true, 82, seq + 1, "ACK", 0, 0, 0, Why.ACK, Why.ACKNOWLEDGED, "", "CLOSED");
  }
}
