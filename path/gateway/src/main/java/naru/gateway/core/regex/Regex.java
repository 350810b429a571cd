package naru.gateway.core.regex;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A regular expression over bytes that always covers the whole text. It becomes a table when it is
 * read ({@link Automaton}), so that no text can make matching slow: one look-up a byte, no object.
 *
 * <p>Known are literals, {@code .}, sets, {@code \d \w \s}, groups, {@code |}, {@code * + ? {m,n}},
 * and {@code (?i)} at the beginning; a backslash makes any other sign literal. Refused are
 * references back, looking around, lazy quantifiers, and what needs more than {@value
 * Automaton#MAX_STATES} states.
 */
public final class Regex {
  private final String text;
  private final Automaton automaton;
  private final Capture capture;

  private Regex(String text, Automaton automaton, Capture capture) {
    this.text = text;
    this.automaton = automaton;
    this.capture = capture;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Regex parse(String text) {
    Parser.Parsed parsed = Parser.parse(text);
    Program.Step[] steps = Program.of(parsed.node());
    return new Regex(text, Automaton.of(steps), new Capture(steps, parsed.groups()));
  }

  /** Whether these bytes match as a whole. */
  public boolean matches(byte[] b, int offset, int length) {
    return automaton.matches(b, offset, length);
  }

  /**
   * The text with {@code $1} to {@code $9} of the template filled from its groups; empty if it does
   * not match. {@code $$} is a dollar sign.
   */
  public Optional<String> replace(String input, String template) {
    byte[] b = input.getBytes(StandardCharsets.ISO_8859_1);
    return capture.of(b).map(notes -> fill(input, notes, template));
  }

  private static String fill(String input, int[] notes, String template) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c != '$' || i + 1 == template.length()) {
        out.append(c);
        continue;
      }
      char n = template.charAt(++i);
      int group = n - '0';
      if (n == '$') {
        out.append('$');
      } else if (group >= 0 && group <= 9 && 2 * group < notes.length && notes[2 * group] >= 0) {
        out.append(input, notes[2 * group], notes[2 * group + 1]);
      }
    }
    return out.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex r && r.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
