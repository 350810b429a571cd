package naru.cache.core;

/** Case of ASCII letters only: field values are bytes, not language. */
final class Ascii {
  private Ascii() {}

  static String lower(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (isUpper(s.charAt(i))) {
        return lowerFrom(s, i);
      }
    }
    return s;
  }

  private static String lowerFrom(String s, int first) {
    StringBuilder out = new StringBuilder(s);
    for (int i = first; i < s.length(); i++) {
      char c = s.charAt(i);
      if (isUpper(c)) {
        out.setCharAt(i, (char) (c | 0x20));
      }
    }
    return out.toString();
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
