package naru.cache.core;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The directives of {@code Cache-Control}. RFC 9111 section 5.2.
 *
 * <p>Names are compared without case, an argument may be a token or a quoted string, there is no
 * space around the equals sign (with one it is another, unknown directive or no number), and one
 * that nobody knows is kept and ignored. Where one comes twice, the first counts (4.2.1); but
 * {@code no-cache} and {@code private} without an argument outweigh those with one.
 */
public final class CacheControl {
  private static final CacheControl NONE = new CacheControl(Map.of(), false);

  private final Map<String, String> arguments;

  private final boolean targeted;

  private CacheControl(Map<String, String> arguments, boolean targeted) {
    this.arguments = arguments;
    this.targeted = targeted;
  }

  /** No directive at all. */
  public static CacheControl none() {
    return NONE;
  }

  /** Parses all lines of the field. Nothing is an error: what is not understood is not there. */
  public static CacheControl parse(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String member : ListSyntax.members(lines)) {
      int equals = member.indexOf('=');
      String name = Ascii.lower(equals < 0 ? member : member.substring(0, equals));
      String argument = equals < 0 ? "" : ListSyntax.unquoted(member.substring(equals + 1));
      arguments.merge(name, argument, (first, again) -> merged(name, first, again));
    }
    return new CacheControl(arguments, false);
  }

  /** A request's directives. */
  public static CacheControl ofRequest(Lines lines) {
    return parse(lines.all("cache-control"));
  }

  /** A response's: {@code CDN-Cache-Control} where there is a sound one. RFC 9213. */
  public static CacheControl ofResponse(Lines lines) {
    return TargetedControl.of(lines)
        .map(arguments -> new CacheControl(arguments, true))
        .orElseGet(() -> parse(lines.all("cache-control")));
  }

  /** Whether it was meant for caches like this one, so that {@code Expires} does not count. */
  public boolean isTargeted() {
    return targeted;
  }

  private static String merged(String name, String first, String again) {
    boolean qualifiable = name.equals("no-cache") || name.equals("private");
    if (!qualifiable) {
      return first;
    }
    return first.isEmpty() || again.isEmpty() ? "" : first + "," + again;
  }

  /** Whether the directive is there, with or without an argument. */
  public boolean has(String directive) {
    return arguments.containsKey(directive);
  }

  /** Whether the directive is there and is not limited to some fields. */
  public boolean hasUnqualified(String directive) {
    return "".equals(arguments.get(directive));
  }

  /** The fields, lower-case, to which {@code no-cache} or {@code private} is limited. */
  public Set<String> qualifiedFields(String directive) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : ListSyntax.members(List.of(arguments.getOrDefault(directive, "")))) {
      names.add(Ascii.lower(name));
    }
    return names;
  }

  /**
   * The seconds of a directive, from 0 to 2^31.
   *
   * @return empty when it is not there; 0 when its argument is no number, because a lifetime that
   *     cannot be read means stale (4.2.1)
   */
  public OptionalLong seconds(String directive) {
    String argument = arguments.get(directive);
    return argument == null
        ? OptionalLong.empty()
        : OptionalLong.of(Seconds.parse(argument).orElse(0));
  }

  @Override
  public String toString() {
    return arguments.toString();
  }
}
