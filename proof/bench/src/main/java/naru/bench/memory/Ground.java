package naru.bench.memory;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import naru.base.Clock;
import naru.base.IpRange;
import naru.stack.StackConfig;
import naru.stack.tcp.TcpConfig;
import naru.transport.Loops;
import naru.transport.stack.InnerHost;
import naru.transport.stack.InnerNetwork;
import naru.transport.stack.StackLoop;
import naru.transport.stack.StackServerSocketChannel;
import naru.transport.stack.StackSocketChannel;

/**
 * One event loop with a client and a server on it, which are two hosts of an inner network, or this
 * machine twice. MTU 1500; the ends may pass super-segments.
 */
final class Ground implements AutoCloseable {
  private static final int MTU = 1500;
  private static final String CLIENT = "10.77.0.1";
  private static final String SERVER = "10.77.0.2";

  /** So many segments are remembered, without their text. */
  static final TcpConfig RECORDING = TcpConfig.USUAL.recording(1 << 14, 0);

  private final Loops loops = Loops.open(1);
  private final EventLoop loop = loops.next();
  private final InetAddress serverAddress;
  private final Optional<InnerNetwork> network;
  private final Bootstrap client = new Bootstrap().group(loop);
  private final ServerBootstrap server = new ServerBootstrap().group(loop);

  private Ground(InetAddress serverAddress, Optional<InnerNetwork> network) {
    this.serverAddress = serverAddress;
    this.network = network;
  }

  static Ground of(Ends ends) {
    return switch (ends) {
      case KERNEL -> kernel();
      case NARU -> stack(TcpConfig.USUAL);
      case RECORDING -> stack(RECORDING);
      case BARE, BARE_RECORDING -> throw new IllegalArgumentException("has no channels");
    };
  }

  private static Ground kernel() {
    Ground ground = new Ground(InetAddress.getLoopbackAddress(), Optional.empty());
    ground.client.channel(EpollSocketChannel.class);
    ground.server.channel(EpollServerSocketChannel.class);
    return ground;
  }

  private static Ground stack(TcpConfig tcp) {
    SecureRandom random = new SecureRandom();
    InnerNetwork network =
        InnerNetwork.of(
            List.of(IpRange.parse("10.77.0.0/24")), MTU, Clock.system(), name -> random);
    Ground ground = new Ground(InetAddress.ofLiteral(SERVER), Optional.of(network));
    StackLoop near = ground.host(network, CLIENT, tcp);
    StackLoop far = ground.host(network, SERVER, tcp);
    ground.client.channelFactory(() -> new StackSocketChannel(near));
    ground.server.channelFactory(() -> new StackServerSocketChannel(far));
    return ground;
  }

  private StackLoop host(InnerNetwork in, String address, TcpConfig tcp) {
    InnerHost host = in.host(address, StackConfig.of(address + "/24").with(tcp), List.of(loop));
    return host.from(loop).orElseThrow();
  }

  EventLoop loop() {
    return loop;
  }

  /** To connect with. */
  Bootstrap client() {
    return client;
  }

  /** To listen with. */
  ServerBootstrap server() {
    return server;
  }

  /** Where to listen and to connect to. */
  InetAddress serverAddress() {
    return serverAddress;
  }

  @Override
  public void close() {
    network.ifPresent(InnerNetwork::close);
    loops.close();
  }
}
