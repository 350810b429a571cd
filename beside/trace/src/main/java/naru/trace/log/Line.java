package naru.trace.log;

import java.util.Arrays;

/** Bytes of lines that grow at their end. Not thread-safe. */
final class Line {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] bytes;
  private int used;

  Line(int capacity) {
    this.bytes = new byte[capacity];
  }

  int length() {
    return used;
  }

  /** Whether all from there on is a single dash. */
  boolean isDash(int from) {
    return used == from + 1 && bytes[from] == '-';
  }

  /** Forgets all after so many bytes. */
  void cut(int length) {
    used = length;
  }

  /** What there is; it is empty afterwards. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, used);
    used = 0;
    return taken;
  }

  private void room(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(used + more, bytes.length * 2));
    }
  }

  Line put(char c) {
    room(1);
    bytes[used++] = (byte) c;
    return this;
  }

  /** Text of ours: ASCII, nothing in it needs to be escaped. */
  Line plain(String ascii) {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[used++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  Line number(long value) {
    return value >= 0 && value < 10 ? put((char) ('0' + value)) : plain(Long.toString(value));
  }

  /** Milliseconds with three digits behind the point; {@code -} for a negative value. */
  Line millis(long nanos) {
    if (nanos < 0) {
      return put('-');
    }
    long micros = nanos / 1_000;
    number(micros / 1_000).put('.');
    int rest = (int) (micros % 1_000);
    return put((char) ('0' + rest / 100))
        .put((char) ('0' + rest / 10 % 10))
        .put((char) ('0' + rest % 10));
  }

  Line hex(long value) {
    room(16);
    for (int shift = 60; shift >= 0; shift -= 4) {
      bytes[used++] = HEX[(int) (value >>> shift & 0xf)];
    }
    return this;
  }

  /**
   * Text of others, as the content of a JSON string: quotes, backslashes, control characters and
   * what is not ASCII are escaped, so that a line stays a line.
   */
  Line escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      escape(text.charAt(i));
    }
    return this;
  }

  /** The same of bytes, taken as ISO 8859-1. */
  Line escaped(byte[] text, int offset, int length) {
    room(length);
    for (int i = offset; i < offset + length; i++) {
      escape((char) (text[i] & 0xff));
    }
    return this;
  }

  private void escape(char c) {
    if (c == '"' || c == '\\') {
      put('\\').put(c);
    } else if (c >= ' ' && c < 0x7f) {
      put(c);
    } else {
      plain("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        put((char) HEX[c >>> shift & 0xf]);
      }
    }
  }
}
