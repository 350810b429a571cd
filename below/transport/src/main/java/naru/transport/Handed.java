package naru.transport;

import io.netty.channel.Channel;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.linux.InheritedSocket;
import naru.linux.LinuxException;

/**
 * Listening sockets that were open before this program: systemd hands them over, or the Naru that
 * it follows. A listener on the address of one uses it instead of one of its own, so that what
 * waits in it for somebody to accept is not lost.
 *
 * <p>Nothing is accepted from them before {@link #begin}: if this program fails to start, whoever
 * had them before goes on as if nothing had been. Thread-safe.
 */
public final class Handed implements AutoCloseable {
  private final String giver;
  private final boolean lasting;
  private final List<InheritedSocket> sockets = new ArrayList<>();
  private final Set<InheritedSocket> taken = new HashSet<>();
  private final List<Channel> waiting = new ArrayList<>();
  private final List<Narrow> narrow = new ArrayList<>();
  private boolean begun;

  /** A datagram listener, as a URL, whose sockets are fewer than the loops. */
  public record Narrow(String listener, int sockets, int loops) {}

  private Handed(String giver, boolean lasting) {
    this.giver = giver;
    this.lasting = lasting;
  }

  /** Nobody handed anything over. */
  public static Handed none() {
    return new Handed("nobody", false);
  }

  /**
   * Takes descriptors, which are closed in the end.
   *
   * @param giver who hands them over, for messages
   * @param lasting whether the giver keeps them open as well: then so do we, for listeners that a
   *     reload adds, or takes away and adds again
   * @throws FailureException {@code HANDED_SOCKET} if one is nothing that can be listened on; all
   *     are closed then
   */
  public static Handed of(String giver, boolean lasting, List<Integer> descriptors) {
    Handed handed = new Handed(giver, lasting);
    for (int i = 0; i < descriptors.size(); i++) {
      try {
        handed.sockets.add(InheritedSocket.of(descriptors.get(i)));
      } catch (IllegalArgumentException e) {
        handed.giveUp(descriptors.subList(i, descriptors.size()));
        throw handed.unfit(descriptors.get(i), String.valueOf(e.getMessage()), e);
      } catch (LinuxException e) {
        handed.giveUp(descriptors.subList(i + 1, descriptors.size()));
        String what = "cannot be listened on (" + e.getMessage() + ")";
        throw handed.unfit(descriptors.get(i), what, e);
      }
    }
    return handed;
  }

  private void giveUp(List<Integer> rest) {
    close();
    rest.forEach(InheritedSocket::close);
  }

  private FailureException unfit(int descriptor, String what, RuntimeException cause) {
    String detail = "descriptor " + descriptor + ", handed over by " + giver + ", " + what;
    return Failure.of(Code.HANDED_SOCKET, Side.US, detail).causedBy(cause).asException();
  }

  /**
   * Copies of the descriptors that are bound to an address, which are the caller's; none if a
   * socket is to be opened there.
   *
   * @throws FailureException {@code CANNOT_LISTEN} if one has the port at another address, so that
   *     nobody else can have it
   */
  synchronized List<Integer> take(boolean datagrams, InetSocketAddress address) {
    List<Integer> copies = new ArrayList<>();
    for (InheritedSocket socket : sockets) {
      if (socket.datagrams() == datagrams && socket.address().equals(address)) {
        taken.add(socket);
        copies.add(socket.copy());
      }
    }
    if (copies.isEmpty()) {
      requireFree(datagrams, address);
    }
    return copies;
  }

  private void requireFree(boolean datagrams, InetSocketAddress address) {
    for (InheritedSocket socket : sockets) {
      if (socket.datagrams() == datagrams && exclude(socket.address(), address)) {
        String where = (datagrams ? "udp://" : "tcp://") + Addresses.text(address);
        String why = giver + " handed over " + socket + ", which is another address";
        String detail = "cannot listen on " + where + ": " + why;
        throw Failure.of(Code.CANNOT_LISTEN, Side.US, detail).asException();
      }
    }
  }

  /**
   * Whether who has one of two different addresses takes the other's port away: one is for every
   * address of this machine, and [::] for those of IPv4 as well.
   */
  static boolean exclude(InetSocketAddress one, InetSocketAddress other) {
    return one.getPort() == other.getPort()
        && (covers(one.getAddress(), other.getAddress())
            || covers(other.getAddress(), one.getAddress()));
  }

  private static boolean covers(InetAddress every, InetAddress one) {
    return every.isAnyLocalAddress()
        && (every instanceof Inet6Address || one instanceof Inet4Address);
  }

  /** A channel made of a copy, which reads nothing by itself yet. */
  synchronized void opened(Channel channel) {
    if (begun) {
      channel.config().setAutoRead(true);
    } else {
      waiting.add(channel);
    }
  }

  /** The whole program stands: accepts what has come meanwhile, and all that comes. */
  public synchronized void begin() {
    begun = true;
    waiting.forEach(channel -> channel.config().setAutoRead(true));
    waiting.clear();
    if (!lasting) {
      close();
    }
  }

  /** Datagrams on fewer sockets than loops: no more loops than sockets ever get one. */
  synchronized void narrow(InetSocketAddress address, int count, int loops) {
    narrow.add(new Narrow("udp://" + Addresses.text(address), count, loops));
  }

  /** Datagram listeners that use fewer loops than there are. */
  public synchronized List<Narrow> narrow() {
    return List.copyOf(narrow);
  }

  /** Those that no listener has asked for, as URLs. */
  public synchronized List<String> unwanted() {
    return sockets.stream().filter(s -> !taken.contains(s)).map(Object::toString).toList();
  }

  /** What was taken stays open. */
  @Override
  public synchronized void close() {
    sockets.forEach(InheritedSocket::close);
    sockets.clear();
  }
}
