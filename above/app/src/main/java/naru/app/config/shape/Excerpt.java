package naru.app.config.shape;

/** The beginning of a text that may be long or unprintable, for messages of one line. */
public final class Excerpt {
  private static final int LONGEST = 60;

  private Excerpt() {}

  /** At most 60 characters; control characters become {@code ?}. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > LONGEST ? out + "..." : out.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
