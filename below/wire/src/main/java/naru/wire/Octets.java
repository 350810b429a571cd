package naru.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as a value, cut from a buffer and written to one: they never change, and compare. */
public final class Octets {
  /** No bytes. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the bytes. */
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /** A copy of bytes that are there; the buffer's indices stay. */
  public static Octets of(ByteBuf from, int at, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] copy = new byte[length];
    from.getBytes(at, copy);
    return new Octets(copy);
  }

  /** A copy of all readable bytes; the buffer's indices stay. */
  public static Octets of(ByteBuf from) {
    return of(from, from.readerIndex(), from.readableBytes());
  }

  /** A copy of a part of an array. */
  public static Octets of(byte[] from, int at, int length) {
    return length == 0 ? EMPTY : new Octets(Arrays.copyOfRange(from, at, at + length));
  }

  /** The text in UTF-8. */
  public static Octets ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The reverse of {@link #toString()}; spaces are left out. */
  public static Octets ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  public int length() {
    return bytes.length;
  }

  /** The byte at an index, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** The first bytes; all of them if there are no more. */
  public Octets first(int length) {
    return length >= bytes.length ? this : of(Arrays.copyOf(bytes, length));
  }

  /** Appends them to a buffer. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  /** Writes them into an array. */
  public void copyTo(byte[] out, int at) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
  }

  /** A copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8; what is none is replaced. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets o && Arrays.equals(o.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hex. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
