package naru.app.cli.admin;

import java.util.Map;
import java.util.function.BiConsumer;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import tools.jackson.databind.JsonNode;

/** A list of the API, as a table or as JSON. */
final class Listing {
  private Listing() {}

  /**
   * Gets and prints it.
   *
   * @param schema of the JSON form
   * @param rows puts one item into the table
   */
  static int print(
      Running running,
      String path,
      String schema,
      Terminal terminal,
      Table table,
      BiConsumer<Table, JsonNode> rows) {
    return running.talk(
        terminal,
        client -> {
          JsonNode items = client.get(path).path("items");
          if (terminal.look().json()) {
            terminal.json(Map.of("schema", schema, "items", items));
          } else {
            items.forEach(item -> rows.accept(table, item));
            table.print(terminal);
          }
          return Exit.OK;
        });
  }

  static String text(JsonNode item, String name) {
    return item.path(name).asString("");
  }

  /** {@code naru.yaml:12}; empty for what no file says. */
  static String place(JsonNode item) {
    JsonNode place = item.path("place");
    int line = place.path("line").asInt(0);
    return line == 0 ? "" : text(place, "file") + ":" + line;
  }
}
