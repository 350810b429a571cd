package naru.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import naru.app.text.Language;
import naru.trace.render.Lang;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How one command talks: data to {@link #out}, messages to {@link #err}, in the language and with
 * the colours that were asked for.
 */
public final class Terminal {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Shell shell;
  private final Messages messages;
  private final Look look;

  /**
   * What the output looks like.
   *
   * @param outColor colours on {@code out}
   * @param errColor colours on {@code err}
   * @param ascii no letters beyond ASCII in drawings
   * @param json data as JSON
   */
  public record Look(boolean outColor, boolean errColor, boolean ascii, boolean json) {}

  Terminal(Shell shell, Messages messages, Look look) {
    this.shell = shell;
    this.messages = messages;
    this.look = look;
  }

  public Look look() {
    return look;
  }

  public Language language() {
    return messages.language();
  }

  /** What surrounds the program. */
  public Map<String, String> environment() {
    return shell.environment();
  }

  /** Data. */
  public PrintWriter out() {
    return shell.out();
  }

  /** Progress and messages. */
  public PrintWriter err() {
    return shell.err();
  }

  /** Whether a person sees the data as it comes, so that hints are welcome. */
  public boolean isInteractive() {
    return shell.outIsTerminal() && shell.errIsTerminal() && !look.json();
  }

  /** Whether a person reads {@link #out} as it comes. */
  public boolean outIsTerminal() {
    return shell.outIsTerminal();
  }

  /** Data that is not text; {@link #out} is flushed before. */
  public java.io.OutputStream bytes() {
    shell.out().flush();
    return System.out;
  }

  /** Width to draw for: what COLUMNS says, else the terminal, or 100. */
  public int columns() {
    return Columns.of(shell);
  }

  /** How a trace is drawn here. */
  public naru.trace.render.Look drawing() {
    return drawing(columns());
  }

  /** The same for another width. */
  public naru.trace.render.Look drawing(int columns) {
    return new naru.trace.render.Look(
        columns, look.outColor(), look.ascii(), Lang.of(language().tag()));
  }

  /** The message itself, for those who put it into something larger. */
  public String say(String key, String... values) {
    return messages.say(key, values);
  }

  /** A line of data in the user's language. */
  public void print(String key, String... values) {
    out().println(messages.say(key, values));
  }

  /** A line for the user beside the data. */
  public void tell(String key, String... values) {
    err().println(messages.say(key, values));
  }

  /** What to do next: at most two lines, and only where a person reads. */
  public void next(String... commands) {
    if (isInteractive()) {
      List.of(commands).stream().limit(2).forEach(command -> tell("next", command));
    }
  }

  /** An object as JSON: maps, lists, strings, numbers, booleans. */
  public void json(Object value) {
    out().println(JSON.writeValueAsString(value));
  }
}
