package naru.app.cli.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import naru.app.cli.Terminal;
import naru.app.text.Cells;
import naru.app.text.Folding;

/** Rows in columns, as wide as their widest cell, and notes between them. */
final class Table {
  private static final int ROW = -1;

  /**
   * A line, or a few.
   *
   * @param indent columns before a note; {@link #ROW} for cells
   */
  private record Row(int indent, List<String> cells) {}

  private final List<Row> rows = new ArrayList<>();

  Table head(Terminal terminal, String... keys) {
    rows.add(new Row(ROW, Arrays.stream(keys).map(k -> terminal.say(k)).toList()));
    return this;
  }

  Table row(Object... cells) {
    rows.add(new Row(ROW, Arrays.stream(cells).map(c -> printable(c.toString())).toList()));
    return this;
  }

  /** A text that no column is widened for; folded where the terminal ends. */
  Table note(int indent, String text) {
    rows.add(new Row(indent, List.of(printable(text))));
    return this;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  void print(Terminal terminal) {
    for (Row row : rows) {
      if (row.indent() == ROW) {
        terminal.out().println(line(row.cells()));
      } else {
        String before = " ".repeat(row.indent());
        Folding.of(row.cells().getFirst(), terminal.columns() - row.indent())
            .forEach(l -> terminal.out().println(before + l));
      }
    }
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i)).append(" ".repeat(width(i) - Cells.of(cells.get(i)) + 2));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(r -> r.indent() == ROW && r.cells().size() > column)
        .mapToInt(r -> Cells.of(r.cells().get(column)))
        .max()
        .orElse(0);
  }
}
