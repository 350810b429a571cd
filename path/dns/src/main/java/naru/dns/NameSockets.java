package naru.dns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.trace.Tracer;
import naru.transport.DatagramListener;
import naru.transport.Listener;
import naru.transport.Loops;
import org.jspecify.annotations.Nullable;

/** The sockets of a name server, which a reload opens and closes. Thread-safe. */
final class NameSockets implements AutoCloseable {
  private final Loops loops;
  private final DatagramListener.Receiver receiver;
  private final Listener.Options how;
  private final Tracer tracer;
  private final Listener.Acceptor acceptor;
  private final Map<Spot, DatagramListener> datagrams = new LinkedHashMap<>();
  private final Map<Spot, Listener> streams = new LinkedHashMap<>();

  /** What stays the same socket over a reload; {@code nth} tells those at port 0 apart. */
  private record Spot(InetSocketAddress at, int nth) {
    static Spot next(InetSocketAddress at, Map<Spot, ?> taken) {
      int nth = 0;
      while (taken.containsKey(new Spot(at, nth))) {
        nth++;
      }
      return new Spot(at, nth);
    }
  }

  NameSockets(
      Loops loops,
      DatagramListener.Receiver receiver,
      Listener.Options how,
      Tracer tracer,
      Listener.Acceptor acceptor) {
    this.loops = loops;
    this.receiver = receiver;
    this.how = how;
    this.tracer = tracer;
    this.acceptor = acceptor;
  }

  Change change() {
    return new Change();
  }

  /** What there will be, with what was opened for it. */
  final class Change {
    private final Map<Spot, DatagramListener> udp = new LinkedHashMap<>();
    private final Map<Spot, Listener> tcp = new LinkedHashMap<>();
    private final List<Runnable> opened = new ArrayList<>();

    void udp(InetSocketAddress address) {
      Spot spot = Spot.next(address, udp);
      DatagramListener known = datagram(spot);
      if (known == null) {
        known = DatagramListener.open(loops, address, Desk.MAX_QUERY_BYTES, receiver);
        opened.add(known::close);
      }
      udp.put(spot, known);
    }

    void tcp(InetSocketAddress address) {
      Spot spot = Spot.next(address, tcp);
      Listener known = stream(spot);
      if (known == null) {
        known = Listener.open(loops, withPort(address), how, tracer, acceptor);
        opened.add(known::close);
      }
      tcp.put(spot, known);
    }

    private InetSocketAddress withPort(InetSocketAddress wanted) {
      boolean same = wanted.getPort() == 0 && !udp.isEmpty();
      return same
          ? new InetSocketAddress(wanted.getAddress(), udpAddresses().getFirst().getPort())
          : wanted;
    }

    List<InetSocketAddress> udpAddresses() {
      return udp.values().stream().map(DatagramListener::address).toList();
    }

    void commit() {
      replace(this);
    }

    void undo() {
      opened.forEach(Runnable::run);
    }
  }

  private synchronized @Nullable DatagramListener datagram(Spot spot) {
    return datagrams.get(spot);
  }

  private synchronized @Nullable Listener stream(Spot spot) {
    return streams.get(spot);
  }

  private synchronized void replace(Change change) {
    datagrams.entrySet().removeIf(e -> change.udp.get(e.getKey()) == e.getValue());
    datagrams.values().forEach(DatagramListener::close);
    datagrams.clear();
    datagrams.putAll(change.udp);
    streams.entrySet().removeIf(e -> change.tcp.get(e.getKey()) == e.getValue());
    streams.values().forEach(Listener::close);
    streams.clear();
    streams.putAll(change.tcp);
  }

  synchronized List<InetSocketAddress> udpAddresses() {
    return datagrams.values().stream().map(DatagramListener::address).toList();
  }

  synchronized List<InetSocketAddress> tcpAddresses() {
    return streams.values().stream().map(Listener::address).toList();
  }

  /** Hears nobody new; datagrams that came can still be answered. */
  synchronized void drain() {
    datagrams.values().forEach(DatagramListener::pause);
    streams.values().forEach(Listener::drain);
  }

  /** Leaves the ports of datagrams to others. */
  synchronized void closeDatagrams() {
    datagrams.values().forEach(DatagramListener::close);
    datagrams.clear();
  }

  /** Connections that are open. */
  synchronized long inside() {
    return streams.values().stream().mapToLong(Listener::open).sum();
  }

  /** Stops listening; open connections end when they are idle or the loops close. */
  @Override
  public synchronized void close() {
    datagrams.values().forEach(DatagramListener::close);
    datagrams.clear();
    streams.values().forEach(Listener::close);
    streams.clear();
  }
}
