package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A stream socket between processes of one machine (unix(7)), to hand descriptors over
 * (SCM_RIGHTS): one who may open a TUN gives it to one who may not, one who listens to who comes
 * after it. Each descriptor travels with one byte; numbers may be said before and after.
 */
public final class UnixSocket implements AutoCloseable {
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 8;
  private static final int SO_PEERCRED = 17;
  private static final int SO_SNDTIMEO = 21;
  private static final int SHUT_RDWR = 2;
  private static final int MAX_PATH_BYTES = 107;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int STREAM = Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC;

  private final Descriptor descriptor;

  private UnixSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Connects to somebody who listens on the path. */
  public static UnixSocket connect(Path path) {
    Descriptor socket = open();
    try (Arena arena = Arena.ofConfined()) {
      int result = Sockets.connect(socket.number(), address(arena, path));
      Libc.check("connect " + path, result);
      return new UnixSocket(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Listens on the path, which must not exist, for {@link #accept}. The file stays when closed. */
  public static UnixSocket listen(Path path) {
    Descriptor socket = open();
    try (Arena arena = Arena.ofConfined()) {
      Libc.check("bind " + path, Sockets.bind(socket.number(), address(arena, path)));
      Libc.check("listen " + path, Sockets.listen(socket.number(), 1));
      return new UnixSocket(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Takes a connected socket that was inherited, such as {@code 3}; now owned by the result. */
  public static UnixSocket of(int fd) {
    return new UnixSocket(Descriptor.of("unix socket", fd));
  }

  /** Two sockets, connected to each other: one for a child. */
  public static List<UnixSocket> pair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(8, 4);
      Libc.check("socketpair", Sockets.socketpair(Sockets.AF_UNIX, STREAM, pair));
      return List.of(of(pair.get(JAVA_INT, 0)), of(pair.get(JAVA_INT, 4)));
    }
  }

  /**
   * Waits for one to connect to the listening socket.
   *
   * @throws LinuxException ETIMEDOUT if nobody does in time
   */
  public UnixSocket accept(Duration patience) {
    await("accept", patience);
    int fd = Sockets.accept(descriptor.number(), Sockets.SOCK_CLOEXEC);
    return new UnixSocket(Descriptor.of("accept", fd));
  }

  /** Nobody can connect any more; who waits in {@link #accept} gets EINVAL. From any thread. */
  public void stopListening() {
    Libc.check("shutdown", Sockets.shutdown(descriptor.number(), SHUT_RDWR));
  }

  /** Saying and sending fail with EAGAIN if the other side has no room for so long. */
  public void sendWithin(Duration patience) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8); // struct timeval
      time.set(JAVA_LONG, 0, patience.toSeconds());
      time.set(JAVA_LONG, 8, patience.toNanosPart() / NANOS_PER_MICRO);
      int result = Sockets.setOption(descriptor.number(), Sockets.SOL_SOCKET, SO_SNDTIMEO, time);
      Libc.check("setsockopt SO_SNDTIMEO", result);
    }
  }

  /** Whether the other end was opened by the user that this process acts as (SO_PEERCRED). */
  public boolean isSameUser() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(12, 4); // pid, uid, gid
      Libc.check(
          "getsockopt SO_PEERCRED",
          Sockets.option(descriptor.number(), Sockets.SOL_SOCKET, SO_PEERCRED, credentials));
      return credentials.get(JAVA_INT, 4) == Libc.user();
    }
  }

  /**
   * Says a number.
   *
   * @throws LinuxException if the other side is gone
   */
  public void say(int number) {
    try (Arena arena = Arena.ofConfined()) {
      Message message = Message.of(arena, arena.allocateFrom(JAVA_INT, number), 0);
      long n =
          Sockets.sendmsg(
              Libc.state(arena), descriptor.number(), message.header(), Sockets.MSG_NOSIGNAL);
      Libc.check("sendmsg", (int) n);
    }
  }

  /**
   * Hears a number.
   *
   * @return empty if the other side has closed
   * @throws LinuxException ETIMEDOUT if none comes in time
   */
  public OptionalInt hear(Duration patience) {
    await("recvmsg", patience);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      Message message = Message.of(arena, number, 0);
      long n = Sockets.recvmsg(Libc.state(arena), descriptor.number(), message.header(), 0);
      return n == JAVA_INT.byteSize()
          ? OptionalInt.of(number.get(JAVA_INT, 0))
          : OptionalInt.empty();
    }
  }

  /** Hands over a copy of a descriptor; ours stays open. */
  public void sendDescriptor(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      Message message = Message.of(arena, arena.allocateFrom(JAVA_BYTE, (byte) 1), 24);
      message.control(Sockets.SOL_SOCKET, SCM_RIGHTS, fd);
      long n =
          Sockets.sendmsg(
              Libc.state(arena), descriptor.number(), message.header(), Sockets.MSG_NOSIGNAL);
      Libc.check("sendmsg SCM_RIGHTS", (int) n);
    }
  }

  /**
   * Receives one descriptor.
   *
   * @return its number here, owned by the caller: to {@link Tun#of}
   * @throws LinuxException ETIMEDOUT if none comes in time
   * @throws IllegalStateException if the other side sent something else, or is gone
   */
  public int receiveDescriptor(Duration patience) {
    await("recvmsg SCM_RIGHTS", patience);
    try (Arena arena = Arena.ofConfined()) {
      Message message = Message.of(arena, arena.allocate(1), 24);
      message.receiving();
      long n =
          Sockets.recvmsg(
              Libc.state(arena), descriptor.number(), message.header(), Sockets.MSG_CMSG_CLOEXEC);
      Libc.check("recvmsg SCM_RIGHTS", (int) n);
      long at = message.find(Sockets.SOL_SOCKET, SCM_RIGHTS, 4);
      if (at < 0 || (message.flags() & MSG_CTRUNC) != 0) {
        String came = n == 0 ? "the other side has closed" : "a byte without one came";
        throw new IllegalStateException("no descriptor was handed over: " + came);
      }
      return message.controls().get(JAVA_INT, at);
    }
  }

  private void await(String call, Duration patience) {
    try (Poll poll = Poll.of(descriptor.number())) {
      if (!poll.await(patience.toNanos())) {
        throw LinuxException.of(call, Errno.ETIMEDOUT);
      }
    }
  }

  private static Descriptor open() {
    return Descriptor.of("socket AF_UNIX", Sockets.socket(Sockets.AF_UNIX, STREAM, 0));
  }

  /** {@code struct sockaddr_un}: a family and a path that ends in NUL. */
  static MemorySegment address(Arena arena, Path path) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(path + " is longer than " + MAX_PATH_BYTES + " bytes");
    }
    MemorySegment address = arena.allocate(2 + MAX_PATH_BYTES + 1, 2);
    address.set(JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, address, 2, bytes.length);
    return address;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
