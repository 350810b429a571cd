package naru.app.config.problem;

import java.util.List;

/** The text of a file, line by line, to be quoted beside a problem. */
public record SourceText(String file, List<String> lines) {
  public SourceText {
    lines = List.copyOf(lines);
  }

  public static SourceText of(String file, String text) {
    return new SourceText(file, text.lines().toList());
  }

  /** A file of which no line is known. */
  public static SourceText unread(String file) {
    return new SourceText(file, List.of());
  }

  /**
   * The line, or an empty one where the file has none (an error at its end).
   *
   * @param number 1-based
   */
  public String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }
}
