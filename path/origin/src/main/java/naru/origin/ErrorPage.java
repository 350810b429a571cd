package naru.origin;

import java.util.List;
import naru.base.Code;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Preference;
import naru.origin.core.Problem;

/** What someone sees who asks for a file that is not there: a page for people, else a problem. */
final class ErrorPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>404 Not Found</title>
      <style>body { font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 0;
      padding: 0 1.5rem } code { font-size: .9em }</style>
      <h1>There is no such page</h1>
      <p lang="ko">이 주소에는 페이지가 없습니다.</p>
      <p><code>%s %s</code>, trace <code>%s</code></p>
      """;

  private ErrorPage() {}

  static Answer notFound(Ask ask) {
    boolean page =
        ask.fields().get("accept").filter(a -> Preference.parse(a).names("text/html")).isPresent();
    if (!page) {
      return Problem.of(Code.REQUEST_NOT_FOUND, "there is no such file").answer(ask);
    }
    Code code = Code.REQUEST_NOT_FOUND;
    String text = PAGE.formatted(code.number(), code.reason(), ask.traceId());
    List<FieldLine> fields =
        List.of(
            new FieldLine("Content-Type", "text/html; charset=utf-8"),
            new FieldLine("Cache-Control", "no-store"));
    return Answer.of(404, fields, List.of(Part.of(text))).to(ask);
  }
}
