package naru.app.config.read;

import java.util.Locale;
import java.util.Map;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.config.PathPattern;

/** Names that HTTP and the file itself use. */
final class Tokens {
  /** The tchar of RFC 9110 section 5.6.2. */
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}";

  /** A header field's name, in lower case. */
  static final Scalar<String> FIELD_NAME =
      Words.matching(
              Text.of("a header field such as cookie", "헤더 필드 이름 (예: cookie)"),
              TOKEN,
              ConfigCode.BAD_TOKEN)
          .as((place, name) -> name.toLowerCase(Locale.ROOT));

  /** A method; methods are case-sensitive, and all that exist are in upper case. */
  static final Scalar<String> METHOD =
      Words.matching(
          Text.of("a method in capitals such as GET", "대문자 메서드 (예: GET)"),
          "[A-Z][A-Z-]{0,31}",
          ConfigCode.BAD_TOKEN);

  /** The name of an upstream, a route, a user. */
  static final Scalar<String> NAME =
      Words.matching(
          Text.of("a name of letters, digits, '-', '_' and '.'", "영문자, 숫자, '-', '_', '.'로 된 이름"),
          "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
          ConfigCode.BAD_NAME);

  /** A path without wildcard, perhaps with a query. */
  static final Scalar<String> PATH =
      Words.matching(
          Text.of("a path such as /healthz", "경로 (예: /healthz)"),
          "/[!\"$-~]{0,2047}",
          ConfigCode.BAD_PATH);

  /** A path with an optional last {@code /**}. */
  static final Scalar<PathPattern> PATH_PATTERN =
      Scalar.of(
          Text.of(
              "/path or /path/**, with @ : = + and the like as such, not escaped",
              "/경로 또는 /경로/** (@ : = + 등은 이스케이프하지 않고 그대로)"),
          Map.of("type", "string", "pattern", "^/"),
          ConfigCode.BAD_PATH,
          PathPattern::parse);

  private Tokens() {}
}
