package naru.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The C library's socket calls; results below 0 are the negated errno, as in {@link Libc}. */
final class Sockets {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private static final MethodHandle SOCKET =
      Libc.handle("socket", Libc.ints(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKETPAIR =
      Libc.handle("socketpair", Libc.ints(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle BIND =
      Libc.handle("bind", Libc.ints(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      Libc.handle("connect", Libc.ints(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle LISTEN = Libc.handle("listen", Libc.ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle SHUTDOWN =
      Libc.handle("shutdown", Libc.ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle ACCEPT =
      Libc.handle("accept4", Libc.ints(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      Libc.handle("getsockname", Libc.ints(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SENDMSG =
      Libc.handle("sendmsg", Libc.longs(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECVMSG =
      Libc.handle("recvmsg", Libc.longs(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      Libc.handle("setsockopt", Libc.ints(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      Libc.handle("getsockopt", Libc.ints(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private Sockets() {}

  static int socket(int family, int type, int protocol) {
    return Libc.slow(s -> (int) SOCKET.invokeExact(s, family, type, protocol));
  }

  static int socketpair(int family, int type, MemorySegment pair) {
    return Libc.slow(s -> (int) SOCKETPAIR.invokeExact(s, family, type, 0, pair));
  }

  static int bind(int fd, MemorySegment address) {
    int length = (int) address.byteSize();
    return Libc.slow(s -> (int) BIND.invokeExact(s, fd, address, length));
  }

  static int connect(int fd, MemorySegment address) {
    int length = (int) address.byteSize();
    return Libc.slow(s -> (int) CONNECT.invokeExact(s, fd, address, length));
  }

  static int listen(int fd, int backlog) {
    return Libc.slow(s -> (int) LISTEN.invokeExact(s, fd, backlog));
  }

  static int shutdown(int fd, int how) {
    return Libc.slow(s -> (int) SHUTDOWN.invokeExact(s, fd, how));
  }

  static int accept(int fd, int flags) {
    MemorySegment none = MemorySegment.NULL;
    return Libc.slow(s -> (int) ACCEPT.invokeExact(s, fd, none, none, flags));
  }

  static long sendmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
    try {
      long n = (long) SENDMSG.invokeExact(state, fd, message, flags);
      return n >= 0 ? n : Libc.failed(state);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  static long recvmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
    try {
      long n = (long) RECVMSG.invokeExact(state, fd, message, flags);
      return n >= 0 ? n : Libc.failed(state);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  static int setOption(int fd, int level, int name, MemorySegment value) {
    int length = (int) value.byteSize();
    return Libc.slow(s -> (int) SETSOCKOPT.invokeExact(s, fd, level, name, value, length));
  }

  static int setOption(int fd, int level, int name, int value) {
    try (Arena arena = Arena.ofConfined()) {
      return setOption(fd, level, name, arena.allocateFrom(JAVA_INT, value));
    }
  }

  /** Reads the address that a socket is bound to; the result is how many bytes it has. */
  static int name(int fd, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) into.byteSize());
      int result = Libc.slow(s -> (int) GETSOCKNAME.invokeExact(s, fd, into, length));
      return result < 0 ? result : length.get(JAVA_INT, 0);
    }
  }

  /** Reads an option that is an int. */
  static int option(String what, int fd, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      Libc.check("getsockopt " + what, option(fd, level, name, value));
      return value.get(JAVA_INT, 0);
    }
  }

  /** Reads an option; the result is how many bytes of {@code into} the kernel filled. */
  static int option(int fd, int level, int name, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) into.byteSize());
      int result = Libc.slow(s -> (int) GETSOCKOPT.invokeExact(s, fd, level, name, into, length));
      return result < 0 ? result : length.get(JAVA_INT, 0);
    }
  }
}
