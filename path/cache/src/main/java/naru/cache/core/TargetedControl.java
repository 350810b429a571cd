package naru.cache.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code CDN-Cache-Control}: directives for shared caches on the origin's behalf. RFC 9213.
 *
 * <p>A structured dictionary (RFC 9651). One syntax error, or one known directive of the wrong
 * type, and the whole field does not count. Where it counts, {@code Cache-Control} and {@code
 * Expires} do not.
 */
final class TargetedControl {
  private static final Set<String> NUMBERS =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");
  private static final Set<String> SWITCHES =
      Set.of(
          "no-store",
          "no-cache",
          "private",
          "public",
          "must-revalidate",
          "proxy-revalidate",
          "must-understand",
          "no-transform");

  private static final String KEY = "[a-z*][a-z0-9_.*-]*";
  private static final String VALUE =
      "-?[0-9]{1,15}(?:\\.[0-9]{1,3})?|\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*\"|\\?[01]"
          + "|[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*";
  private static final Pattern MEMBER =
      Pattern.compile(
          "(" + KEY + ")(?:=(" + VALUE + "))?(?: *; *" + KEY + "(?:=(?:" + VALUE + "))?)*");

  private TargetedControl() {}

  /** The directives; empty when there is no such field, or it does not count. */
  static Optional<Map<String, String>> of(Lines lines) {
    List<String> members = lines.members("cdn-cache-control");
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String member : members) {
      Matcher matcher = MEMBER.matcher(member);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      // A member without a value is a boolean that is true.
      String value = Objects.requireNonNullElse(matcher.group(2), "?1");
      if (!accepted(Objects.requireNonNull(matcher.group(1)), value, arguments)) {
        return Optional.empty();
      }
    }
    return arguments.isEmpty() ? Optional.empty() : Optional.of(arguments);
  }

  /** Takes one directive; false if its type is wrong. Of several with one name the last counts. */
  private static boolean accepted(String name, String value, Map<String, String> arguments) {
    if (NUMBERS.contains(name)) {
      arguments.put(name, value);
      return value.matches("-?[0-9]+");
    }
    if (!SWITCHES.contains(name)) {
      arguments.put(name, value);
      return true;
    }
    if (value.equals("?1")) {
      arguments.put(name, "");
    }
    return value.equals("?1") || value.equals("?0");
  }
}
