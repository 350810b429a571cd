package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * {@code struct ifreq} of netdevice(7): 16 bytes of name, then a union of which we use one number.
 *
 * <pre>
 *  0               16              20              40
 * +----------------+---------------+---------------+
 * | name, NUL-ended| short or int  |               |
 * +----------------+---------------+---------------+
 * </pre>
 */
final class InterfaceRequest {
  static final int BYTES = 40;
  static final int MAX_NAME_BYTES = 15;
  private static final int UNION = 16;

  private final MemorySegment memory;

  private InterfaceRequest(MemorySegment memory) {
    this.memory = memory;
  }

  /**
   * A request about an interface.
   *
   * @throws IllegalArgumentException if no interface can have this name
   */
  static InterfaceRequest of(Arena arena, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is no interface name: 1 to 15 ASCII characters without space, '/', ':'");
    }
    return ofAny(arena, name);
  }

  /** A request with a name that the kernel fills in or completes, such as empty or {@code t%d}. */
  static InterfaceRequest ofAny(Arena arena, String name) {
    InterfaceRequest request = new InterfaceRequest(arena.allocate(BYTES, 8));
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, request.memory, 0, Math.min(bytes.length, MAX_NAME_BYTES));
    return request;
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME_BYTES
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':');
  }

  MemorySegment memory() {
    return memory;
  }

  String name() {
    return memory.getString(0, StandardCharsets.US_ASCII);
  }

  int flags() {
    return memory.get(JAVA_SHORT, UNION) & 0xffff;
  }

  void flags(int flags) {
    memory.set(JAVA_SHORT, UNION, (short) flags);
  }

  int value() {
    return memory.get(JAVA_INT, UNION);
  }

  void value(int value) {
    memory.set(JAVA_INT, UNION, value);
  }
}
