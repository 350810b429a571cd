package naru.testkit.drill;

import java.util.Locale;

/** What was said so far, with the script's line numbers and the times at which it happened. */
final class Conversation {
  private static final String LINE = "%s%4s  %11.6f  %s%n";

  private final StringBuilder text = new StringBuilder();

  void held(Step step, long at) {
    line("   ", Integer.toString(step.source().line()), at, step.source().text());
  }

  /** The end of the conversation: the line that does not hold, and what was the case instead. */
  Mismatch broken(String script, Step step, long at, String instead) {
    line("-> ", Integer.toString(step.source().line()), at, step.source().text());
    line("   ", "", at, "instead: " + instead);
    int line = step.source().line();
    return new Mismatch(script + ": line " + line + " does not hold" + "\n" + text);
  }

  private void line(String mark, String number, long at, String said) {
    text.append(String.format(Locale.ROOT, LINE, mark, number, at / 1e9, said));
  }
}
