package naru.trace;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Bytes that never change, equal by content. In JSON they are base64 (RFC 4648 section 4).
 *
 * <p>A value of its own, since an array in a record compares by identity and can be written to.
 */
public final class Bytes {
  private static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** No bytes. */
  public static Bytes none() {
    return NONE;
  }

  /** A copy of an array. */
  public static Bytes copyOf(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Bytes(bytes.clone());
  }

  /** The array itself, not copied: who gives it away must not write to it any more. */
  public static Bytes owned(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Bytes(bytes);
  }

  /**
   * Bytes from their base64 form.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Bytes fromBase64(String text) {
    return owned(Base64.getDecoder().decode(text));
  }

  /** How many. */
  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The byte at an index, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** Copies {@code length} bytes from {@code from} into {@code into}, from {@code at} on. */
  public void copy(int from, byte[] into, int at, int length) {
    System.arraycopy(bytes, from, into, at, length);
  }

  /** A new array of the same bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Their base64 form, with padding. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes b && Arrays.equals(bytes, b.bytes);
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
