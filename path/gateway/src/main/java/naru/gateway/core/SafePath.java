package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import naru.http.RequestHead;

/**
 * One spelling for each path, so that a route cannot be dodged by writing its path otherwise. RFC
 * 3986 sections 5.2.4 and 6.2.2, and a little stricter.
 *
 * <ul>
 *   <li>percent-encoded letters, digits, {@code - . _ ~} are decoded; other escapes stay, with
 *       their hex digits in upper case: {@code %2f} is data, never a slash
 *   <li>several slashes become one; dot segments are removed
 *   <li>refused: backslash and NUL, plain or encoded, what is no escape after a percent sign, and
 *       dot segments with parameters ({@code /..;x/}) or beside an encoded slash ({@code /..%2Fx}),
 *       which some servers read as dot segments
 * </ul>
 *
 * <p>Nearly all servers read {@code %40} as {@code @}, many {@code %2F} as a slash all the same,
 * and others leave parameters of a segment out. {@link #readings} says what they see. One parameter
 * is known to be none of the path: the session at its end ({@link #sessionAt}).
 *
 * <p>A path that changes is matched and forwarded in its new form. The query is never touched.
 * Nearly all paths pass in one look, without an object.
 */
public final class SafePath {
  private static final String HEX = "0123456789ABCDEF";

  /** Jakarta Servlet 6.1, section 7.1.3: the name must be this one. */
  private static final String SESSION = ";jsessionid=";

  private SafePath() {}

  /** What became of a path. */
  public sealed interface Result {
    /**
     * It was fine as it was.
     *
     * @param plain whether nobody can read it otherwise
     */
    record Same(boolean plain) implements Result {}

    /** It has another spelling now, query included. */
    record Changed(String pathAndQuery) implements Result {}

    /** It could mean different things to different servers. */
    record Refused(String why) implements Result {}
  }

  private static final Result PLAIN = new Result.Same(true);
  private static final Result SAME = new Result.Same(false);

  /** Looks at the path of a request in origin- or absolute-form. */
  public static Result of(RequestHead head) {
    byte[] b = head.bytes();
    int from = head.pathOffset();
    int to = from + head.pathOnlyLength();
    if (isPlain(b, from, to)) {
      return PLAIN;
    }
    String path = new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    String rest = new String(b, to, from + head.pathLength() - to, StandardCharsets.ISO_8859_1);
    return normal(path, rest);
  }

  /**
   * The normal spelling of a path, as {@link #of} makes it.
   *
   * @throws IllegalArgumentException if it would be refused
   */
  public static String normal(String path) {
    return switch (normal(path, "")) {
      case Result.Same same -> path;
      case Result.Changed changed -> changed.pathAndQuery();
      case Result.Refused refused ->
          throw new IllegalArgumentException("'" + path + "': " + refused.why());
    };
  }

  /**
   * What servers see that take {@code %2F} for a slash, that leave parameters out, and that do both
   * in one order or the other; and the same where other escapes are decoded first, as by nearly all
   * servers, and by a proxy that passes {@code %3B} on as a semicolon, as nginx does.
   *
   * @param path in its normal spelling, without a query
   */
  static Set<String> readings(String path) {
    Set<String> readings = new LinkedHashSet<>();
    read(path, readings);
    String plain = plain(path);
    if (!plain.equals(path)) {
      readings.add(oneSlashEach(plain));
      read(plain, readings);
    }
    return readings;
  }

  /**
   * A path with its characters as such where RFC 3986 lets them be escaped or not, and servers read
   * both alike: {@code !$&'()*+,;=:@}, and what some clients do not escape, such as {@code |}.
   */
  public static String plain(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int value =
          c == '%' && i + 2 < path.length() ? hex(path.charAt(i + 1), path.charAt(i + 2)) : -1;
      boolean decoded = value != '/' && isReadBoth(value);
      out.append(decoded ? (char) value : c);
      i += decoded ? 2 : 0;
    }
    return out.toString();
  }

  /** Printable, and no delimiter of a path that would end it. */
  private static boolean isReadBoth(int value) {
    return value > ' ' && value <= '~' && value != '%' && value != '?' && value != '#';
  }

  private static void read(String path, Set<String> readings) {
    String slashes = path.replace("%2F", "/");
    String bare = withoutParameters(path);
    readings.add(oneSlashEach(slashes));
    readings.add(oneSlashEach(bare));
    readings.add(oneSlashEach(withoutParameters(slashes)));
    readings.add(oneSlashEach(bare.replace("%2F", "/")));
  }

  /**
   * Where the session at the end of a path begins, as servers of Java write it into their links for
   * a client that has shown no cookie yet: {@code /login;jsessionid=1A2B.node1}. Negative if there
   * is none. No other parameter behind it, no slash and no escape in it: leaving it out changes
   * nothing but the end of the last segment.
   *
   * @param path in its normal spelling, without a query
   */
  public static int sessionAt(String path) {
    int at = path.lastIndexOf(';');
    int value = at + SESSION.length();
    return at > 0
            && path.startsWith(SESSION, at)
            && value < path.length()
            && path.indexOf('/', value) < 0
            && path.indexOf('%', value) < 0
        ? at
        : -1;
  }

  /** Whether a path in its normal spelling may have more than one reading. */
  static boolean hasReadings(RequestHead head) {
    byte[] b = head.bytes();
    int from = head.pathOffset();
    int to = from + head.pathOnlyLength();
    for (int i = from; i < to; i++) {
      if (b[i] == ';'
          || (b[i] == '%' && i + 2 < to && isReadBoth(hex((char) b[i + 1], (char) b[i + 2])))) {
        return true;
      }
    }
    return false;
  }

  private static String withoutParameters(String path) {
    StringBuilder out = new StringBuilder(path.length());
    boolean parameters = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      parameters = c == ';' || (parameters && c != '/');
      if (!parameters) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String oneSlashEach(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '/' || i == 0 || path.charAt(i - 1) != '/') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Whether nothing stands there that might have to change, or be read in two ways. */
  private static boolean isPlain(byte[] b, int from, int to) {
    byte before = 0;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c == '%' || c == ';' || c == '\\' || (before == '/' && (c == '/' || c == '.'))) {
        return false;
      }
      before = c;
    }
    return true;
  }

  private static Result normal(String path, String rest) {
    StringBuilder decoded = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\') {
        return new Result.Refused("a backslash in the path");
      }
      if (c != '%') {
        decoded.append(c);
        continue;
      }
      int value = i + 2 < path.length() ? hex(path.charAt(i + 1), path.charAt(i + 2)) : -1;
      if (value < 0) {
        return new Result.Refused("a percent sign without two hex digits in the path");
      }
      if (value == 0 || value == '\\') {
        return new Result.Refused("an encoded NUL or backslash in the path");
      }
      append(decoded, value);
      i += 2;
    }
    return segments(path, decoded.toString(), rest);
  }

  private static int hex(char high, char low) {
    int h = Character.digit(high, 16);
    int l = Character.digit(low, 16);
    return h < 0 || l < 0 ? -1 : h << 4 | l;
  }

  private static void append(StringBuilder out, int value) {
    boolean unreserved =
        (value >= 'a' && value <= 'z')
            || (value >= 'A' && value <= 'Z')
            || (value >= '0' && value <= '9')
            || value == '-'
            || value == '.'
            || value == '_'
            || value == '~';
    if (unreserved) {
      out.append((char) value);
    } else {
      out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
    }
  }

  private static Result segments(String original, String decoded, String rest) {
    StringBuilder out = new StringBuilder(decoded.length());
    int i = 0;
    while (i < decoded.length()) {
      int end = decoded.indexOf('/', i + 1);
      String segment = decoded.substring(i + 1, end < 0 ? decoded.length() : end);
      boolean last = end < 0;
      if (isDotWithParameters(segment)) {
        return new Result.Refused("a dot segment with parameters in the path");
      }
      if (hidesDots(segment)) {
        return new Result.Refused("a dot segment beside an encoded slash in the path");
      }
      if (segment.equals("..")) {
        out.setLength(Math.max(0, out.lastIndexOf("/")));
      }
      boolean dots = segment.equals(".") || segment.equals("..");
      if (dots ? last : !segment.isEmpty() || last) {
        out.append('/').append(dots ? "" : segment);
      }
      i = last ? decoded.length() : end;
    }
    String path = out.toString();
    return path.equals(original) ? SAME : new Result.Changed(path + rest);
  }

  private static boolean isDotWithParameters(String segment) {
    int dots = segment.startsWith("..") ? 2 : segment.startsWith(".") ? 1 : 0;
    return dots > 0 && (segment.startsWith(";", dots) || segment.startsWith("%3B", dots));
  }

  private static boolean hidesDots(String segment) {
    if (!segment.contains("%2F")) {
      return false;
    }
    for (String part : segment.split("%2F", -1)) {
      if (part.equals(".") || part.equals("..") || isDotWithParameters(part)) {
        return true;
      }
    }
    return false;
  }
}
