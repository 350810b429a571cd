package naru.app.cli.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import naru.app.cli.Terminal;
import naru.app.text.Cells;

/** Rows in columns, as wide as their widest cell. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table head(Terminal terminal, String... keys) {
    rows.add(Arrays.stream(keys).map(k -> terminal.say(k)).toList());
    return this;
  }

  Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(c -> c.toString().replaceAll("\\p{Cntrl}", "?")).toList());
    return this;
  }

  void print(Terminal terminal) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(width(i) - Cells.of(row.get(i)) + 2));
      }
      terminal.out().println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream()
        .filter(r -> r.size() > column)
        .mapToInt(r -> Cells.of(r.get(column)))
        .max()
        .orElse(0);
  }
}
