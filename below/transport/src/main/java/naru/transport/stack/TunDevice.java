package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import naru.linux.LinuxException;
import naru.linux.Tun;
import naru.linux.TunQueue;
import naru.stack.link.FrameSink;
import naru.stack.link.Link;
import org.jspecify.annotations.Nullable;

/**
 * One queue of a TUN interface on an epoll loop: what the kernel sends goes into the loop's stack,
 * at most {@link #TURN} frames a turn and then one flush; what the stack sends goes to the kernel
 * at once, and waits in a bounded queue while the kernel takes nothing.
 */
public final class TunDevice implements Link, EpollIoHandle {
  private static final int TURN = 64;

  /** As the transmit queue of a network card. */
  private static final int MOST_WAITING = 1024;

  /** A packet up to this is copied, so that it does not hold 64 KiB while somebody reads it. */
  private static final int COPIED_BYTES = 2048;

  private static final int EAGAIN = 11;

  private final TunQueue queue;
  private final FileDescriptor fd;
  private final int mtu;
  private final ByteBufAllocator alloc;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(16);
  private @Nullable StackLoop driver;
  private @Nullable FrameSink detour;
  private @Nullable IoRegistration registration;
  private @Nullable ByteBuf next;
  private long dropped;

  private TunDevice(TunQueue queue, int mtu, ByteBufAllocator alloc) {
    this.queue = queue;
    this.fd = new FileDescriptor(queue.fd());
    this.mtu = mtu;
    this.alloc = alloc;
  }

  /**
   * A link for a stack, to be joined to it by {@link #start}.
   *
   * @param mtu the interface's, in bytes
   */
  public static TunDevice of(TunQueue queue, int mtu, ByteBufAllocator alloc) {
    return new TunDevice(queue, mtu, alloc);
  }

  /** Begins to read; {@code stack} is the one that has this as its link, on an epoll loop. */
  public Future<IoRegistration> start(StackLoop stack) {
    driver = stack;
    Future<IoRegistration> registering = ((IoEventLoop) stack.loop()).register(this);
    registering.addListener(
        done -> {
          if (done.isSuccess()) {
            registration = registering.getNow();
            want();
          }
        });
    return registering;
  }

  /** What comes from the kernel goes here instead, such as over a road where it is impaired. */
  void through(FrameSink sink) {
    detour = sink;
  }

  /** Frames to the kernel that were dropped. */
  public long dropped() {
    return dropped + queue.refused();
  }

  // ---- to the kernel

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public int superPacketBytes() {
    return Tun.MAX_FRAME_BYTES - Tun.HEADER_BYTES;
  }

  @Override
  public boolean offloadsChecksums() {
    return true;
  }

  @Override
  public boolean transmit(ByteBuf frame) {
    if (!waiting.isEmpty()) {
      return keep(frame);
    }
    if (write(frame)) {
      frame.release();
      return true;
    }
    if (!isBusy()) {
      frame.release(); // the interface is down, or the frame is not to its taste
      return false;
    }
    boolean kept = keep(frame);
    want();
    return kept;
  }

  /** Whether the kernel took it. */
  private boolean write(ByteBuf frame) {
    try {
      return writeDirect(frame);
    } catch (LinuxException gone) {
      return false;
    }
  }

  private boolean writeDirect(ByteBuf frame) {
    if (frame.hasMemoryAddress()) {
      return queue.write(frame.memoryAddress() + frame.readerIndex(), frame.readableBytes());
    }
    ByteBuf direct = alloc.directBuffer(frame.readableBytes());
    try {
      direct.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
      return queue.write(direct.memoryAddress(), direct.readableBytes());
    } finally {
      direct.release();
    }
  }

  private boolean isBusy() {
    return queue.lastRefusal().filter(e -> e.number() == EAGAIN).isPresent();
  }

  private boolean keep(ByteBuf frame) {
    if (waiting.size() == MOST_WAITING) {
      dropped++;
      frame.release();
      return false;
    }
    waiting.add(frame);
    return true;
  }

  private void writeWaiting() {
    for (ByteBuf frame = waiting.peek(); frame != null; frame = waiting.peek()) {
      if (!write(frame) && isBusy()) {
        return;
      }
      waiting.remove().release();
    }
    want();
  }

  private void want() {
    IoRegistration r = registration;
    if (r != null && r.isValid()) {
      r.submit(
          waiting.isEmpty() ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT));
    }
  }

  // ---- from the kernel

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration where, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    if (ops.contains(EpollIoOps.EPOLLOUT)) {
      writeWaiting();
    }
    if (ops.contains(EpollIoOps.EPOLLIN)) {
      readTurn();
    } else if (ops.contains(EpollIoOps.EPOLLERR)) {
      close();
    }
  }

  /** Level-triggered: what is left after a turn wakes the loop again. */
  private void readTurn() {
    StackLoop stack = driver;
    if (stack == null) {
      return;
    }
    stack.begin();
    try {
      for (int i = 0; i < TURN; i++) {
        ByteBuf frame = read();
        if (frame == null) {
          break;
        }
        if (detour == null) {
          stack.frame(frame);
        } else {
          detour.frame(frame);
        }
      }
    } catch (LinuxException gone) {
      close();
    } finally {
      stack.end();
    }
  }

  private @Nullable ByteBuf read() {
    ByteBuf into = next == null ? alloc.directBuffer(Tun.MAX_FRAME_BYTES) : next;
    next = into;
    int length = queue.read(into.memoryAddress(), Tun.MAX_FRAME_BYTES);
    if (length <= 0) {
      return null;
    }
    if (length <= COPIED_BYTES) {
      return alloc.directBuffer(length).writeBytes(into, 0, length);
    }
    next = null;
    return into.writerIndex(length);
  }

  /** Reads no more and lets go of what waits; the interface itself is its owner's to close. */
  @Override
  public void close() {
    IoRegistration r = registration;
    registration = null;
    if (r != null && r.isValid()) {
      r.cancel();
    }
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    ByteBuf unused = next;
    next = null;
    if (unused != null) {
      unused.release();
    }
  }
}
