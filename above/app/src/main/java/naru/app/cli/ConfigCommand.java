package naru.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.app.config.read.ConfigSection;
import naru.app.text.Cells;
import naru.app.text.Folding;
import naru.app.text.Nearest;
import picocli.CommandLine.Parameters;

/** {@code naru config}: about the config file's format. */
@picocli.CommandLine.Command(
    name = "config",
    subcommands = {ConfigCommand.KeysOf.class, ConfigCommand.Schema.class})
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

  /** {@code naru config keys}: what may stand below a key, and what each means. */
  @picocli.CommandLine.Command(name = "keys")
  static final class KeysOf implements Command {
    private static final int WIDEST = 24;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEY", descriptionKey = "keys.path")
    private String path = "";

    @Override
    public int run(Terminal terminal) {
      Keys at = Keys.of(ConfigSection.schema());
      for (String part : path.isEmpty() ? List.<String>of() : List.of(path.split("\\."))) {
        Map<String, Keys> below = at.below();
        Keys next = below.get(part);
        if (next == null) {
          terminal.tell("usage.unknown", part);
          Nearest.to(part, below.keySet()).ifPresent(near -> terminal.tell("usage.meant", near));
          return Exit.USAGE;
        }
        at = next;
      }
      if (terminal.look().json()) {
        terminal.json(json(at, terminal));
      } else {
        print(at, terminal);
      }
      return Exit.OK;
    }

    private void print(Keys at, Terminal terminal) {
      if (!path.isEmpty()) {
        row(path, facts(at, terminal), 0, terminal);
      }
      Map<String, Keys> below = at.below();
      int widest = below.keySet().stream().mapToInt(String::length).max().orElse(0);
      below.forEach(
          (name, key) ->
              row(
                  "  " + name + (key.below().isEmpty() ? "" : " .."),
                  facts(key, terminal),
                  Math.min(widest, WIDEST) + 7,
                  terminal));
    }

    private static String facts(Keys key, Terminal terminal) {
      StringBuilder text = new StringBuilder(key.words(terminal.language()));
      if (!key.choices().isEmpty()) {
        text.append(' ').append(terminal.say("keys.choices", String.join(", ", key.choices())));
      }
      if (key.isRequired()) {
        text.append(' ').append(terminal.say("keys.required"));
      }
      if (!key.preset().isEmpty()) {
        text.append(' ').append(terminal.say("keys.preset", key.preset()));
      }
      return text.toString();
    }

    /** The name, and what it means in a column of its own. */
    private static void row(String name, String facts, int column, Terminal terminal) {
      int from = Math.max(column, Cells.of(name) + 2);
      String before = name + " ".repeat(from - Cells.of(name));
      for (String line : Folding.of(facts, terminal.columns() - from)) {
        terminal.out().println(before + line);
        before = " ".repeat(from);
      }
    }

    private Map<String, Object> json(Keys at, Terminal terminal) {
      List<Map<String, Object>> keys =
          at.below().entrySet().stream()
              .map(e -> json(e.getKey(), e.getValue(), terminal))
              .toList();
      return Map.of("schema", "naru.keys/1", "path", path, "keys", keys);
    }

    private static Map<String, Object> json(String name, Keys key, Terminal terminal) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("name", name);
      out.put("description", key.words(terminal.language()));
      out.put("choices", key.choices());
      out.put("required", key.isRequired());
      out.put("default", key.preset());
      out.put("below", List.copyOf(key.below().keySet()));
      return out;
    }
  }
}
