package naru.wire.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A domain name (RFC 1035 section 3.1): labels of 1 to 63 bytes, at most 255 bytes on the wire, any
 * byte allowed. Case is kept but does not count when names are compared (RFC 4343).
 *
 * <p>Held in wire form without compression, so that slicing a parent off is a copy of a tail.
 */
public final class Name {
  /** Most bytes on the wire, lengths and the final zero included. */
  public static final int MAX_BYTES = 255;

  /** Most bytes in a label. */
  public static final int MAX_LABEL = 63;

  /** The root, {@code .}. */
  public static final Name ROOT = new Name(new byte[1]);

  private final byte[] wire;
  private final int hash;

  private Name(byte[] wire) {
    this.wire = wire;
    int h = 7;
    for (byte b : wire) {
      h = h * 31 + fold(b);
    }
    this.hash = h;
  }

  /**
   * Reads a name in presentation form; it is absolute with or without the final dot. {@code \.} and
   * {@code \065} are escapes.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Name parse(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 2);
    ByteArrayOutputStream label = new ByteArrayOutputStream(MAX_LABEL);
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < b.length; i++) {
      if (b[i] == '.') {
        end(label, out, text);
      } else if (b[i] == '\\') {
        boolean decimal = isDigit(b, i + 1);
        label.write(decimal ? decimal(b, i + 1, text) : escaped(b, i + 1, text));
        i += decimal ? 3 : 1;
      } else if (b[i] <= ' ' && b[i] >= 0) {
        throw new IllegalArgumentException("'" + text + "' has a blank in a domain name");
      } else {
        label.write(b[i]);
      }
    }
    if (label.size() > 0 || b.length == 0) {
      end(label, out, text);
    }
    out.write(0);
    if (out.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "'" + text + "' is longer than a domain name may be (" + MAX_BYTES + " bytes)");
    }
    return new Name(out.toByteArray());
  }

  private static void end(ByteArrayOutputStream label, ByteArrayOutputStream out, String text) {
    if (label.size() == 0) {
      throw new IllegalArgumentException("'" + text + "' has an empty label");
    }
    if (label.size() > MAX_LABEL) {
      throw new IllegalArgumentException(
          "'" + text + "' has a label longer than " + MAX_LABEL + " bytes");
    }
    out.write(label.size());
    out.writeBytes(label.toByteArray());
    label.reset();
  }

  private static boolean isDigit(byte[] b, int i) {
    return i < b.length && b[i] >= '0' && b[i] <= '9';
  }

  private static int decimal(byte[] b, int i, String text) {
    if (isDigit(b, i + 1) && isDigit(b, i + 2)) {
      int v = (b[i] - '0') * 100 + (b[i + 1] - '0') * 10 + b[i + 2] - '0';
      if (v <= 255) {
        return v;
      }
    }
    throw new IllegalArgumentException("'" + text + "' has an escape that is no \\000 to \\255");
  }

  private static int escaped(byte[] b, int i, String text) {
    if (i >= b.length) {
      throw new IllegalArgumentException("'" + text + "' ends in the middle of an escape");
    }
    return b[i];
  }

  /** From wire form that was checked by who read it. */
  static Name ofChecked(byte[] from, int offset, int length) {
    return length == 1 ? ROOT : new Name(Arrays.copyOfRange(from, offset, offset + length));
  }

  /** Bytes on the wire without compression, 1 to 255. */
  public int wireLength() {
    return wire.length;
  }

  /** The wire form without compression; a copy. */
  public byte[] toWire() {
    return wire.clone();
  }

  /** How many labels it has; the root has none. */
  public int labels() {
    int n = 0;
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      n++;
    }
    return n;
  }

  public boolean isRoot() {
    return wire.length == 1;
  }

  /** The name without its first label; the root's parent is the root. */
  public Name parent() {
    return isRoot() ? this : tail(wire[0] + 1);
  }

  /** The ancestor that has this many labels. */
  public Name ancestor(int labels) {
    int skip = labels() - labels;
    int at = 0;
    for (int i = 0; i < skip; i++) {
      at += wire[at] + 1;
    }
    return tail(at);
  }

  private Name tail(int at) {
    return at == 0 ? this : ofChecked(wire, at, wire.length - at);
  }

  /** Whether this is the other name or below it. */
  public boolean isAtOrBelow(Name other) {
    int skip = wire.length - other.wire.length;
    if (skip < 0) {
      return false;
    }
    int at = 0;
    while (at < skip) {
      at += wire[at] + 1;
    }
    return at == skip && sameFrom(skip, other);
  }

  private boolean sameFrom(int at, Name other) {
    for (int i = 0; i < other.wire.length; i++) {
      if (fold(wire[at + i]) != fold(other.wire[i])) {
        return false;
      }
    }
    return true;
  }

  /** {@code *} below this name (RFC 4592). */
  public Name wildcard() {
    if (wire.length + 2 > MAX_BYTES) {
      return this;
    }
    byte[] w = new byte[wire.length + 2];
    w[0] = 1;
    w[1] = '*';
    System.arraycopy(wire, 0, w, 2, wire.length);
    return new Name(w);
  }

  /** Whether the first label is {@code *}. */
  public boolean isWildcard() {
    return wire[0] == 1 && wire[1] == '*';
  }

  /**
   * This name's labels, then the other's.
   *
   * @throws IllegalArgumentException if that is too long
   */
  public Name under(Name suffix) {
    int length = wire.length - 1 + suffix.wire.length;
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException("'" + this + "." + suffix + "' is too long for a name");
    }
    byte[] w = Arrays.copyOf(wire, length);
    System.arraycopy(suffix.wire, 0, w, wire.length - 1, suffix.wire.length);
    return new Name(w);
  }

  /** The same name in lower case. */
  public Name lower() {
    byte[] w = new byte[wire.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = fold(wire[i]);
    }
    return new Name(w);
  }

  /**
   * The same name with the case of each letter set by a bit (0x20 encoding): an answer must repeat
   * it.
   */
  public Name mixed(long bits) {
    byte[] w = new byte[wire.length];
    for (int i = 0; i < w.length; i++) {
      byte b = fold(wire[i]);
      boolean letter = b >= 'a' && b <= 'z';
      w[i] = letter && (bits >>> (i & 63) & 1) == 1 ? (byte) (b - 32) : b;
    }
    return new Name(w);
  }

  /**
   * Undoes {@link #mixed} in a name that a server compressed against the question.
   *
   * @param mixed the name that was asked
   * @param original the same in its own case
   */
  public Name unmixed(Name mixed, Name original) {
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      int length = wire.length - at;
      int from = mixed.wire.length - length;
      if (from >= 0 && Arrays.equals(wire, at, wire.length, mixed.wire, from, mixed.wire.length)) {
        byte[] w = wire.clone();
        System.arraycopy(original.wire, from, w, at, length);
        return new Name(w);
      }
    }
    return this;
  }

  /** Whether case is the same too. */
  public boolean isExactly(Name other) {
    return Arrays.equals(wire, other.wire);
  }

  /** Lower case of an ASCII letter. Lengths are below 64 and stay as they are. */
  static byte fold(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name n
        && n.hash == hash
        && n.wire.length == wire.length
        && sameFrom(0, n);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Presentation form without the final dot; {@code .} for the root. */
  @Override
  public String toString() {
    if (isRoot()) {
      return ".";
    }
    StringBuilder out = new StringBuilder(wire.length);
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      if (i > 0) {
        out.append('.');
      }
      for (int k = 1; k <= wire[i]; k++) {
        show(wire[i + k], out);
      }
    }
    return out.toString();
  }

  private static void show(byte b, StringBuilder out) {
    if (b == '.' || b == '\\' || b == '"' || b == '(' || b == ')' || b == ';' || b == '@') {
      out.append('\\').append((char) b);
    } else if (b <= ' ' || b == 127) {
      out.append(String.format("\\%03d", b & 0xff));
    } else {
      out.append((char) b);
    }
  }
}
