package naru.app.config.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.app.text.Language;

/** Problems as a program reads them: the members of {@code naru.check/1}. */
public final class ReportJson {
  /** Names the shape of the object; changes with it. */
  public static final String SCHEMA = "naru.check/1";

  private ReportJson() {}

  /** Maps, lists, strings, numbers and booleans only. Texts are in the language given. */
  public static Map<String, Object> of(Report report, Language language) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("schema", SCHEMA);
    out.put("file", report.source().file());
    out.put("ok", !report.hasErrors());
    out.put("errors", report.errors());
    out.put("warnings", report.warnings());
    out.put("more", report.more());
    List<Map<String, Object>> problems =
        report.problems().stream().map(p -> problem(p, language)).toList();
    out.put("problems", problems);
    return out;
  }

  private static Map<String, Object> problem(Problem problem, Language language) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("code", problem.code().number());
    out.put("severity", problem.code().isError() ? "error" : "warning");
    out.put("message", problem.title().in(language));
    out.put("file", problem.place().file());
    out.put("line", problem.place().line());
    out.put("column", problem.place().column());
    out.put("width", problem.width());
    out.put("label", problem.label().in(language));
    problem.help().ifPresent(h -> out.put("help", h.in(language)));
    return out;
  }
}
