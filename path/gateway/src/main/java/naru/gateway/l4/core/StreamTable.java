package naru.gateway.l4.core;

import java.util.ArrayList;
import java.util.List;
import naru.base.DomainPattern;
import naru.gateway.config.StreamConfig;
import naru.gateway.config.StreamConfig.Transport;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.NearMiss;

/**
 * Finds the stream of a connection. An exact name goes before a longer wildcard, that before a
 * shorter one, and a stream that looks at no name comes last; of equal ones, that which looks at
 * ALPN, and then the first of the file (Gateway API: TLSRoute, TCPRoute, UDPRoute).
 */
public final class StreamTable {
  /** More than these near misses are not told. */
  private static final int MAX_MISSES = 16;

  private final List<StreamConfig> streams;

  private StreamTable(List<StreamConfig> streams) {
    this.streams = List.copyOf(streams);
  }

  public static StreamTable of(List<StreamConfig> streams) {
    return new StreamTable(streams);
  }

  /** What the table says. */
  public sealed interface Choice {
    /** This stream, which is at this index of the table. */
    record Taken(int index, StreamConfig stream, GatewayEvent.RouteChosen event)
        implements Choice {}

    /** None. */
    record Nobody(GatewayEvent.NoRoute event) implements Choice {}
  }

  /** Whether connections of a port are told apart by their ClientHello. */
  public boolean looksIntoHello(int port) {
    return streams.stream()
        .anyMatch(s -> s.transport() == Transport.TCP && s.looksIntoHello() && listens(s, port));
  }

  /** A connection of which nothing is known but the port. */
  public Choice plain(int port) {
    return choose(port, Transport.TCP, new Said(false, "", List.of()));
  }

  /** A datagram to a port. */
  public Choice datagram(int port) {
    return choose(port, Transport.UDP, new Said(false, "", List.of()));
  }

  /**
   * A connection that begins with a ClientHello.
   *
   * @param host in lower case; empty if it names none
   */
  public Choice hello(int port, String host, List<String> alpn) {
    return choose(port, Transport.TCP, new Said(true, host, alpn));
  }

  private record Said(boolean hello, String host, List<String> alpn) {}

  private Choice choose(int port, Transport transport, Said said) {
    List<NearMiss> missed = new ArrayList<>();
    int best = -1;
    for (int i = 0; i < streams.size(); i++) {
      StreamConfig stream = streams.get(i);
      String failed = failed(stream, port, transport, said);
      if (!failed.isEmpty()) {
        if (missed.size() < MAX_MISSES) {
          missed.add(new NearMiss(stream.name(), failed));
        }
      } else if (best < 0 || rank(stream, said) > rank(streams.get(best), said)) {
        best = i;
      }
    }
    if (best < 0) {
      return new Choice.Nobody(new GatewayEvent.NoRoute(missed));
    }
    StreamConfig taken = streams.get(best);
    return new Choice.Taken(
        best, taken, new GatewayEvent.RouteChosen(taken.name(), taken.place(), missed));
  }

  /** The first predicate that does not hold; empty if all do. */
  private static String failed(StreamConfig s, int port, Transport transport, Said said) {
    if (s.transport() != transport) {
      return "transport";
    }
    if (!listens(s, port)) {
      return "port";
    }
    if (!s.hosts().isEmpty() && s.hosts().stream().noneMatch(h -> covers(h, said.host()))) {
      return "host";
    }
    return s.alpn().isEmpty() || s.alpn().stream().anyMatch(said.alpn()::contains) ? "" : "alpn";
  }

  private static boolean listens(StreamConfig stream, int port) {
    return stream.ports().isEmpty() || stream.ports().contains(port);
  }

  private static boolean covers(DomainPattern pattern, String host) {
    return !host.isEmpty() && pattern.matches(host);
  }

  private static int rank(StreamConfig stream, Said said) {
    int host =
        stream.hosts().stream()
            .filter(h -> covers(h, said.host()))
            .mapToInt(DomainPattern::specificity)
            .max()
            .orElse(-1);
    return 2 * host + (stream.alpn().isEmpty() ? 0 : 1);
  }
}
