package naru.trace;

/** The bytes of a head, wherever they lie. {@code ByteBuf.getBytes} has this shape. */
@FunctionalInterface
public interface HeadBytes {
  /** Copies {@code length} bytes from {@code offset} into {@code into}, from {@code at} on. */
  void copy(int offset, byte[] into, int at, int length);
}
