package naru.app.cli;

import java.util.Locale;
import java.util.Map;
import naru.app.text.Language;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
final class Options {
  /** When to use colours. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      descriptionKey = "option.help")
  boolean help;

  @Option(
      names = {"-V", "-v", "--version"},
      versionHelp = true,
      descriptionKey = "option.version")
  boolean version;

  @Option(names = "--json", scope = ScopeType.INHERIT, descriptionKey = "option.json")
  boolean json;

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      scope = ScopeType.INHERIT,
      descriptionKey = "option.color")
  Color color = Color.AUTO;

  @Option(names = "--ascii", scope = ScopeType.INHERIT, descriptionKey = "option.ascii")
  boolean ascii;

  /** Read from the arguments before they are parsed, so that mistakes are told in it as well. */
  @Option(
      names = "--lang",
      paramLabel = "en|ko|auto",
      scope = ScopeType.INHERIT,
      descriptionKey = "option.lang")
  Lang lang = Lang.AUTO;

  /** The languages, and the environment's. */
  enum Lang {
    EN,
    KO,
    AUTO
  }

  /** The language that the arguments ask for; the environment's if they do not. */
  static Language language(String[] args, Map<String, String> environment) {
    Language language = Language.of(environment);
    for (int i = 0; i < args.length; i++) {
      String value = args[i].startsWith("--lang=") ? args[i].substring(7) : "";
      if (args[i].equals("--lang") && i + 1 < args.length) {
        value = args[i + 1];
      }
      language =
          switch (value.toLowerCase(Locale.ROOT)) {
            case "en" -> Language.EN;
            case "ko" -> Language.KO;
            default -> language;
          };
    }
    return language;
  }

  Terminal.Look look(Shell shell) {
    return new Terminal.Look(
        colors(shell, shell.outIsTerminal()), colors(shell, shell.errIsTerminal()), ascii, json);
  }

  /** Any value of NO_COLOR but the empty one forbids colours, as its convention says. */
  private boolean colors(Shell shell, boolean terminal) {
    boolean forbidden =
        !shell.environment().getOrDefault("NO_COLOR", "").isEmpty()
            || shell.environment().getOrDefault("TERM", "").equals("dumb");
    return switch (color) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> terminal && !forbidden;
    };
  }
}
