package naru.journey.conformance;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.testkit.drill.Outcome;

/**
 * The system calls of a program with sockets, as they are: this asks the kernel what TCP does, so
 * nothing may stand between. Belongs to one thread, as errno does.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Set<String> VARIADIC = Set.of("open", "ioctl");
  private static final Map<String, MethodHandle> HANDLES = new ConcurrentHashMap<>();
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(11, "EAGAIN"),
          Map.entry(22, "EINVAL"),
          Map.entry(32, "EPIPE"),
          Map.entry(71, "EPROTO"),
          Map.entry(90, "EMSGSIZE"),
          Map.entry(92, "ENOPROTOOPT"),
          Map.entry(98, "EADDRINUSE"),
          Map.entry(101, "ENETUNREACH"),
          Map.entry(103, "ECONNABORTED"),
          Map.entry(104, "ECONNRESET"),
          Map.entry(106, "EISCONN"),
          Map.entry(107, "ENOTCONN"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(111, "ECONNREFUSED"),
          Map.entry(113, "EHOSTUNREACH"),
          Map.entry(114, "EALREADY"),
          Map.entry(115, "EINPROGRESS"));

  private final MemorySegment state;

  Libc(Arena arena) {
    state = arena.allocate(Linker.Option.captureStateLayout());
  }

  /** Calls a function of the C library with ints, longs and pointers; what it returned. */
  int call(String function, Object... arguments) {
    MethodHandle handle = HANDLES.computeIfAbsent(function, f -> handle(f, arguments));
    Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      return (int) handle.invokeWithArguments(all);
    } catch (Throwable e) {
      throw new IllegalStateException(function + " cannot be called", e);
    }
  }

  /** The same, where a failure means that the test cannot be made. */
  int must(String function, Object... arguments) {
    int result = call(function, arguments);
    if (result < 0) {
      throw new IllegalStateException(
          function + Arrays.toString(arguments) + ": errno " + (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  /** The same, for a script. */
  Outcome outcome(String function, Object... arguments) {
    int result = call(function, arguments);
    return result < 0 ? Outcome.failed(name((int) ERRNO.get(state, 0L))) : Outcome.of(result);
  }

  static String name(int errno) {
    return NAMES.getOrDefault(errno, "E" + errno);
  }

  private static MethodHandle handle(String function, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(Libc::layout).toArray(MemoryLayout[]::new);
    FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts);
    MemorySegment address = LINKER.defaultLookup().findOrThrow(function);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return VARIADIC.contains(function)
        ? LINKER.downcallHandle(address, type, errno, Linker.Option.firstVariadicArg(2))
        : LINKER.downcallHandle(address, type, errno);
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> ValueLayout.JAVA_INT;
      case Long _ -> ValueLayout.JAVA_LONG;
      default -> ValueLayout.ADDRESS;
    };
  }
}
