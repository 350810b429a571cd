package naru.app.config.problem;

import java.util.stream.Collectors;
import naru.app.text.Cells;
import naru.app.text.Language;
import naru.app.text.Text;

/**
 * Problems as a person reads them: what, where, the line itself with a caret below it, and how to
 * put it right. The count comes last, because the eye ends there.
 */
public final class ReportText {
  private static final Text ERROR = Text.of("error", "오류");
  private static final Text WARNING = Text.of("warning", "경고");
  private static final Text HELP = Text.of("help", "도움말");
  private static final Text MORE = Text.of("... and {0} more", "... 그 밖에 {0}개");
  private static final Text COUNT = Text.of("{0}: {1} {2}", "{0}: 오류 {1}개, 경고 {3}개");

  private final SourceText source;
  private final Language language;
  private final boolean color;

  private ReportText(SourceText source, Language language, boolean color) {
    this.source = source;
    this.language = language;
    this.color = color;
  }

  /** All problems and the count; ends with a line break. Empty if there is nothing to say. */
  public static String of(Report report, Language language, boolean color) {
    if (report.problems().isEmpty()) {
      return "";
    }
    ReportText text = new ReportText(report.source(), language, color);
    String body = report.problems().stream().map(text::problem).collect(Collectors.joining("\n"));
    String more =
        report.more() == 0 ? "" : MORE.with(Integer.toString(report.more())).in(language) + "\n";
    return body + "\n" + more + count(report).in(language) + "\n";
  }

  private static Text count(Report report) {
    String errors = Long.toString(report.errors());
    String warnings = Long.toString(report.warnings());
    String ofErrors = report.errors() == 1 ? "error" : "errors";
    String ofWarnings = report.warnings() == 1 ? "warning" : "warnings";
    String rest = ofErrors + ", " + warnings + " " + ofWarnings;
    return COUNT.with(report.source().file(), errors, rest, warnings);
  }

  private String problem(Problem problem) {
    boolean error = problem.code().isError();
    String kind = (error ? ERROR : WARNING).in(language) + "[" + problem.code().number() + "]";
    StringBuilder out = new StringBuilder();
    out.append(paint(error ? "1;31" : "1;33", kind));
    out.append(paint("1", ": " + problem.title().in(language))).append('\n');
    int line = problem.place().line();
    String gutter = " ".repeat(line == 0 ? 1 : Integer.toString(line).length());
    out.append(gutter).append(paint("34", "--> ")).append(Problem.where(problem.place()));
    out.append('\n');
    if (line > 0) {
      quote(out, problem, gutter);
    }
    problem.help().ifPresent(h -> help(out, gutter, h));
    return out.toString();
  }

  private void quote(StringBuilder out, Problem problem, String gutter) {
    int number = problem.place().line();
    String line = source.line(number);
    String bar = paint("34", gutter + " |");
    out.append(bar).append('\n');
    out.append(paint("34", number + " |")).append((" " + line).stripTrailing()).append('\n');
    String under = under(line, problem.place().column());
    String label = problem.label().in(language);
    String carets = "^".repeat(Math.max(1, carets(line, problem)));
    String mark = label.isEmpty() ? carets : carets + " " + label;
    String paint = problem.code().isError() ? "31" : "33";
    out.append(bar).append(' ').append(under).append(paint(paint, mark)).append('\n');
  }

  /** Blank space as wide as what stands before the column; a tab stays a tab. */
  private static String under(String line, int column) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .limit(column - 1L)
        .forEach(c -> out.append(c == '\t' ? "\t" : " ".repeat(Cells.of(c))));
    return out.toString();
  }

  private static int carets(String line, Problem problem) {
    return line.codePoints()
        .skip(problem.place().column() - 1L)
        .limit(problem.width())
        .map(Cells::of)
        .sum();
  }

  private void help(StringBuilder out, String gutter, Text help) {
    out.append(gutter).append(paint("34", " = ")).append(HELP.in(language)).append(": ");
    out.append(help.in(language)).append('\n');
  }

  private String paint(String style, String text) {
    return color ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
  }
}
