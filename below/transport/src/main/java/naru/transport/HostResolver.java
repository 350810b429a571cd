package naru.transport;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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
      Thread.ofVirtual().name("naru-lookup").start(() -> look(host, loop, span, resolution));
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

  private void look(String host, EventLoop loop, Span span, Resolution resolution) {
    try {
      ask(host, loop, span, resolution);
    } finally {
      lookups.give(1);
    }
  }

  /** Asks now, and waits for it; nobody hears the answer of a loop that has ended meanwhile. */
  static void ask(String host, EventLoop loop, Span span, Resolution resolution) {
    Runnable answer = answer(host, span, resolution);
    try {
      loop.execute(answer);
    } catch (RejectedExecutionException over) {
      // The program ends: whoever asked is gone with the loop.
    }
  }

  private static Runnable answer(String host, Span span, Resolution resolution) {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
      return () -> known(host, addresses, span, resolution);
    } catch (UnknownHostException unknown) {
      Failure failure =
          Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, "the host's resolver does not know " + host);
      return () -> failed(host, failure, span, resolution);
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
