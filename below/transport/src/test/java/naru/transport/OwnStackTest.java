package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.IpRange;
import naru.base.Limit;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.transport.stack.StackSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same face over Naru's own stack: nobody above sees a difference, but the trace sees more. */
final class OwnStackTest {
  private final Harbour harbour = Harbour.own(Epoll.isAvailable());

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  @Test
  void connectsAndTellsBothSidesFromTheWire() throws Exception {
    Listener listener = harbour.echo(null);
    Harbour.Line line = harbour.dial(listener.address(), null, "");
    assertThat(line.channel()).isInstanceOf(StackSocketChannel.class);
    assertThat(line.channel().config().isAutoRead()).isFalse();
    assertThat(line.ask("hello")).isEqualTo("hello");
    assertThat(Harbour.words(line.told())).containsExactly("Connecting", "Connected");
    assertThat(line.told()).extracting(Entry::provenance).containsOnly(Provenance.WIRE);
    Arrival arrival = harbour.arrival();
    assertThat(arrival.remote()).isEqualTo(line.channel().localAddress());
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    List<Entry> accepted = harbour.trace().entries();
    assertThat(Harbour.words(accepted)).containsExactly("Accepted");
    assertThat(accepted.getFirst().provenance()).isEqualTo(Provenance.WIRE);
  }

  @Test
  void tellsEverySegmentUpToTheLastAcknowledgment() throws Exception {
    Harbour.Line line = harbour.dial(harbour.echo(null).address(), null, "");
    line.ask("hello");
    CompletableFuture<Void> over = new CompletableFuture<>();
    Channel channel = line.channel();
    channel.eventLoop().submit(() -> tellAll(channel, over)).sync();
    over.get(10, TimeUnit.SECONDS);
    SpanRecord first = harbour.trace();
    assertThat(first.entries())
        .anySatisfy(e -> assertThat(e.event()).isInstanceOf(TcpEvent.Info.class));
    List<String> told = new ArrayList<>(segments(first));
    told.addAll(segments(harbour.trace())); // what came after the end of the part
    assertThat(told)
        .startsWith("CLIENT SYN 0", "GATEWAY SYN,ACK 0", "CLIENT ACK 0", "CLIENT PSH,ACK 5")
        .contains("GATEWAY PSH,ACK 5");
    assertThat(told.subList(told.size() - 3, told.size()))
        .containsExactlyInAnyOrder("CLIENT FIN,ACK 0", "GATEWAY FIN,ACK 0", "CLIENT ACK 0");
  }

  private void tellAll(Channel channel, CompletableFuture<Void> over) {
    Span span = harbour.tracer.span();
    span.beginRoot(Party.CLIENT);
    TcpFacts.tell(channel, span, Party.CLIENT, Party.GATEWAY);
    span.end();
    channel
        .close()
        .addListener(
            closed ->
                TcpFacts.tellEnd(
                    channel, span, Party.CLIENT, Party.GATEWAY, () -> over.complete(null)));
  }

  private static List<String> segments(SpanRecord part) {
    List<String> segments = new ArrayList<>();
    for (Entry e : part.entries()) {
      if (e.event() instanceof TcpEvent.Segment s) {
        assertThat(e.provenance()).isEqualTo(Provenance.WIRE);
        String flags = s.flags().replaceAll(",(ECE|CWR)", "");
        segments.add(e.from() + " " + flags + " " + s.lengthBytes());
      }
    }
    return segments;
  }

  @Test
  void tlsBothWays() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    ClientTls tls = ClientTls.of(List.of(TestCertificates.root()), false, List.of("http/1.1"));
    Harbour.Line line = harbour.dial(listener.address(), tls, "shop.naru.test");
    assertThat(line.ask("over tls")).isEqualTo("over tls");
    TlsEvent.Established session = line.tls().orElseThrow();
    assertThat(session.version()).isEqualTo("1.3");
    assertThat(harbour.arrival().tls().orElseThrow()).isEqualTo(session);
    assertThat(line.ask("x".repeat(200_000))).hasSize(200_000);
    line.channel().close().sync();
  }

  @Test
  void connectionsAreSpreadOverTheLoopsOfBothHosts() throws Exception {
    Listener listener = harbour.echo(null);
    Set<String> clients = new TreeSet<>();
    Set<String> servers = new TreeSet<>();
    List<Harbour.Line> lines = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Harbour.Line line = harbour.dial(listener.address(), null, "");
      lines.add(line);
      clients.add(thread(line.channel()));
      servers.add(thread(harbour.arrival().channel()));
    }
    for (Harbour.Line line : lines) {
      assertThat(line.ask("still here")).isEqualTo("still here");
    }
    assertThat(clients).containsExactly("naru-loop-0", "naru-loop-1");
    assertThat(servers).containsExactly("naru-loop-0", "naru-loop-1");
  }

  private static String thread(Channel channel) throws Exception {
    return channel.eventLoop().submit(() -> Thread.currentThread().getName()).get();
  }

  @Test
  void refusedIsToldWithTheAddress() {
    List<Entry> told = new ArrayList<>();
    Failure failure = harbour.refused(Target.plain(harbour.at(99), Harbour.SECONDS_10), told);
    assertThat(failure.code()).isEqualTo(Code.TCP_REFUSED);
    assertThat(failure.detail()).isEqualTo("10.77.0.1:99 refused the connection");
    assertThat(Harbour.words(told)).containsExactly("Connecting", "Failed");
  }

  @Test
  void anAddressThatNobodyHasIsATimeout() {
    InetSocketAddress nobody = new InetSocketAddress(IpRange.literal("10.77.0.99"), 80);
    Target target = Target.plain(nobody, TimeUnit.MILLISECONDS.toNanos(100));
    Failure failure = harbour.refused(target, new ArrayList<>());
    assertThat(failure.code()).isEqualTo(Code.TCP_TIMEOUT);
    assertThat(failure.detail()).isEqualTo("10.77.0.99:80 did not answer within 100 ms");
  }

  @Test
  void whatCannotBeListenedOnIsAClearFailure() {
    InetSocketAddress taken = harbour.echo(null).address();
    assertThatThrownBy(() -> listen(taken))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("cannot listen on tcp://10.77.0.1:" + taken.getPort())
        .hasMessageContaining("taken");
    InetSocketAddress nobodys = new InetSocketAddress(IpRange.literal("10.77.0.99"), 80);
    assertThatThrownBy(() -> listen(nobodys))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("this machine does not have the address");
  }

  private void listen(InetSocketAddress address) {
    Limit limit = Limit.of(harbour.metrics, "test.other", 1);
    Listener.Options options = new Listener.Options(Party.GATEWAY, null, 0, limit);
    Listener.open(harbour.loops, address, options, harbour.tracer, arrival -> {}).close();
  }

  @Test
  void theKernelsAddressesAreStillTheKernels() throws Exception {
    try (Harbour kernel = new Harbour(Epoll.isAvailable())) {
      Harbour.Line line = harbour.dial(kernel.echo(null).address(), null, "");
      assertThat(line.channel()).isNotInstanceOf(StackSocketChannel.class);
      assertThat(line.ask("hello")).isEqualTo("hello");
      assertThat(line.told()).extracting(Entry::provenance).containsOnly(Provenance.KERNEL);
      line.channel().close().sync();
    }
  }

  @Test
  void datagramsAreAnsweredOnEveryLoop() throws Exception {
    DatagramListener.Receiver echo =
        new DatagramListener.Receiver() {
          @Override
          public void received(DatagramChannel channel, DatagramPacket packet) {
            channel.write(new DatagramPacket(packet.content(), packet.sender()));
          }

          @Override
          public void batchEnd(DatagramChannel channel) {
            channel.flush();
          }
        };
    try (DatagramListener listener =
        DatagramListener.open(harbour.loops, harbour.at(0), 1232, echo)) {
      for (int i = 0; i < 32; i++) {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        Channel client = client(listener.address(), answers);
        client.writeAndFlush(Unpooled.copiedBuffer("number " + i, StandardCharsets.US_ASCII));
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("number " + i);
        client.close().sync();
      }
    }
  }

  private Channel client(InetSocketAddress server, BlockingQueue<String> answers) throws Exception {
    return Datagrams.connect(
            harbour.loops,
            harbour.loops.next(),
            server,
            1232,
            new SimpleChannelInboundHandler<DatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                ByteBuf bytes = packet.content();
                answers.add(bytes.toString(StandardCharsets.US_ASCII));
              }
            })
        .sync()
        .channel();
  }
}
