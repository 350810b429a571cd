package naru.app.config.read;

import java.util.List;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.change.config.PathChange;
import naru.gateway.core.regex.Regex;

/** Another path: {@code path}, {@code prefix}, or {@code regex} with {@code with}. */
final class PathChanges {
  private static final Field<Optional<String>> PATH =
      Field.maybe(
          "path",
          Tokens.PATH,
          Text.of("Instead of the whole path; the query stays.", "경로 전체를 바꿉니다. 쿼리는 그대로."));
  private static final Field<Optional<String>> PREFIX =
      Field.maybe(
          "prefix",
          Tokens.PATH,
          Text.of(
              "Instead of the prefix that the route matched: / takes it away.",
              "라우트와 맞은 접두사를 바꿉니다. /는 없앱니다."));
  private static final Field<Optional<Regex>> REGEX =
      Field.maybe(
          "regex",
          MatchSection.EXPRESSION,
          Text.of("Paths that become what 'with' says.", "'with'로 바꿀 경로의 정규식."));
  private static final Field<Optional<String>> WITH =
      Field.maybe(
          "with",
          Words.matching(
              Text.of("a path with $1 to $9 for the groups of 'regex'", "'regex' 그룹을 $1~$9로 쓴 경로"),
              "[/$][!-~]{0,2047}",
              ConfigCode.BAD_PATH),
          Text.of("The new path.", "새 경로."));

  private PathChanges() {}

  static List<Field<?>> fields() {
    return List.of(PATH, PREFIX, REGEX, WITH);
  }

  /** What a section says; at most one of the three ways. */
  static Optional<PathChange> of(Values v, Reading reading) {
    long ways = List.of(PATH, PREFIX, REGEX).stream().filter(v::says).count();
    if (ways > 1 || v.says(REGEX) != v.says(WITH)) {
      reading.report(ConfigCode.NOT_ONE_PATH, v.place(), Optional.empty());
      return Optional.empty();
    }
    if (v.get(REGEX).isPresent() && v.get(WITH).isPresent()) {
      return Optional.of(new PathChange.Pattern(v.get(REGEX).get(), v.get(WITH).get()));
    }
    return v.get(PATH)
        .<PathChange>map(PathChange.Full::new)
        .or(() -> v.get(PREFIX).map(PathChange.Prefix::new));
  }
}
