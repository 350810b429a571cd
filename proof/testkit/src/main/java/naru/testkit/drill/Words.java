package naru.testkit.drill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rest of a line, taken from the left. */
final class Words {
  private static final Pattern BLANK = Pattern.compile("\\s+");

  private String rest;

  Words(String text) {
    this.rest = text.strip();
  }

  boolean isEmpty() {
    return rest.isEmpty();
  }

  String rest() {
    return rest;
  }

  /** The next word, up to a blank. */
  String word() {
    String[] parts = BLANK.split(rest, 2);
    rest = parts.length > 1 ? parts[1] : "";
    return parts[0];
  }

  /** Whether the next word is this one, which is then taken. */
  boolean take(String word) {
    boolean next = rest.equals(word) || rest.startsWith(word + " ");
    if (next) {
      word();
    }
    return next;
  }

  /** Whether the rest starts with this; it stays. */
  boolean sees(String start) {
    return rest.startsWith(start);
  }

  /** What stands between two signs, which must come next. */
  String between(char open, char close) {
    int end = rest.indexOf(close);
    if (rest.isEmpty() || rest.charAt(0) != open || end < 0) {
      throw new Malformed("expected " + open + "..." + close + " at: " + rest);
    }
    String inside = rest.substring(1, end);
    rest = rest.substring(end + 1).strip();
    return inside;
  }

  /** The next piece, which must look like the pattern. */
  Matcher piece(Pattern pattern, String what) {
    Matcher m = pattern.matcher(rest);
    if (!m.lookingAt()) {
      throw new Malformed("expected " + what + " at: " + rest);
    }
    rest = rest.substring(m.end()).strip();
    return m;
  }
}
