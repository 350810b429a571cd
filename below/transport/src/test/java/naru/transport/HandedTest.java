package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import naru.base.Clock;
import naru.base.Code;
import naru.base.FailureException;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.linux.InheritedSocket;
import naru.trace.Party;
import naru.trace.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listening sockets that go from one to the next, with what waits in them. */
final class HandedTest {
  private final Tracer tracer = Tracer.of(Clock.system(), 7, span -> {});
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Names of loops, seen from them. */
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  /** Sockets that received a datagram. */
  private final Queue<DatagramChannel> heard = new ConcurrentLinkedQueue<>();

  private final DatagramListener.Receiver back =
      new DatagramListener.Receiver() {
        @Override
        public void received(DatagramChannel channel, DatagramPacket packet) {
          heard.add(channel);
          channel.write(new DatagramPacket(packet.content(), packet.sender()));
        }

        @Override
        public void batchEnd(DatagramChannel channel) {
          channel.flush();
        }
      };

  @BeforeEach
  void onlyEpollCan() {
    assumeTrue(Epoll.isAvailable());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private Loops loops(int count) {
    return opened(Loops.open(count, true));
  }

  /** Everything that a connection sends is sent back. */
  private Listener echo(Loops loops, InetSocketAddress at) {
    Listener.Options how =
        new Listener.Options(Party.GATEWAY, null, 0, Limit.of(new Metrics(), "test", 1000));
    Listener.Acceptor acceptor =
        arrival -> {
          threads.add(Thread.currentThread().getName());
          arrival.channel().pipeline().addLast(new Back());
        };
    return opened(Listener.open(loops, at, how, tracer, acceptor));
  }

  private static final class Back extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }
  }

  /** What another program would get of the sockets on which these loops listen. */
  private Handed handed(Loops loops, boolean lasting, int atMost) {
    List<Integer> copies =
        loops.listening().stream().limit(atMost).map(fd -> InheritedSocket.of(fd).copy()).toList();
    return opened(Handed.of("a test", lasting, copies));
  }

  private static Socket connect(InetSocketAddress to) throws Exception {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String ask(Socket socket) throws Exception {
    socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(5), StandardCharsets.US_ASCII);
  }

  @Test
  void whoWaitsInTheQueueIsNotLost() throws Exception {
    Loops before = loops(2);
    Listener old = echo(before, Harbour.loopback(0));
    InetSocketAddress at = old.address();
    assertThat(before.listening()).hasSize(2);
    Handed handed = handed(before, false, 2);
    Listener following = echo(loops(2).inheriting(handed), at);
    old.close();
    assertThat(before.listening()).isEmpty();
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(opened(connect(at)));
    }
    assertThat(following.accepted()).isZero();
    handed.begin();
    for (Socket socket : waiting) {
      assertThat(ask(socket)).isEqualTo("hello");
    }
    assertThat(following.accepted()).isEqualTo(20);
    assertThat(following.address()).isEqualTo(at);
    following.close();
    assertThatThrownBy(() -> connect(at)).isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void ifTheNextOneFailsTheOldOneGoesOn() throws Exception {
    Loops before = loops(2);
    InetSocketAddress at = echo(before, Harbour.loopback(0)).address();
    Handed handed = handed(before, false, 2);
    Listener failed = echo(loops(2).inheriting(handed), at);
    failed.close();
    handed.close();
    for (int i = 0; i < 20; i++) {
      assertThat(ask(opened(connect(at)))).isEqualTo("hello");
    }
  }

  @Test
  void oneSocketDealsOutToAllLoops() throws Exception {
    Loops before = loops(1);
    Listener old = echo(before, Harbour.loopback(0));
    InetSocketAddress at = old.address();
    Handed handed = handed(before, true, 1);
    old.close();
    threads.clear();
    echo(loops(4).inheriting(handed), at);
    handed.begin();
    for (int i = 0; i < 8; i++) {
      assertThat(ask(opened(connect(at)))).isEqualTo("hello");
    }
    assertThat(threads).hasSize(4);
  }

  @Test
  void whatLastsCanBeTakenAgain() throws Exception {
    Loops before = loops(1);
    Listener old = echo(before, Harbour.loopback(0));
    InetSocketAddress at = old.address();
    Handed handed = handed(before, true, 1);
    old.close();
    Loops after = loops(2).inheriting(handed);
    assertThat(handed.unwanted()).containsExactly("tcp://" + Addresses.text(at));
    Listener first = echo(after, at);
    assertThat(handed.unwanted()).isEmpty();
    handed.begin();
    first.close();
    Socket early = opened(connect(at));
    echo(after, at);
    assertThat(ask(early)).isEqualTo("hello");
  }

  @Test
  void anotherAddressOnItsPortIsAnError() throws Exception {
    Loops before = loops(1);
    InetSocketAddress at = echo(before, Harbour.loopback(0)).address();
    Loops after = loops(1).inheriting(handed(before, true, 1));
    InetSocketAddress every = new InetSocketAddress("0.0.0.0", at.getPort());
    assertThatThrownBy(() -> echo(after, every))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.CANNOT_LISTEN);
              assertThat(e.failure().detail())
                  .contains("tcp://0.0.0.0:", "a test handed over tcp://127.0.0.1:");
            });
  }

  @Test
  void whichAddressesTakeAPortFromEachOther() {
    assertThat(exclude("0.0.0.0", "127.0.0.1")).isTrue();
    assertThat(exclude("::", "::1")).isTrue();
    assertThat(exclude("::", "127.0.0.1")).isTrue();
    assertThat(exclude("::", "0.0.0.0")).isTrue();
    assertThat(exclude("0.0.0.0", "::1")).isFalse();
    assertThat(exclude("127.0.0.1", "127.0.0.2")).isFalse();
  }

  private static boolean exclude(String one, String other) {
    InetSocketAddress here = new InetSocketAddress(IpRange.literal(one), 80);
    InetSocketAddress there = new InetSocketAddress(IpRange.literal(other), 80);
    assertThat(Handed.exclude(here, new InetSocketAddress(there.getAddress(), 81))).isFalse();
    assertThat(Handed.exclude(there, here)).isEqualTo(Handed.exclude(here, there));
    return Handed.exclude(here, there);
  }

  @Test
  void whatIsNoSocketIsAnErrorAndAllAreClosed() {
    Loops before = loops(1);
    echo(before, Harbour.loopback(0));
    int good = InheritedSocket.of(before.listening().getFirst()).copy();
    assertThatThrownBy(() -> Handed.of("systemd", true, List.of(good, 9999)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.HANDED_SOCKET);
              assertThat(e.failure().detail())
                  .startsWith("descriptor 9999, handed over by systemd, ")
                  .contains("EBADF");
            });
    assertThatThrownBy(() -> InheritedSocket.of(good)).hasMessageContaining("EBADF");
  }

  @Test
  void fewSocketsForDatagramsAreTold() throws Exception {
    Loops before = loops(2);
    InetSocketAddress at =
        opened(DatagramListener.open(before, Harbour.loopback(0), 100, back)).address();
    Handed enough = handed(before, false, 2);
    opened(DatagramListener.open(loops(2).inheriting(enough), at, 100, back));
    assertThat(enough.narrow()).isEmpty();
    Handed few = handed(before, false, 1);
    opened(DatagramListener.open(loops(2).inheriting(few), at, 100, back));
    assertThat(few.narrow())
        .containsExactly(new Handed.Narrow("udp://" + Addresses.text(at), 1, 2));
  }

  @Test
  void datagramsWaitToo() throws Exception {
    Loops before = loops(2);
    DatagramListener old = opened(DatagramListener.open(before, Harbour.loopback(0), 100, back));
    InetSocketAddress at = old.address();
    Handed handed = handed(before, false, 2);
    Loops after = loops(2).inheriting(handed);
    opened(DatagramListener.open(after, at, 100, back));
    old.close();
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      client.setSoTimeout(10_000);
      byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
      client.send(new java.net.DatagramPacket(hello, 5, at));
      client.send(new java.net.DatagramPacket(hello, 5, at));
      assertThat(heard).isEmpty();
      handed.begin();
      java.net.DatagramPacket answer = new java.net.DatagramPacket(new byte[100], 100);
      client.receive(answer);
      client.receive(answer);
      assertThat(answer.getLength()).isEqualTo(5);
      assertThat(new HashSet<>(heard)).hasSize(1);
    }
  }
}
