package naru.app.cli;

/**
 * One command. Its class carries picocli's {@code @Command(name)}, its fields the options; what
 * they mean stands in the messages under {@code naru.NAME.usage.header} and the description keys.
 */
public interface Command {
  /**
   * Does it.
   *
   * @return the exit code
   */
  int run(Terminal terminal);
}
