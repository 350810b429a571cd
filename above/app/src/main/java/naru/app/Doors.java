package naru.app;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.app.config.Listener.Scheme;
import naru.app.config.problem.Inapplicable;
import naru.base.Endpoint;
import naru.base.FailureException;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.trace.Tracer;
import naru.transport.Addresses;
import naru.transport.DatagramListener;
import naru.transport.Datagrams;
import naru.transport.Listener;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of a running Naru. A reload opens the new ones first, all or none; then it
 * changes how the ones that stay receive, which keep their sockets and connections; then it closes
 * the ones that are gone, whose connections get some time to finish.
 */
final class Doors implements AutoCloseable {
  private final Ground ground;
  private final Map<Spot, Door> open = new LinkedHashMap<>();
  private final List<Leaving> leaving = new ArrayList<>();

  /** What stays the same socket over a reload; {@code nth} tells doors at port 0 apart. */
  record Spot(boolean datagrams, Endpoint at, int nth) {}

  /**
   * A socket as one config wants it.
   *
   * @param how null for datagrams, as {@code acceptor}
   * @param receiver null for connections
   * @param tracer who is told of its connections; null for the one of all requests
   */
  record Wanted(
      String word,
      naru.app.config.Listener listener,
      Listener.@Nullable Options how,
      Listener.@Nullable Acceptor acceptor,
      DatagramListener.@Nullable Receiver receiver,
      @Nullable Tracer tracer) {
    /** Told to the tracer of all requests. */
    Wanted(
        String word,
        naru.app.config.Listener listener,
        Listener.@Nullable Options how,
        Listener.@Nullable Acceptor acceptor,
        DatagramListener.@Nullable Receiver receiver) {
      this(word, listener, how, acceptor, receiver, null);
    }
  }

  /** An open door. */
  private record Door(
      Wanted wanted, @Nullable Listener listener, @Nullable DatagramListener datagrams) {
    InetSocketAddress address() {
      if (listener != null) {
        return listener.address();
      }
      if (datagrams != null) {
        return datagrams.address();
      }
      throw new IllegalStateException("a door has a socket");
    }

    String url() {
      InetSocketAddress at = address();
      boolean every = at.getAddress() != null && at.getAddress().isAnyLocalAddress();
      String where =
          every
              ? new Endpoint(wanted.listener().at().host(), at.getPort()).toString()
              : Addresses.text(at);
      return wanted.listener().scheme().text() + "://" + where;
    }

    String text() {
      return wanted.word() + " " + url();
    }

    Door as(Wanted another) {
      return new Door(another, listener, datagrams);
    }
  }

  /** A door that takes nobody in any more, while some are still inside. */
  record Leaving(String text, Listener listener, long deadlineNanos) {}

  Doors(Ground ground) {
    this.ground = ground;
    Metrics metrics = ground.metrics;
    metrics.gauge("naru_listeners", "open listeners", () -> count(false));
    metrics.gauge(
        "naru_listeners_draining", "closed listeners with connections", () -> count(true));
    metrics.gauge(
        "naru_listeners_draining_connections", "connections of closed listeners", this::left);
  }

  private synchronized long count(boolean closed) {
    return closed ? draining().size() : open.size();
  }

  private synchronized long left() {
    return leaving.stream().mapToLong(l -> l.listener().open()).sum();
  }

  /** What a reload is about to do. */
  final class Change {
    private final Map<Spot, Wanted> wanted;
    private final Map<Spot, Door> added = new LinkedHashMap<>();

    private Change(Map<Spot, Wanted> wanted) {
      this.wanted = wanted;
    }

    /** Puts it in force; nothing of it can fail. */
    void commit(long drainNanos) {
      Doors.this.commit(this, drainNanos);
    }

    /** Closes again what was opened for it. */
    void undo() {
      added.values().forEach(Doors::shut);
    }
  }

  /**
   * Opens what is new.
   *
   * @throws Inapplicable if one of them cannot be had; none is open then
   */
  synchronized Change prepare(List<Wanted> all) {
    Map<Spot, Wanted> wanted = new LinkedHashMap<>();
    for (Wanted w : all) {
      int nth = 0;
      while (wanted.containsKey(spot(w, nth))) {
        nth++;
      }
      wanted.put(spot(w, nth), w);
    }
    Change change = new Change(wanted);
    for (Map.Entry<Spot, Wanted> each : wanted.entrySet()) {
      if (!open.containsKey(each.getKey())) {
        try {
          change.added.put(each.getKey(), open(each.getValue()));
        } catch (FailureException taken) {
          change.undo();
          throw Inapplicable.listener(each.getValue().listener().place(), taken);
        }
      }
    }
    return change;
  }

  private static Spot spot(Wanted wanted, int nth) {
    naru.app.config.Listener l = wanted.listener();
    return new Spot(l.scheme() == Scheme.UDP, l.at(), nth);
  }

  private Door open(Wanted w) {
    InetSocketAddress at = address(w.listener());
    if (w.receiver() != null) {
      DatagramListener datagrams =
          DatagramListener.open(ground.loops, at, Datagrams.MAX_PAYLOAD, w.receiver());
      return new Door(w, null, datagrams);
    }
    if (w.how() == null || w.acceptor() == null) {
      throw new IllegalStateException("connections need somebody who accepts them");
    }
    Listener listener = Listener.open(ground.loops, at, w.how(), tracer(w), w.acceptor());
    return new Door(w, listener, null);
  }

  private Tracer tracer(Wanted wanted) {
    Tracer own = wanted.tracer();
    return own == null ? ground.tracer : own;
  }

  static InetSocketAddress address(naru.app.config.Listener l) {
    return new InetSocketAddress(IpRange.literal(l.at().host()), l.at().port());
  }

  private synchronized void commit(Change change, long drainNanos) {
    Map<Spot, Door> after = new LinkedHashMap<>();
    change.wanted.forEach(
        (spot, wanted) -> {
          Door door = open.remove(spot);
          after.put(spot, door == null ? fresh(change, spot) : kept(door, wanted));
        });
    open.values().forEach(door -> drain(door, drainNanos));
    open.clear();
    open.putAll(after);
  }

  private static Door fresh(Change change, Spot spot) {
    Door door = change.added.get(spot);
    if (door == null) {
      throw new IllegalStateException("every door is an old or a new one");
    }
    return door;
  }

  private Door kept(Door door, Wanted wanted) {
    if (door.listener() != null && wanted.how() != null && wanted.acceptor() != null) {
      door.listener().receive(wanted.how(), tracer(wanted), wanted.acceptor());
    }
    return door.as(wanted);
  }

  private void drain(Door door, long drainNanos) {
    Listener listener = door.listener();
    if (listener == null) {
      shut(door);
      return;
    }
    String text = door.text();
    listener.drain();
    Leaving one = new Leaving(text, listener, ground.clock.nanos() + drainNanos);
    leaving.add(one);
    ground.loops.next().schedule(() -> cut(one), drainNanos, TimeUnit.NANOSECONDS);
  }

  private synchronized void cut(Leaving one) {
    one.listener().cut();
    leaving.remove(one);
  }

  /** Takes nobody in any more, for good; datagrams that came can still be answered. */
  synchronized void drain() {
    listeners().forEach(Listener::drain);
    open.values().stream()
        .flatMap(d -> Stream.ofNullable(d.datagrams()))
        .forEach(DatagramListener::pause);
  }

  /** Leaves the ports of datagrams to others. */
  synchronized void closeDatagrams() {
    open.values()
        .removeIf(
            door -> {
              if (door.datagrams() != null) {
                door.datagrams().close();
              }
              return door.datagrams() != null;
            });
  }

  synchronized boolean hasDatagrams() {
    return open.values().stream().anyMatch(d -> d.datagrams() != null);
  }

  /** Connections that are open, also those whose listener a reload has closed. */
  synchronized long inside() {
    return Stream.concat(listeners(), leaving.stream().map(Leaving::listener))
        .mapToLong(Listener::open)
        .sum();
  }

  private Stream<Listener> listeners() {
    return open.values().stream().flatMap(d -> Stream.ofNullable(d.listener()));
  }

  /** Closes the connections that are still open; how many there were. */
  synchronized int cut() {
    return Stream.concat(listeners(), leaving.stream().map(Leaving::listener))
        .mapToInt(Listener::cut)
        .sum();
  }

  private static void shut(Door door) {
    if (door.listener() != null) {
      door.listener().close();
    }
    if (door.datagrams() != null) {
      door.datagrams().close();
    }
  }

  /** What is open, as URLs, in the order of the config. */
  synchronized List<String> texts() {
    return open.values().stream().map(Door::text).toList();
  }

  /** Where the doors with this word are, as URLs, in the order of the config. */
  synchronized List<String> urls(String word) {
    return open.values().stream()
        .filter(d -> d.wanted().word().equals(word))
        .map(Door::url)
        .toList();
  }

  /** What is closed but not empty: URL, connections that are left, and the time they have. */
  synchronized List<Map<String, Object>> draining() {
    leaving.removeIf(l -> l.listener().open() == 0);
    long now = ground.clock.nanos();
    List<Map<String, Object>> all = new ArrayList<>();
    for (Leaving l : leaving) {
      long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(l.deadlineNanos() - now));
      all.add(
          Map.of("listener", l.text(), "connections", l.listener().open(), "leftMillis", millis));
    }
    return all;
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Doors::shut);
    open.clear();
  }
}
