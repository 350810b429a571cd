package naru.app.cli.admin;

import java.util.Locale;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code naru export}: one trace in another form. */
@picocli.CommandLine.Command(name = "export")
public final class ExportCommand implements Command {
  /** The forms. */
  enum Format {
    JSON,
    HAR,
    TXT
  }

  @Mixin private Running running = new Running();
  @Mixin private OutFile output = new OutFile();

  @Parameters(index = "0", paramLabel = "ID", descriptionKey = "show.id")
  private String id = "last";

  @Option(
      names = {"-f", "--format"},
      paramLabel = "json|har|txt",
      descriptionKey = "export.format")
  private Format format = Format.JSON;

  @Override
  public int run(Terminal terminal) {
    return running.talk(
        terminal,
        client -> {
          output.write(client.text(path(terminal)), terminal);
          return Exit.OK;
        });
  }

  private String path(Terminal terminal) {
    String path =
        "/traces/" + Filters.encoded(id) + "/exports/" + format.name().toLowerCase(Locale.ROOT);
    return format == Format.TXT
        ? path + "?lang=" + terminal.language().tag() + "&ascii=" + terminal.look().ascii()
        : path;
  }
}
