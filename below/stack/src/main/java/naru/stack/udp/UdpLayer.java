package naru.stack.udp;

import io.netty.buffer.ByteBuf;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.stack.ip.IcmpError;
import naru.stack.ip.IpLayer;
import naru.stack.ip.Transport;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.udp.UdpView;
import naru.wire.udp.UdpWriter;
import org.jspecify.annotations.Nullable;

/**
 * Between IP and sockets: checks and hands out datagrams, sends them, and keeps the list of sockets
 * that have something to tell.
 */
final class UdpLayer implements Transport {
  private static final int MAX_DATA_V4 = 65535 - IpHeaders.V4_BYTES - UdpWriter.BYTES;
  private static final int MAX_DATA_V6 = 65535 - UdpWriter.BYTES;

  private final IpLayer ip;
  private final UdpCounters counters = new UdpCounters();
  private final SocketTable table;
  private final UdpView view = new UdpView();
  private int sockets;
  private @Nullable Clock recording;
  private int recordedBytes;
  private @Nullable UdpSocket firstDirty;
  private @Nullable UdpSocket lastDirty;
  private Runnable whenDirty = () -> {};

  UdpLayer(IpLayer ip, RandomGenerator random) {
    this.ip = ip;
    table = new SocketTable(random);
  }

  SocketTable table() {
    return table;
  }

  UdpCounters counters() {
    return counters;
  }

  int sockets() {
    return sockets;
  }

  /** From now on connected sockets remember their latest datagrams. */
  void recording(Clock clock, int bytesOfEach) {
    recording = clock;
    recordedBytes = bytesOfEach;
  }

  void whenDirty(Runnable call) {
    whenDirty = call;
  }

  void opened(UdpSocket socket) {
    sockets++;
    if (socket.owner()) {
      table.addOwner(socket);
    }
  }

  void closed(UdpSocket socket) {
    sockets--;
    if (socket.isConnected()) {
      table.removePair(socket);
    }
    if (socket.owner()) {
      table.removeOwner(socket);
    }
  }

  void connect(UdpSocket socket, IpAddress to, int port) {
    IpAddress own = socket.localAddress();
    if (own.isUnspecified() && (!own.isV4() || to.isV4())) {
      own = ip.sourceFor(to);
    }
    if (!sendable(socket, own, socket.localPort(), to, port)) {
      throw new UncheckedIOException(new SocketException("No way to " + to + " port " + port));
    }
    if (table.pair(own.high(), own.low(), socket.localPort(), to.high(), to.low(), port) != null) {
      throw new UncheckedIOException(new SocketException("Already connected: " + to + " " + port));
    }
    if (socket.isConnected()) {
      table.removePair(socket);
    }
    socket.connected(own, to, port);
    table.addPair(socket);
  }

  @Override
  public void input(IpView packet, ByteBuf frame, boolean trusted, int gsoSize, long now) {
    counters.count(UdpCounters.Of.RECEIVED);
    if (!check(packet, frame, trusted)) {
      return;
    }
    UdpSocket socket =
        table.find(
            packet.destinationHigh(),
            packet.destinationLow(),
            view.destinationPort(),
            packet.sourceHigh(),
            packet.sourceLow(),
            view.sourcePort());
    if (socket == null) {
      counters.count(UdpCounters.Of.NO_SOCKET);
      ip.icmp()
          .error(IcmpError.PORT_UNREACHABLE, frame, packet.headerAt(), packet.totalLength(), now);
    } else if (gsoSize > 0 && gsoSize < view.payloadLength()) {
      split(socket, packet, frame, gsoSize);
    } else {
      offer(socket, packet, frame, view.payloadAt(), view.payloadLength());
    }
  }

  /** RFC 768; RFC 1122 s. 4.1.3.4; RFC 8200 s. 8.1: IPv6 does not go without a checksum. */
  private boolean check(IpView packet, ByteBuf frame, boolean trusted) {
    if (!view.read(frame, packet.payloadAt(), packet.payloadLength())
        || view.destinationPort() == 0) {
      counters.count(UdpCounters.Of.MALFORMED);
      return false;
    }
    if (view.checksum() == 0 && !packet.v4()) {
      counters.count(UdpCounters.Of.NO_CHECKSUM);
      return false;
    }
    if (!trusted && !view.checksumOk(packet, frame)) {
      counters.count(UdpCounters.Of.BAD_CHECKSUM);
      return false;
    }
    return true;
  }

  /** A super-datagram: datagrams of one flow that the link has joined, all but the last equal. */
  private void split(UdpSocket socket, IpView packet, ByteBuf frame, int size) {
    counters.count(UdpCounters.Of.SPLIT);
    int length = view.payloadLength();
    for (int offset = 0; offset < length; offset += size) {
      int bytes = Math.min(size, length - offset);
      offer(socket, packet, frame, view.payloadAt() + offset, bytes);
    }
  }

  private void offer(UdpSocket socket, IpView packet, ByteBuf frame, int at, int length) {
    if (!socket.hasRoom(length)) {
      counters.count(UdpCounters.Of.QUEUE_FULL);
      return;
    }
    counters.count(UdpCounters.Of.DELIVERED);
    Clock clock = recording;
    if (clock != null && socket.isConnected()) {
      socket.record(
          false, frame, packet.headerAt(), packet.totalLength(), recordedBytes, clock.nanos());
    }
    socket.enqueue(
        data(frame, at, length),
        null,
        packet.sourceHigh(),
        packet.sourceLow(),
        view.sourcePort(),
        packet.destinationHigh(),
        packet.destinationLow(),
        view.destinationPort());
  }

  /** A part of the frame, or a copy where the frame would keep much more memory alive. */
  private ByteBuf data(ByteBuf frame, int at, int length) {
    boolean large = view.payloadLength() >= frame.capacity() / 2;
    return large ? frame.retainedSlice(at, length) : frame.copy(at, length);
  }

  @Override
  public boolean sent(
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength) {
    return socketOf(srcHigh, srcLow, dstHigh, dstLow, quoted, transportAt) != null;
  }

  @Override
  public void icmpError(
      IcmpError kind,
      int mtu,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength,
      long now) {
    UdpSocket socket = socketOf(srcHigh, srcLow, dstHigh, dstLow, quoted, transportAt);
    if (socket == null || !socket.hasRoom(0)) {
      return;
    }
    counters.count(UdpCounters.Of.ERRORS);
    int ports = quoted.getInt(transportAt);
    socket.enqueue(null, kind, dstHigh, dstLow, ports & 0xffff, srcHigh, srcLow, ports >>> 16);
  }

  private @Nullable UdpSocket socketOf(
      long srcHigh, long srcLow, long dstHigh, long dstLow, ByteBuf quoted, int at) {
    int ports = quoted.getInt(at);
    return table.find(srcHigh, srcLow, ports >>> 16, dstHigh, dstLow, ports & 0xffff);
  }

  /** Sends a datagram; takes the data. */
  boolean send(
      UdpSocket socket, IpAddress from, int fromPort, IpAddress to, int port, ByteBuf data) {
    try {
      IpAddress source = from.isUnspecified() ? ip.sourceFor(to) : from;
      if (!sendable(socket, source, fromPort, to, port)) {
        counters.count(UdpCounters.Of.SEND_INVALID);
        return false;
      }
      boolean v4 = to.isV4();
      int length = data.readableBytes();
      if (length > (v4 ? MAX_DATA_V4 : MAX_DATA_V6)) {
        counters.count(UdpCounters.Of.SEND_TOO_LONG);
        return false;
      }
      ByteBuf frame = ip.frame(v4, UdpWriter.BYTES + length);
      int at = frame.writerIndex();
      UdpWriter.header(frame, at, fromPort, port, UdpWriter.BYTES + length);
      frame.writerIndex(at + UdpWriter.BYTES).writeBytes(data, data.readerIndex(), length);
      return send(socket, source, to, frame);
    } finally {
      data.release();
    }
  }

  private static boolean sendable(
      UdpSocket socket, IpAddress source, int fromPort, IpAddress to, int port) {
    return socket.isOpen()
        && !source.isUnspecified()
        && source.isV4() == to.isV4()
        && !to.isUnspecified()
        && fromPort > 0
        && fromPort <= 65535
        && port > 0
        && port <= 65535;
  }

  private boolean send(UdpSocket socket, IpAddress source, IpAddress to, ByteBuf frame) {
    Clock clock = socket.isConnected() ? recording : null;
    ByteBuf kept = clock == null ? null : frame.retain();
    boolean sent =
        ip.send(
            frame,
            source.high(),
            source.low(),
            to.high(),
            to.low(),
            IpProtocol.UDP,
            socket.hopLimit(),
            socket.trafficClass(),
            socket.dontFragment(),
            UdpWriter.CHECKSUM_OFFSET,
            0);
    if (clock != null && kept != null) {
      int at = VnetHeader.BYTES;
      socket.record(true, kept, at, kept.writerIndex() - at, recordedBytes, clock.nanos());
      kept.release();
    }
    counters.count(sent ? UdpCounters.Of.SENT : UdpCounters.Of.SEND_FAILED);
    return sent;
  }

  void markDirty(UdpSocket socket) {
    if (socket.dirty) {
      return;
    }
    socket.dirty = true;
    if (lastDirty == null) {
      firstDirty = socket;
    } else {
      lastDirty.nextDirty = socket;
    }
    boolean first = lastDirty == null;
    lastDirty = socket;
    if (first) {
      whenDirty.run();
    }
  }

  /** Tells users what waits for them now. */
  boolean flush() {
    UdpSocket last = lastDirty;
    boolean any = last != null;
    while (last != null) {
      UdpSocket socket = pollDirty();
      if (socket == null) {
        break;
      }
      if (socket.isOpen()) {
        socket.deliver();
      }
      if (socket == last) {
        break;
      }
    }
    return any;
  }

  private @Nullable UdpSocket pollDirty() {
    UdpSocket socket = firstDirty;
    if (socket != null) {
      firstDirty = socket.nextDirty;
      lastDirty = firstDirty == null ? null : lastDirty;
      socket.nextDirty = null;
      socket.dirty = false;
    }
    return socket;
  }
}
