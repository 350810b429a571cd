package naru.bench.memory;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import naru.base.Clock;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.link.Pipe;
import naru.stack.link.PipeConfig;
import naru.stack.tcp.Acceptor;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.TcpConfig;
import naru.stack.tcp.TcpOptions;
import naru.wire.ip.IpAddress;

/** Two stacks on a pipe, driven by the calling thread. */
final class BareHosts implements AutoCloseable {
  private static final IpAddress SERVER = IpAddress.parse("10.77.0.2");
  private static final IpAddress ANY = IpAddress.parse("0.0.0.0");
  private static final int MTU = 1500;
  private static final int BACKLOG = 4096;
  private static final int FIRST_PORT = 80;

  private final Clock clock = Clock.system();
  private final SecureRandom random = new SecureRandom();
  private final Pipe pipe;
  private final Stack client;
  private final Stack server;
  private long connects;

  /** Super-segments pass whole, without checksums. */
  static final PipeConfig OFFLOADING = PipeConfig.offloading(MTU);

  /** Every packet is of its own, and its checksums are made and verified. */
  static final PipeConfig WIRE = PipeConfig.wire(MTU);

  BareHosts(PipeConfig link, TcpConfig tcp, Acceptor acceptor) {
    pipe = Pipe.of(link, clock, random);
    client = Stack.of(StackConfig.of("10.77.0.1/24").with(tcp), clock, random);
    server = Stack.of(StackConfig.of("10.77.0.2/24").with(tcp), clock, random);
    client.link(pipe.a());
    server.link(pipe.b());
    pipe.a().receiver(client);
    pipe.b().receiver(server);
    ports().forEach(p -> server.tcp().listen(ANY, p, TcpOptions.USUAL, BACKLOG, acceptor));
  }

  private static List<Integer> ports() {
    return IntStream.range(FIRST_PORT, FIRST_PORT + Doors.COUNT).boxed().toList();
  }

  /** The server's ports take turns. */
  Connection connect(ConnectionEvents events) {
    int port = FIRST_PORT + (int) (connects++ % Doors.COUNT);
    return client.tcp().connect(ANY, 0, SERVER, port, TcpOptions.USUAL, events);
  }

  /** Does all that is due now. */
  void turn() {
    long now = clock.nanos();
    client.flush();
    server.flush();
    pipe.expire(now);
    due(client, now);
    due(server, now);
  }

  private static void due(Stack stack, long now) {
    if (stack.deadline() <= now) {
      stack.expire(now);
    }
  }

  @Override
  public void close() {
    pipe.close();
    client.close();
    server.close();
  }
}
