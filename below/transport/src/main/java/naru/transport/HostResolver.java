package naru.transport;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.trace.DnsEvent;
import naru.trace.Span;
import org.jspecify.annotations.Nullable;

/** The JDK's resolver. It blocks, so each lookup has a virtual thread; their number is limited. */
final class HostResolver implements NameResolver {
  static final int LOOKUPS = 256;

  private final Limit lookups;

  HostResolver(Metrics metrics) {
    this.lookups = Limit.of(metrics, "transport.host-lookups", LOOKUPS);
  }

  @Override
  public void resolve(String host, EventLoop loop, Span span, Resolution resolution) {
    InetAddress literal = literal(host);
    if (literal != null) {
      known(host, List.of(literal), span, resolution);
    } else if (lookups.tryTake(1)) {
      Thread.ofVirtual().name("naru-lookup").start(() -> ask(host, loop, span, resolution));
    } else {
      String detail = "more than " + LOOKUPS + " host lookups are under way";
      failed(host, Failure.of(Code.DNS_SERVER_FAILURE, Side.US, detail), span, resolution);
    }
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException notALiteral) {
      return null;
    }
  }

  private void ask(String host, EventLoop loop, Span span, Resolution resolution) {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
      loop.execute(() -> known(host, addresses, span, resolution));
    } catch (UnknownHostException unknown) {
      Failure failure =
          Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, "the host's resolver does not know " + host);
      loop.execute(() -> failed(host, failure, span, resolution));
    } finally {
      lookups.give(1);
    }
  }

  private static void known(
      String host, List<InetAddress> addresses, Span span, Resolution resolution) {
    List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
    span.add(new DnsEvent.Known(host, texts, DnsEvent.Source.HOST));
    resolution.resolved(addresses);
  }

  private static void failed(String host, Failure failure, Span span, Resolution resolution) {
    span.add(new DnsEvent.Failed(host, "A", failure));
    resolution.failed(failure);
  }
}
