package naru.app.cli;

import naru.app.config.read.ConfigSection;

/** {@code naru config}: about the config file's format. */
@picocli.CommandLine.Command(name = "config", subcommands = ConfigCommand.Schema.class)
public final class ConfigCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    terminal.tell("usage.no-command", "naru config");
    terminal.tell("usage.see", "naru config");
    return Exit.USAGE;
  }

  /** {@code naru config schema}: the JSON Schema, which editors read. */
  @picocli.CommandLine.Command(name = "schema")
  static final class Schema implements Command {
    @Override
    public int run(Terminal terminal) {
      terminal.json(ConfigSection.schema());
      return Exit.OK;
    }
  }
}
