package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Reads packets with what the kernel says about each: {@code sockaddr_ll} (where, which way), a
 * timestamp, and {@code tpacket_auxdata} (its whole length, its checksum).
 *
 * <p>Loopback shows each packet twice, going out and coming in. The one going out is kept, and
 * which end sent it is told by the flow.
 */
final class PacketReader {
  private static final int ARPHRD_LOOPBACK = 772;
  private static final int PACKET_OUTGOING = 4;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_AUXDATA = 8;
  private static final int AUXDATA_BYTES = 20;
  private static final int SCM_TIMESTAMPNS = 35;
  private static final int TP_STATUS_CSUMNOTREADY = 8;
  private static final int CONTROL_BYTES = 128;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Flow flow;
  private final MemorySegment data;
  private final MemorySegment state;
  private final Message message;

  PacketReader(Flow flow, int keepBytes) {
    this.flow = flow;
    Arena arena = Arena.ofAuto();
    data = arena.allocate(keepBytes, 8);
    state = Libc.state(arena);
    message = Message.of(arena, data, CONTROL_BYTES);
  }

  int drain(int fd, Consumer<? super CapturedPacket> to) {
    int count = 0;
    while (true) {
      message.receiving();
      long n = Sockets.recvmsg(state, fd, message.header(), Sockets.MSG_DONTWAIT);
      if (n == -Errno.EAGAIN) {
        return count;
      }
      if (n >= 0) {
        count += hand((int) n, to);
      } else if (n != -Errno.EINTR && n != -Errno.ENETDOWN) {
        throw LinuxException.of("recvmsg AF_PACKET", (int) -n);
      }
    }
  }

  private int hand(int length, Consumer<? super CapturedPacket> to) {
    MemorySegment from = message.name();
    boolean loopback = from.get(JAVA_SHORT, 8) == ARPHRD_LOOPBACK;
    boolean outgoing = from.get(JAVA_BYTE, 10) == PACKET_OUTGOING;
    if (loopback && !outgoing) {
      return 0;
    }
    byte[] bytes = data.asSlice(0, length).toArray(JAVA_BYTE);
    boolean sent = loopback ? flow.sentLocally(bytes) : outgoing;
    to.accept(new CapturedPacket(bytes, wholeBytes(length), sent, checksumReady(), unixNanos()));
    return 1;
  }

  private int wholeBytes(int kept) {
    long at = message.find(SOL_PACKET, PACKET_AUXDATA, AUXDATA_BYTES);
    return at < 0 ? kept : message.controls().get(JAVA_INT, at + 4);
  }

  private boolean checksumReady() {
    long at = message.find(SOL_PACKET, PACKET_AUXDATA, AUXDATA_BYTES);
    return at < 0 || (message.controls().get(JAVA_INT, at) & TP_STATUS_CSUMNOTREADY) == 0;
  }

  private long unixNanos() {
    long at = message.find(Sockets.SOL_SOCKET, SCM_TIMESTAMPNS, 16);
    if (at < 0) {
      return 0;
    }
    MemorySegment time = message.controls();
    return time.get(JAVA_LONG, at) * NANOS_PER_SECOND + time.get(JAVA_LONG, at + 8);
  }
}
