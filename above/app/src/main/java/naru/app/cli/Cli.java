package naru.app.cli;

import java.util.List;
import java.util.Optional;
import naru.app.text.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From arguments to a command that runs, or to a sentence that says what is wrong with them. */
public final class Cli {
  private final Shell shell;
  private final Messages messages;
  private final Options options = new Options();
  private final CommandLine line;

  private Cli(Shell shell, Messages messages) {
    this.shell = shell;
    this.messages = messages;
    CommandSpec spec = CommandSpec.forAnnotatedObject(options).name("naru");
    this.line = new CommandLine(spec);
  }

  /**
   * Runs one command.
   *
   * @param commands in the order of the help page
   * @return the exit code
   */
  public static int run(Shell shell, List<Command> commands, String... args) {
    Messages messages = Messages.in(Options.language(args, shell.environment()));
    return of(shell, messages, commands).execute(args);
  }

  static Cli of(Shell shell, Messages messages, List<Command> commands) {
    Cli cli = new Cli(shell, messages);
    commands.forEach(cli.line::addSubcommand);
    cli.line
        .setResourceBundle(messages.bundle())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setAdjustLineBreaksForWideCJKCharacters(true)
        .setOut(shell.out())
        .setErr(shell.err());
    return cli;
  }

  /** The commands and options, for tests of their texts. */
  CommandLine line() {
    return line;
  }

  private int execute(String... args) {
    try {
      ParseResult result = line.parseArgs(args);
      ParseResult last = result;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      if (last.isUsageHelpRequested()) {
        return usage(last);
      }
      return result.isVersionHelpRequested() ? run(new VersionCommand()) : start(last);
    } catch (ParameterException e) {
      return wrong(e);
    } finally {
      shell.out().flush();
      shell.err().flush();
    }
  }

  private int usage(ParseResult result) {
    boolean color = options.look(shell).outColor();
    CommandLine asked = result.commandSpec().commandLine();
    asked.usage(shell.out(), color ? Ansi.ON : Ansi.OFF);
    return Exit.OK;
  }

  private int start(ParseResult result) {
    CommandSpec spec = result.commandSpec();
    if (spec.userObject() instanceof Command command) {
      return run(command);
    }
    shell.err().println(messages.say("usage.no-command", spec.qualifiedName()));
    spec.commandLine().usage(shell.err(), Ansi.OFF);
    return Exit.USAGE;
  }

  private int run(Command command) {
    return command.run(new Terminal(shell, messages, options.look(shell)));
  }

  private int wrong(ParameterException e) {
    CommandLine at = e.getCommandLine();
    shell.err().println(sentence(e));
    nearest(e, at).ifPresent(near -> shell.err().println(messages.say("usage.meant", near)));
    shell.err().println(messages.say("usage.see", at.getCommandSpec().qualifiedName()));
    return Exit.USAGE;
  }

  private String sentence(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException unmatched ->
          messages.say("usage.unknown", unmatched.getUnmatched().getFirst());
      case CommandLine.MissingParameterException missing ->
          messages.say("usage.missing", missing.getMissing().getFirst().paramLabel());
      default -> messages.say("usage.wrong", String.valueOf(e.getMessage()));
    };
  }

  private static Optional<String> nearest(ParameterException e, CommandLine at) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().getFirst();
    CommandSpec spec = at.getCommandSpec();
    return Nearest.to(
        word, word.startsWith("-") ? spec.optionsMap().keySet() : at.getSubcommands().keySet());
  }
}
