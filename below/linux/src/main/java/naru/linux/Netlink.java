package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One rtnetlink(7) request and its acknowledgement, in the namespace of the calling thread.
 *
 * <p>The acknowledgement carries errno and, from Linux 4.12 on, a sentence about it.
 */
final class Netlink {
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NLMSG_ERROR = 2;
  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int NLMSGERR_ATTR_MSG = 1;
  private static final int HEADER_BYTES = 16;
  private static final int MAX_ANSWER_BYTES = 8192;

  private Netlink() {}

  /**
   * Sends a request with NLM_F_ACK and waits for the answer, which the kernel makes at once.
   *
   * @param what names the request in the exception
   */
  static void request(String what, NetlinkMessage message) {
    try (Arena arena = Arena.ofConfined();
        Descriptor socket =
            Descriptor.of(
                "socket AF_NETLINK",
                Sockets.socket(
                    Sockets.AF_NETLINK, Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC, NETLINK_ROUTE))) {
      int ignored = Sockets.setOption(socket.number(), SOL_NETLINK, NETLINK_EXT_ACK, 1);
      byte[] bytes = message.bytes();
      MemorySegment out = arena.allocateFrom(JAVA_BYTE, bytes);
      send(socket, what, Message.of(arena, out, 0), arena);
      MemorySegment in = arena.allocate(MAX_ANSWER_BYTES, 8);
      int n = receive(socket, what, Message.of(arena, in, 0), arena);
      ByteBuffer answer = in.asSlice(0, n).asByteBuffer().order(ByteOrder.nativeOrder());
      int errno = errno(answer);
      if (errno != 0) {
        throw LinuxException.of("rtnetlink " + what, errno, said(answer));
      }
    }
  }

  private static void send(Descriptor socket, String what, Message message, Arena arena) {
    MemorySegment state = Libc.state(arena);
    long n = Sockets.sendmsg(state, socket.number(), message.header(), 0);
    Libc.check("rtnetlink " + what, (int) n);
  }

  private static int receive(Descriptor socket, String what, Message message, Arena arena) {
    MemorySegment state = Libc.state(arena);
    long n = Sockets.recvmsg(state, socket.number(), message.header(), 0);
    return Libc.check("rtnetlink " + what, (int) n);
  }

  /** The positive errno of an acknowledgement; 0 is success. */
  static int errno(ByteBuffer answer) {
    boolean isError =
        answer.remaining() >= HEADER_BYTES + 4 && answer.getShort(4) == (short) NLMSG_ERROR;
    return isError ? -answer.getInt(HEADER_BYTES) : Errno.EIO;
  }

  /** What the kernel says about a failure; empty if nothing. */
  static String said(ByteBuffer answer) {
    int flags = answer.getShort(6);
    if ((flags & NLM_F_ACK_TLVS) == 0 || answer.remaining() < 2 * HEADER_BYTES + 4) {
      return "";
    }
    int quoted = (flags & NLM_F_CAPPED) != 0 ? HEADER_BYTES : answer.getInt(HEADER_BYTES + 4);
    int at = HEADER_BYTES + 4 + align(quoted);
    while (at >= 0 && at + 4 <= answer.remaining()) {
      int length = answer.getShort(at) & 0xffff;
      if (length < 4 || at + length > answer.remaining()) {
        return "";
      }
      if (answer.getShort(at + 2) == NLMSGERR_ATTR_MSG) {
        byte[] text = new byte[length - 4];
        answer.get(at + 4, text);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "");
      }
      at += align(length);
    }
    return "";
  }

  private static int align(int length) {
    return (length + 3) & ~3;
  }
}
