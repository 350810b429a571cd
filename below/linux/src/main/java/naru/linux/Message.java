package naru.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct msghdr} of recvmsg(2) on 64 bits, with one piece of data, a sender's address and
 * control messages (cmsg(3)).
 *
 * <pre>
 *  0        8          16      24       32         40           48      56
 * +--------+----------+-------+--------+----------+------------+-------+
 * | name * | name len | iov * | iov n  | control *| control len| flags |
 * +--------+----------+-------+--------+----------+------------+-------+
 * control: [ len 8 | level 4 | type 4 | data ... ] aligned to 8, repeated
 * </pre>
 */
final class Message {
  static final int BYTES = 56;
  static final int CONTROL_HEADER_BYTES = 16;
  static final int MAX_NAME_BYTES = 128;
  private static final int IOVEC_BYTES = 16;

  private final MemorySegment header;
  private final MemorySegment vector;
  private final MemorySegment name;
  private final MemorySegment control;

  private Message(Arena arena, MemorySegment data, int controlBytes) {
    header = arena.allocate(BYTES, 8);
    vector = arena.allocate(IOVEC_BYTES, 8);
    name = arena.allocate(MAX_NAME_BYTES, 8);
    control = arena.allocate(Math.max(8, controlBytes), 8);
    vector.set(ADDRESS, 0, data);
    vector.set(JAVA_LONG, 8, data.byteSize());
    header.set(ADDRESS, 16, vector);
    header.set(JAVA_LONG, 24, 1);
    reset(controlBytes);
  }

  /** A message over {@code data}, with room for control messages, or none if 0. */
  static Message of(Arena arena, MemorySegment data, int controlBytes) {
    return new Message(arena, data, controlBytes);
  }

  /** Makes it ready to receive: the kernel overwrites the lengths with what it filled. */
  void receiving() {
    reset((int) control.byteSize());
    header.set(ADDRESS, 0, name);
    header.set(JAVA_INT, 8, MAX_NAME_BYTES);
  }

  private void reset(int controlBytes) {
    header.set(ADDRESS, 32, controlBytes == 0 ? MemorySegment.NULL : control);
    header.set(JAVA_LONG, 40, controlBytes);
    header.set(JAVA_INT, 48, 0);
  }

  MemorySegment header() {
    return header;
  }

  /** The sender's address, after receiving. */
  MemorySegment name() {
    return name;
  }

  /** {@code MSG_TRUNC}, {@code MSG_CTRUNC}, after receiving. */
  int flags() {
    return header.get(JAVA_INT, 48);
  }

  /** Puts one control message that carries one int. */
  void control(int level, int type, int value) {
    control.set(JAVA_LONG, 0, CONTROL_HEADER_BYTES + 4);
    control.set(JAVA_INT, 8, level);
    control.set(JAVA_INT, 12, type);
    control.set(JAVA_INT, CONTROL_HEADER_BYTES, value);
  }

  /** Where in {@link #controls} the data of the first such control message begins; -1 if none. */
  long find(int level, int type, int dataBytes) {
    long end = header.get(JAVA_LONG, 40);
    long at = 0;
    while (at + CONTROL_HEADER_BYTES <= end) {
      long length = control.get(JAVA_LONG, at);
      if (length < CONTROL_HEADER_BYTES || at + length > end) {
        return -1;
      }
      if (control.get(JAVA_INT, at + 8) == level
          && control.get(JAVA_INT, at + 12) == type
          && length >= CONTROL_HEADER_BYTES + dataBytes) {
        return at + CONTROL_HEADER_BYTES;
      }
      at += (length + 7) & ~7L;
    }
    return -1;
  }

  MemorySegment controls() {
    return control;
  }
}
