package naru.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's system calls, with the kernel's own convention for failure: a result below 0 is
 * the negated errno.
 *
 * <p>Those called per packet take the memory in which errno is caught ({@link #state}) and raw
 * addresses, so that a call allocates nothing. The others make that memory themselves. No call is
 * {@code critical}: it would hold off safepoints while 64 KiB are copied, and measured no faster.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = variadic("open", ints(ADDRESS, JAVA_INT), 2);
  private static final MethodHandle CLOSE = handle("close", ints(JAVA_INT));
  private static final MethodHandle FCNTL =
      variadic("fcntl", ints(JAVA_INT, JAVA_INT, JAVA_LONG), 2);
  private static final MethodHandle IOCTL_AT =
      variadic("ioctl", ints(JAVA_INT, JAVA_LONG, ADDRESS), 2);
  private static final MethodHandle IOCTL_VALUE =
      variadic("ioctl", ints(JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
  private static final MethodHandle READ = handle("read", longs(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE = handle("write", longs(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITEV = handle("writev", longs(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle PPOLL =
      handle("ppoll", ints(ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  private static final MethodHandle EVENTFD = handle("eventfd", ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS = handle("setns", ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle UNSHARE = handle("unshare", ints(JAVA_INT));

  private static final MethodHandle GETEUID = handle("geteuid", ints());

  private Libc() {}

  /** Memory in which a call's errno is caught; for one thread at a time. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return slow(s -> (int) OPEN.invokeExact(s, name, flags));
    }
  }

  static int close(int fd) {
    return slow(s -> (int) CLOSE.invokeExact(s, fd));
  }

  static int fcntl(int fd, int command, long argument) {
    return slow(s -> (int) FCNTL.invokeExact(s, fd, command, argument));
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    return slow(s -> (int) IOCTL_AT.invokeExact(s, fd, request, argument));
  }

  static int ioctl(int fd, long request, long argument) {
    return slow(s -> (int) IOCTL_VALUE.invokeExact(s, fd, request, argument));
  }

  static int eventfd(int initial, int flags) {
    return slow(s -> (int) EVENTFD.invokeExact(s, initial, flags));
  }

  /** The user that this process acts as. */
  static int user() {
    return slow(s -> (int) GETEUID.invokeExact(s));
  }

  static int setns(int fd, int type) {
    return slow(s -> (int) SETNS.invokeExact(s, fd, type));
  }

  static int unshare(int flags) {
    return slow(s -> (int) UNSHARE.invokeExact(s, flags));
  }

  static long read(MemorySegment state, int fd, long address, long length) {
    try {
      long n = (long) READ.invokeExact(state, fd, address, length);
      return n >= 0 ? n : failed(state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static long write(MemorySegment state, int fd, long address, long length) {
    try {
      long n = (long) WRITE.invokeExact(state, fd, address, length);
      return n >= 0 ? n : failed(state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static long writev(MemorySegment state, int fd, MemorySegment vector, int count) {
    try {
      long n = (long) WRITEV.invokeExact(state, fd, vector, count);
      return n >= 0 ? n : failed(state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /**
   * Waits for one of several descriptors.
   *
   * @param timeout a timespec, or {@link MemorySegment#NULL} for ever
   */
  static int ppoll(MemorySegment state, MemorySegment fds, long count, MemorySegment timeout) {
    try {
      int n = (int) PPOLL.invokeExact(state, fds, count, timeout, MemorySegment.NULL);
      return n >= 0 ? n : failed(state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** The result, or an exception that names the call. */
  static int check(String call, int result) {
    if (result < 0) {
      throw LinuxException.of(call, -result);
    }
    return result;
  }

  /** A call that is not made per packet. */
  @FunctionalInterface
  interface Call {
    int in(MemorySegment state) throws Throwable;
  }

  static int slow(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = state(arena);
      int result = call.in(state);
      return result >= 0 ? result : failed(state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static MethodHandle handle(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(symbol(name), shape, Linker.Option.captureCallState("errno"));
  }

  /** A function such as ioctl(2), whose C declaration ends in {@code ...}. */
  private static MethodHandle variadic(String name, FunctionDescriptor shape, int fixed) {
    return LINKER.downcallHandle(
        symbol(name),
        shape,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }

  static FunctionDescriptor ints(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  static FunctionDescriptor longs(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_LONG, arguments);
  }

  static int failed(MemorySegment state) {
    return -(int) ERRNO.get(state, 0L);
  }

  /** A downcall declares {@code Throwable} and throws none but an error of ours. */
  static RuntimeException unexpected(Throwable t) {
    if (t instanceof Error e) {
      throw e;
    }
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }

  private static MemorySegment symbol(String name) {
    return SYMBOLS
        .find(name)
        .orElseThrow(() -> new UnsupportedOperationException("no " + name + "(): not Linux"));
  }
}
