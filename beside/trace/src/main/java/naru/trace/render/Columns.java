package naru.trace.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in terminal columns: Hangul and other East Asian wide characters take two (Unicode Standard
 * Annex 11). What came from a network is made harmless first: control and format characters would
 * steer the terminal.
 */
final class Columns {
  private static final int[][] WIDE = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
    {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
    {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}
  };

  private Columns() {}

  /** How many columns a text takes. */
  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  private static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (c >= range[0] && c <= range[1]) {
        return 2;
      }
    }
    return 1;
  }

  /** The text without anything that a terminal would obey. */
  static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(obeyed(c) ? '?' : c));
    return out.toString();
  }

  private static boolean obeyed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** The text at exactly {@code columns}: padded, or cut with {@code ..} at its end. */
  static String fit(String text, int columns) {
    String cut = cut(text, columns);
    return cut + " ".repeat(columns - of(cut));
  }

  /** The text in at most {@code columns}, cut with {@code ..} at its end. */
  static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = Math.min(2, columns);
    for (int c : text.codePoints().toArray()) {
      if (used + of(c) > columns) {
        break;
      }
      used += of(c);
      out.appendCodePoint(c);
    }
    return out + "..".substring(0, Math.min(2, columns));
  }

  /** Lines of at most {@code columns}, broken at spaces; a longer word stays whole. */
  static List<String> folded(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && of(line.toString()) + 1 + of(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The text in at most {@code columns}, cut with {@code ..} at its beginning. */
  static String cutStart(String text, int columns) {
    return new StringBuilder(cut(new StringBuilder(text).reverse().toString(), columns))
        .reverse()
        .toString();
  }
}
