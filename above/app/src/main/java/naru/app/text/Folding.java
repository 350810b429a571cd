package naru.app.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks a text into lines at its spaces, counting columns as a terminal does. */
public final class Folding {
  /** Narrower than this nothing is folded: a line of one word each says less than a long one. */
  private static final int LEAST = 20;

  private Folding() {}

  /** Lines of at most so many columns; a longer word, such as a URL, stays whole. At least one. */
  public static List<String> of(String text, int columns) {
    if (columns < LEAST || Cells.of(text) <= columns) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String word : text.split(" ", -1)) {
      int cells = Cells.of(word);
      if (!line.isEmpty() && used + 1 + cells > columns) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        used = 0;
      }
      if (!line.isEmpty() || (word.isEmpty() && lines.isEmpty())) {
        line.append(' ');
        used++;
      }
      line.append(word);
      used += cells;
    }
    lines.add(line.toString());
    return lines;
  }
}
