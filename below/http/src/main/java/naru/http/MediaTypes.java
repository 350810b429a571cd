package naru.http;

import java.nio.charset.StandardCharsets;

/**
 * The media types that one loop's responses had lately, as strings that are made once. Bounded: two
 * types that fall on one place take turns.
 */
final class MediaTypes {
  private static final int PLACES = 64;
  private static final int LONGEST = 100;

  private final String[] types = new String[PLACES];

  MediaTypes() {
    java.util.Arrays.fill(types, "");
  }

  /** The Content-Type without its parameters; empty if there is none, or a very long one. */
  String of(Fields f) {
    int i = f.find(Field.CONTENT_TYPE);
    if (i < 0) {
      return "";
    }
    byte[] b = f.bytes();
    int offset = f.valueOffset(i);
    int length = length(b, offset, f.valueLength(i));
    if (length > LONGEST) {
      return "";
    }
    int place = (Field.hash(b, offset, length) * 0x9e3779b9) >>> 26;
    if (!isSame(types[place], b, offset, length)) {
      types[place] = new String(b, offset, length, StandardCharsets.ISO_8859_1);
    }
    return types[place];
  }

  private static int length(byte[] b, int offset, int valueLength) {
    int n = 0;
    while (n < valueLength && b[offset + n] != ';') {
      n++;
    }
    while (n > 0 && Ascii.isBlank(b[offset + n - 1])) {
      n--;
    }
    return n;
  }

  private static boolean isSame(String type, byte[] b, int offset, int length) {
    if (type.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (type.charAt(i) != (b[offset + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
