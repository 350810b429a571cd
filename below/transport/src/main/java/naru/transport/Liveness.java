package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last look at a connection before something is sent that must not be lost: whether its other
 * side has closed or reset it in the meantime, although no event has told of it yet, and how much
 * of what was sent had arrived there. Costs a system call, and makes no object. One per event loop.
 *
 * <p>A FIN carries the number of the byte that the other side waits for (RFC 9293 section 3.4): if
 * that has not moved, nothing that was sent since the look had reached the other side when it
 * closed.
 *
 * <p>A Unix socket has no such numbers. There a send of no bytes tells: it fails with EPIPE as soon
 * as the other side has closed, and does nothing else.
 */
public final class Liveness {
  /** {@link #acknowledgedBytes} where it cannot be known. */
  public static final long UNKNOWN = -1;

  /** TCP_ESTABLISHED of Linux's tcp_states.h. */
  private static final int ESTABLISHED = 1;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;

  /** Where {@code tcpi_bytes_acked} stands in {@code struct tcp_info} of linux/tcp.h. */
  private static final int BYTES_ACKED = 120;

  /** To be sent: nothing of it. */
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

  private final ByteBuffer info =
      ByteBuffer.allocate(BYTES_ACKED + Long.BYTES).order(ByteOrder.nativeOrder());
  private long acknowledged = UNKNOWN;

  /** One for a loop. */
  public Liveness() {}

  /** Whether both directions are open as far as the kernel knows. */
  public boolean isOpen(Channel channel) {
    acknowledged = UNKNOWN;
    if (!channel.isActive()) {
      return false;
    }
    if (channel instanceof EpollSocketChannel kernels) {
      return look(kernels);
    }
    // Naru's own stack tells of a FIN in the same turn of the loop.
    return !(channel instanceof EpollDomainSocketChannel unix) || look(unix);
  }

  /**
   * How many bytes of what was sent the other side had acknowledged at the last {@link #isOpen};
   * {@link #UNKNOWN} on a connection that is not the kernel's, and where the kernel does not tell.
   */
  public long acknowledgedBytes() {
    return acknowledged;
  }

  /**
   * What a kernel does not tell is 0, as the buffer is made (Linux before 4.1, gVisor). It cannot
   * be 0 on a connection that was of use: the SYN counts.
   */
  static long acknowledged(ByteBuffer info) {
    long bytes = info.getLong(BYTES_ACKED);
    return bytes == 0 ? UNKNOWN : bytes;
  }

  private static boolean look(EpollDomainSocketChannel channel) {
    try {
      ((Socket) channel.fd()).send(NOTHING, 0, 0);
      return true;
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private boolean look(EpollSocketChannel channel) {
    info.clear().putLong(BYTES_ACKED, 0);
    try {
      ((Socket) channel.fd()).getRawOpt(IPPROTO_TCP, TCP_INFO, info);
      acknowledged = acknowledged(info);
      return info.get(0) == ESTABLISHED;
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
