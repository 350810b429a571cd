package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.dns.core.Recursion;
import naru.dns.core.Zone;
import naru.trace.DnsEvent;
import naru.trace.DnsEvent.Source;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.wire.dns.Edns;
import naru.wire.dns.EdnsOption;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The name server on real sockets: what comes back, and what the trace tells. */
@Timeout(30)
class NameServerTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Zone OWN =
      Zone.builder("own.test", Lab.line(1)).add("www", "A 127.0.0.1", Lab.line(2)).build();
  private static final Failure REFUSED_STRANGER =
      Failure.of(
          Code.DNS_RECURSION_REFUSED,
          Side.CLIENT,
          "127.0.0.2 is not in dns.recursion (" + Lab.line(40) + ")");

  private final Lab lab = new Lab();
  private final NameServer ours =
      lab.server(Lab.config(List.of(Lab.zone()), Lab.blocks(), List.of()));

  @AfterEach
  void close() {
    ours.close();
    lab.close();
  }

  private static byte[] query(int id, String name, Type type, EdnsOption... options) {
    Edns edns = Edns.of(1232, false, List.of(options));
    Question question = Question.of(Name.parse(name), type);
    return Message.query(id, Header.RD, question, Optional.of(edns)).emit().orElseThrow();
  }

  private static Message udp(NameServer server, byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return udp(socket, server, query);
    }
  }

  private static Message udp(DatagramSocket socket, NameServer server, byte[] query)
      throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    InetSocketAddress to = server.udpAddresses().getFirst();
    socket.send(new DatagramPacket(query, query.length, to));
    DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
    socket.receive(answer);
    return parsed(answer.getData(), answer.getLength());
  }

  private static Message parsed(byte[] bytes, int length) {
    return ((Parsed.Whole) Message.parse(bytes, 0, length)).message();
  }

  private static Socket tcp(NameServer server) throws IOException {
    InetSocketAddress to = server.tcpAddresses().getFirst();
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static Message next(DataInputStream in) throws IOException {
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return parsed(answer, answer.length);
  }

  private static List<Event> events(SpanRecord span) {
    return span.entries().stream().map(Entry::event).toList();
  }

  private String address() {
    return NameServer.text(ours.udpAddresses().getFirst());
  }

  @Test
  void aDatagramsTraceIsQueryAndAnswerWithTheDecidingLine() throws Exception {
    Message m = udp(ours, query(7, "shop.naru.test", Type.A));
    SpanRecord span = lab.nextSpan();
    assertThat(span.at()).isEqualTo(Party.DNS);
    assertThat(span.parent()).isZero();
    assertThat(events(span))
        .containsExactly(
            new DnsEvent.Query("shop.naru.test", "A", 7, "udp", address()),
            new DnsEvent.Answer(
                "shop.naru.test",
                "A",
                "NOERROR",
                List.of("shop.naru.test 60 A 127.0.0.1"),
                60,
                Source.ZONE,
                "naru.test",
                Lab.line(4),
                m.emit().orElseThrow().length));
  }

  @Test
  void aQueryFromLoopbackJoinsTheTraceThatItNames() throws Exception {
    udp(ours, query(7, "shop.naru.test", Type.A, EdnsOption.trace(11, 22, 33)));
    SpanRecord span = lab.nextSpan();
    assertThat(span.trace().high()).isEqualTo(11);
    assertThat(span.trace().low()).isEqualTo(22);
    assertThat(span.parent()).isEqualTo(33);
  }

  @Test
  void malformedQueriesAreToldAsFailures() throws Exception {
    byte[] two = query(7, "shop.naru.test", Type.A);
    two[5] = 2;
    assertThat(udp(ours, two).rcode()).isEqualTo(Rcode.FORMERR);
    assertThat(events(lab.nextSpan()))
        .singleElement()
        .isInstanceOfSatisfying(
            DnsEvent.Failed.class,
            f -> assertThat(f.failure().detail()).isEqualTo("the query is malformed"));
  }

  @Test
  void anAnswerThatIsCutSaysSo() throws Exception {
    assertThat(udp(ours, query(7, "many.naru.test", Type.A)).header().has(Header.TC)).isTrue();
    assertThat(events(lab.nextSpan()))
        .last()
        .isEqualTo(new DnsEvent.Truncated("many.naru.test", "A", 43));
  }

  @Test
  void rfc7766_6_2_1_queriesArePipelinedOverAConnection() throws Exception {
    try (Socket socket = tcp(ours)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (int id = 0; id < 20; id++) {
        byte[] query = query(id, "many.naru.test", Type.A);
        out.writeShort(query.length);
        out.write(query);
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Message m = next(in);
        assertThat(m.answers()).hasSize(100);
        ids.add(m.header().id());
      }
      assertThat(ids).containsExactlyInAnyOrderElementsOf(range(20));
    }
    SpanRecord first = lab.nextSpan();
    assertThat(events(first).getFirst()).isInstanceOf(TcpEvent.Accepted.class);
    assertThat(events(first)).hasSize(3);
    assertThat(events(lab.nextSpan())).hasSize(2);
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void whoIsConnectedWhenItDrainsIsAnsweredAndThenClosed() throws Exception {
    byte[] query = query(9, "shop.naru.test", Type.A);
    try (Socket socket = tcp(ours)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < 2; i++) {
        out.writeShort(query.length);
        out.write(query);
        assertThat(next(in).header().id()).isEqualTo(9);
        assertThat(ours.isIdle()).isFalse();
        ours.drain();
      }
      assertThat(in.read()).isEqualTo(-1);
      assertThatThrownBy(() -> tcp(ours)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void queriesInCrumbsAreTaken() throws Exception {
    try (Socket socket = tcp(ours)) {
      socket.setTcpNoDelay(true);
      byte[] query = query(9, "shop.naru.test", Type.A);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeByte(0);
      out.writeByte(query.length);
      for (byte b : query) {
        out.writeByte(b);
      }
      Message m = next(new DataInputStream(socket.getInputStream()));
      assertThat(m.header().id()).isEqualTo(9);
    }
  }

  @Test
  void aConnectionWithGarbageOrTooLongAQueryIsClosed() throws Exception {
    for (byte[] bad : List.of(new byte[] {0, 3, 1, 2, 3}, new byte[] {(byte) 0xff, 0, 1})) {
      try (Socket socket = tcp(ours)) {
        socket.getOutputStream().write(bad);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(udp(ours, query(1, "shop.naru.test", Type.A)).answers()).hasSize(1);
  }

  @Test
  void rfc7766_6_2_3_aConnectionWithoutACompleteQueryIsClosed() throws Exception {
    NameServer.Options hasty =
        new NameServer.Options(64, 10, 10, TimeUnit.MILLISECONDS.toNanos(50), 1);
    DnsConfig config = Lab.config(List.of(Lab.zone()), List.of(), List.of());
    try (NameServer server = lab.server(config, hasty);
        Socket socket = tcp(server)) {
      socket.getOutputStream().write(new byte[] {0, 40, 1, 2, 3});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosed() throws Exception {
    NameServer.Options one = new NameServer.Options(64, 1, 10, 10_000_000_000L, 1);
    DnsConfig config = Lab.config(List.of(Lab.zone()), List.of(), List.of());
    try (NameServer server = lab.server(config, one);
        Socket first = tcp(server)) {
      byte[] query = query(1, "shop.naru.test", Type.A);
      DataOutputStream out = new DataOutputStream(first.getOutputStream());
      out.writeShort(query.length);
      out.write(query);
      assertThat(next(new DataInputStream(first.getInputStream())).answers()).hasSize(1);
      try (Socket second = tcp(server)) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(lab.metric("naru_limit_refused_total{limit=\"dns.tcp.connections\"}")).isOne();
  }

  @Test
  void aPortThatIsTakenForConnectionsIsNotChosenForBoth() throws Exception {
    List<java.net.ServerSocket> taken = new ArrayList<>();
    try {
      for (int i = 0; i < 2000; i++) {
        taken.add(new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress()));
      }
      for (int i = 0; i < 40; i++) {
        try (NameServer server = lab.server(Lab.config(List.of(), List.of(), List.of()))) {
          assertThat(server.tcpAddresses().getFirst().getPort())
              .isEqualTo(server.udpAddresses().getFirst().getPort());
        }
      }
    } finally {
      for (java.net.ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  @Test
  void namesOfOthersAreAskedOnceAndThenRemembered() throws Exception {
    DnsConfig config =
        Lab.config(List.of(), List.of(), List.of(Lab.forward(ours.udpAddresses().getFirst())));
    try (NameServer front = lab.server(config)) {
      Message first = udp(front, query(1, "api.naru.test", Type.A));
      assertThat(first.answers().stream().map(Object::toString))
          .containsExactly(
              "api.naru.test 60 CNAME shop.naru.test", "shop.naru.test 60 A 127.0.0.1");
      assertThat(first.header().has(Header.AA)).isFalse();
      assertThat(first.header().has(Header.RA)).isTrue();
      udp(front, query(2, "api.naru.test", Type.A));
      List<Source> sources = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sources.add(((DnsEvent.Answer) events(lab.nextSpan()).getLast()).source());
      }
      assertThat(sources).containsExactlyInAnyOrder(Source.ZONE, Source.FORWARD, Source.CACHE);
    }
  }

  /** The client at 127.0.0.2 is a stranger to a server that recurses for 127.0.0.1. */
  @Test
  void strangersAreRefusedWhatOnlyOthersKnow() throws Exception {
    InetSocketAddress upstream = ours.udpAddresses().getFirst();
    Recursion one = new Recursion(List.of(IpRange.parse("127.0.0.1")), Lab.line(40));
    DnsConfig config = new DnsConfig(List.of(OWN), List.of(), List.of(Lab.forward(upstream)), one);
    try (NameServer front = lab.server(config)) {
      assertThat(udp(front, query(1, "shop.naru.test", Type.A)).answers()).hasSize(1);
      lab.nextSpan();
      lab.nextSpan();
      for (String name : List.of("shop.naru.test", "mail.naru.test")) {
        for (Message no : asStranger(front, query(2, name, Type.A))) {
          assertThat(no.rcode()).isEqualTo(Rcode.REFUSED);
          assertThat(no.edns().flatMap(Edns::extendedError).map(ExtendedError::code))
              .contains(ExtendedError.PROHIBITED);
          assertThat(lab.nextSpan().entries())
              .extracting(Entry::event)
              .filteredOn(DnsEvent.Failed.class::isInstance)
              .singleElement()
              .isEqualTo(new DnsEvent.Failed(name, "A", REFUSED_STRANGER));
        }
      }
      assertThat(lab.metric("naru_dns_recursion_refused_total")).isEqualTo(4);
      for (Message known : asStranger(front, query(3, "www.own.test", Type.A))) {
        assertThat(known.answers()).hasSize(1);
      }
      front.reload(Lab.config(List.of(), List.of(), List.of(Lab.forward(upstream))));
      for (Message now : asStranger(front, query(4, "mail.naru.test", Type.A))) {
        assertThat(now.answers()).hasSize(1);
      }
    }
  }

  private static List<Message> asStranger(NameServer server, byte[] query) throws IOException {
    InetAddress from = InetAddress.getByName("127.0.0.2");
    InetSocketAddress at = server.tcpAddresses().getFirst();
    try (DatagramSocket datagrams = new DatagramSocket(0, from);
        Socket socket = new Socket(at.getAddress(), at.getPort(), from, 0)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(query.length);
      out.write(query);
      Message overTcp = next(new DataInputStream(socket.getInputStream()));
      return List.of(udp(datagrams, server, query), overTcp);
    }
  }

  @Test
  void whatIsCutUpstreamIsFetchedOverTcp() throws Exception {
    DnsConfig config =
        Lab.config(List.of(), List.of(), List.of(Lab.forward(ours.udpAddresses().getFirst())));
    try (NameServer front = lab.server(config);
        Socket socket = tcp(front)) {
      byte[] query = query(5, "many.naru.test", Type.A);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(query.length);
      out.write(query);
      assertThat(next(new DataInputStream(socket.getInputStream())).answers()).hasSize(100);
    }
  }

  @Test
  void rfc8914_4_24_aDeadUpstreamIsAServerFailureThatSaysWhy() throws Exception {
    InetSocketAddress dead;
    try (DatagramSocket taken =
        new DatagramSocket(0, ours.udpAddresses().getFirst().getAddress())) {
      dead = (InetSocketAddress) taken.getLocalSocketAddress();
    }
    DnsConfig config = Lab.config(List.of(), List.of(), List.of(Lab.forward(dead)));
    try (NameServer front = lab.server(config)) {
      Message m = udp(front, query(1, "www.example.org", Type.A));
      assertThat(m.rcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(m.edns().flatMap(Edns::extendedError).map(ExtendedError::code))
          .contains(ExtendedError.NETWORK_ERROR);
      assertThat(lab.metric("naru_dns_forward_failures_total")).isOne();
    }
  }

  @Test
  void clientsWhoAskTheSameShareOneInquiryAndTooManyAreTurnedAway() throws Exception {
    try (DatagramSocket mute = new DatagramSocket(0, ours.udpAddresses().getFirst().getAddress());
        DatagramSocket client = new DatagramSocket()) {
      mute.setSoTimeout(PATIENCE_MILLIS);
      client.setSoTimeout(PATIENCE_MILLIS);
      InetSocketAddress upstream = (InetSocketAddress) mute.getLocalSocketAddress();
      DnsConfig config = Lab.config(List.of(), List.of(), List.of(Lab.forward(upstream)));
      NameServer.Options two =
          new NameServer.Options(64, 10, 2, 10_000_000_000L, TimeUnit.SECONDS.toNanos(20));
      try (NameServer front = lab.server(config, two)) {
        InetSocketAddress to = front.udpAddresses().getFirst();
        for (int id = 1; id <= 3; id++) {
          byte[] query = query(id, "www.example.org", Type.A);
          client.send(new DatagramPacket(query, query.length, to));
        }
        DatagramPacket got = new DatagramPacket(new byte[4096], 4096);
        client.receive(got);
        assertThat(parsed(got.getData(), got.getLength()).rcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(lab.metric("naru_limit_refused_total{limit=\"dns.forward.waiting\"}")).isOne();
        DatagramPacket asked = new DatagramPacket(new byte[4096], 4096);
        mute.receive(asked);
        Message question = parsed(asked.getData(), asked.getLength());
        byte[] answer = noSuchName(question);
        mute.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
        for (int i = 0; i < 2; i++) {
          got.setLength(4096);
          client.receive(got);
          assertThat(parsed(got.getData(), got.getLength()).rcode()).isEqualTo(Rcode.NXDOMAIN);
        }
        assertThat(lab.metric("naru_limit_used{limit=\"dns.forward.waiting\"}")).isZero();
      }
    }
  }

  private static byte[] noSuchName(Message question) {
    Header header =
        new Header(question.header().id(), Header.QR | Header.RD | Rcode.NXDOMAIN.code());
    return new Message(
            header, question.questions(), List.of(), List.of(), List.of(), Optional.empty())
        .emit()
        .orElseThrow();
  }

  @Test
  void aReloadCountsFromTheNextQueryOn() throws Exception {
    assertThat(udp(ours, query(1, "shop.naru.test", Type.A)).answers()).hasSize(1);
    ours.reload(Lab.config(List.of(), List.of(), List.of()));
    assertThat(udp(ours, query(2, "shop.naru.test", Type.A)).rcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void underLoadOnlySomeQueriesAreToldAndTheRestIsCounted() throws Exception {
    try (Socket socket = tcp(ours)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int id = 0; id < 2000; id++) {
        byte[] query = query(id, "shop.naru.test", Type.A);
        out.writeShort(query.length);
        out.write(query);
      }
      for (int id = 0; id < 2000; id++) {
        assertThat(next(in).answers()).hasSize(1);
      }
    }
    long untold = lab.metric("naru_dns_untraced_total");
    assertThat(untold).isPositive();
    assertThat(lab.spans.size() + untold).isEqualTo(2000);
  }
}
