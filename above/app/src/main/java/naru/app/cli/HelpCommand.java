package naru.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import naru.app.text.Nearest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code naru help}, {@code naru help run}: the same as {@code --help} behind the command. */
@CommandLine.Command(name = "help", helpCommand = true)
public final class HelpCommand implements Command {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0..*", arity = "0..*", paramLabel = "COMMAND", descriptionKey = "help.what")
  private List<String> path = new ArrayList<>();

  @Override
  public int run(Terminal terminal) {
    CommandLine at = Objects.requireNonNull(spec).root().commandLine();
    for (String word : path) {
      CommandLine next = at.getSubcommands().get(word);
      if (next == null) {
        terminal.tell("usage.unknown", word);
        Nearest.to(word, at.getSubcommands().keySet())
            .ifPresent(near -> terminal.tell("usage.meant", near));
        terminal.tell("usage.see", at.getCommandSpec().qualifiedName());
        return Exit.USAGE;
      }
      at = next;
    }
    at.usage(terminal.out(), terminal.look().outColor() ? Ansi.ON : Ansi.OFF);
    return Exit.OK;
  }
}
