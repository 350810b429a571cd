package naru.app.cli.admin;

import java.util.Locale;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.trace.render.Zoom;
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
    PCAPNG,
    TXT
  }

  @Mixin private Running running = new Running();
  @Mixin private OutFile output = new OutFile();

  @Parameters(index = "0", paramLabel = "ID", descriptionKey = "show.id")
  private String id = "last";

  @Option(
      names = {"-f", "--format"},
      paramLabel = "json|har|pcapng|txt",
      descriptionKey = "export.format")
  private Format format = Format.JSON;

  @Option(names = "--zoom", paramLabel = "http|tls|tcp|ip", descriptionKey = "option.zoom")
  private Zoom zoom = Zoom.HTTP;

  @Override
  public int run(Terminal terminal) {
    return running.talk(terminal, client -> write(client, terminal));
  }

  private int write(AdminClient client, Terminal terminal) {
    if (format == Format.PCAPNG) {
      return output.write(client.bytes(path(terminal)), terminal) ? Exit.OK : Exit.USAGE;
    }
    output.write(client.text(path(terminal)), terminal);
    return Exit.OK;
  }

  private String path(Terminal terminal) {
    String path =
        "/traces/" + Filters.encoded(id) + "/exports/" + format.name().toLowerCase(Locale.ROOT);
    return format == Format.TXT
        ? path
            + "?lang="
            + terminal.language().tag()
            + "&ascii="
            + terminal.look().ascii()
            + "&zoom="
            + zoom.name().toLowerCase(Locale.ROOT)
        : path;
  }
}
