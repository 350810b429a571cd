package naru.gateway.core;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.TextMatch;
import naru.gateway.core.regex.Regex;
import naru.http.Ascii;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Method;
import naru.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What one route asks of a request behind its host as the table finds it, compiled to bytes.
 * Looking makes no object, except where a trusted proxy names the client, or an expression is
 * compared with an encoded query.
 */
final class Condition {
  /** All held. */
  static final int NONE = -1;

  /** The path did not. */
  static final int PATH = 0;

  private static final int HOST = 1;
  private static final int METHOD = 2;
  private static final int SCHEME = 3;
  private static final int PORT = 4;
  private static final int CLIENT = 5;
  private static final int CERTIFICATE = 6;
  private static final int FIRST_NAMED = CERTIFICATE + Proved.WORDS.size();
  private static final String[] WORDS = {"path", "host", "method", "scheme", "port", "client"};
  private static final byte[] ORIGIN = Ascii.lower("origin");
  private static final byte[] ASKED_METHOD = Ascii.lower("access-control-request-method");

  private record Header(int id, byte[] lower, TextMatch value, byte[] text, String cookie) {}

  private record Parameter(byte[] name, TextMatch value, byte[] text) {}

  private final byte[] prefix;
  private final boolean below;
  private final @Nullable Regex regex;
  private final @Nullable HostTest hosts;
  private final byte[][] methods;
  private final boolean forPreflight;
  private final int secure;
  private final int[] ports;
  private final IpRange[] clients;
  private final @Nullable Proved certificate;
  private final int certificateCount;
  private final Header[] headers;
  private final Parameter[] parameters;
  private final Refusal[] refusals;
  private final String[] words;
  private final Asker asker;

  private Condition(
      PathPattern path,
      RouteMatch match,
      boolean forPreflight,
      Asker asker,
      @Nullable HostTest hosts) {
    this.hosts = hosts;
    this.prefix = ascii(path.prefix().isEmpty() ? "" : SafePath.normal(path.prefix()));
    this.below = path.below();
    this.regex = path.regex().orElse(null);
    this.methods = match.methods().stream().map(Condition::ascii).toArray(byte[][]::new);
    this.forPreflight = forPreflight && methods.length > 0;
    this.secure = match.scheme().map(s -> s.equals("https") ? 1 : 0).orElse(-1);
    this.ports = match.ports().stream().mapToInt(Integer::intValue).toArray();
    this.clients = match.clients().toArray(IpRange[]::new);
    this.certificate = match.certificate().map(Proved::new).orElse(null);
    this.certificateCount = match.certificate().map(CertificateMatch::count).orElse(0);
    this.headers = match.headers().stream().map(Condition::header).toArray(Header[]::new);
    this.parameters =
        match.queries().stream()
            .map(q -> new Parameter(latin(q.name()), q.value(), text(q.value())))
            .toArray(Parameter[]::new);
    this.refusals =
        match.not().stream().map(n -> Refusal.of(n, forPreflight, asker)).toArray(Refusal[]::new);
    this.words = words(match, refusals);
    this.asker = asker;
  }

  /**
   * Compiles it.
   *
   * @param forPreflight whether a CORS preflight counts as the method that it asks about
   * @param hosts what the table does not see to; null for nothing
   */
  static Condition of(
      PathPattern path,
      RouteMatch match,
      boolean forPreflight,
      Asker asker,
      @Nullable HostTest hosts) {
    return new Condition(path, match, forPreflight, asker, hosts);
  }

  private static Header header(RouteMatch.HeaderMatch h) {
    return new Header(
        Field.id(h.name()), Ascii.lower(h.name()), h.value(), text(h.value()), h.cookie());
  }

  private static String[] words(RouteMatch match, Refusal[] refusals) {
    List<String> all = new ArrayList<>(List.of(WORDS));
    all.addAll(Proved.WORDS);
    all.addAll(named(match));
    for (Refusal refusal : refusals) {
      all.add(refusal.word());
    }
    return all.toArray(String[]::new);
  }

  private static List<String> named(RouteMatch match) {
    List<String> all = new ArrayList<>();
    match
        .headers()
        .forEach(
            h -> all.add(h.cookie().isEmpty() ? "header " + h.name() : "cookie " + h.cookie()));
    match.queries().forEach(q -> all.add("query " + q.name()));
    return all;
  }

  /** What a match asks for, in words and in the order of looking. */
  static List<String> said(RouteMatch match) {
    boolean[] said = {
      !match.paths().isEmpty(),
      !match.hosts().isEmpty() || !match.hostExpressions().isEmpty(),
      !match.methods().isEmpty(),
      match.scheme().isPresent(),
      !match.ports().isEmpty(),
      !match.clients().isEmpty()
    };
    List<String> all = new ArrayList<>();
    for (int i = 0; i < said.length; i++) {
      if (said[i]) {
        all.add(WORDS[i]);
      }
    }
    if (match.certificate().isPresent()) {
      all.add(Proved.WORDS.getFirst());
    }
    all.addAll(named(match));
    return all;
  }

  private static byte[] text(TextMatch value) {
    return value instanceof TextMatch.Is is ? is.bytes() : new byte[0];
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What failed, in words: {@code path}, {@code header x-beta}. */
  String word(int miss) {
    return words[miss];
  }

  /** The first predicate that fails, in the order of looking; {@link #NONE} if all hold. */
  int look(RequestHead head, Exchange.Client client) {
    if (!path(head)) {
      return PATH;
    }
    HostTest host = hosts;
    if (host != null && !host.holds(head)) {
      return HOST;
    }
    if (methods.length > 0 && !method(head)) {
      return METHOD;
    }
    if (secure >= 0 && asker.isSecure(head, client) != (secure == 1)) {
      return SCHEME;
    }
    if (ports.length > 0 && !port(client.local().getPort())) {
      return PORT;
    }
    if (clients.length > 0 && !isIn(clients, asker.address(head, client))) {
      return CLIENT;
    }
    Proved proved = certificate;
    if (proved != null) {
      int failed = proved.look(client.certificate());
      if (failed != Proved.NONE) {
        return CERTIFICATE + failed;
      }
    }
    for (int i = 0; i < headers.length; i++) {
      if (!holds(headers[i], head.fields())) {
        return FIRST_NAMED + i;
      }
    }
    for (int i = 0; i < parameters.length; i++) {
      Parameter p = parameters[i];
      if (!Query.holds(head, p.name(), p.value(), p.text())) {
        return FIRST_NAMED + headers.length + i;
      }
    }
    for (int i = 0; i < refusals.length; i++) {
      if (refusals[i].holds(head, client)) {
        return FIRST_NAMED + headers.length + parameters.length + i;
      }
    }
    return NONE;
  }

  /** Whether the path that is asked for names escapes or parameters itself. */
  boolean namesEscapes() {
    String said = regex == null ? new String(prefix, StandardCharsets.US_ASCII) : regex.toString();
    return said.indexOf('%') >= 0 || said.indexOf(';') >= 0;
  }

  private boolean path(RequestHead head) {
    byte[] b = head.bytes();
    int from = head.pathOffset();
    int length = head.pathOnlyLength();
    Regex expression = regex;
    if (expression != null) {
      return expression.matches(b, from, length);
    }
    if (!below) {
      return Ascii.equals(b, from, length, prefix);
    }
    return length >= prefix.length
        && Ascii.equals(b, from, prefix.length, prefix)
        && (length == prefix.length || prefix.length == 0 || b[from + prefix.length] == '/');
  }

  private boolean method(RequestHead head) {
    for (byte[] method : methods) {
      if (head.isMethod(method)) {
        return true;
      }
    }
    return forPreflight
        && head.method() == Method.OPTIONS
        && has(head.fields(), ORIGIN)
        && isAskedAbout(head.fields());
  }

  private static boolean has(Fields f, byte[] name) {
    for (int i = 0; i < f.size(); i++) {
      if (isNamed(f, i, name)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAskedAbout(Fields f) {
    for (int i = 0; i < f.size(); i++) {
      if (isNamed(f, i, ASKED_METHOD)) {
        for (byte[] method : methods) {
          if (Ascii.equals(f.bytes(), f.valueOffset(i), f.valueLength(i), method)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean port(int local) {
    for (int port : ports) {
      if (port == local) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(IpRange[] ranges, InetAddress address) {
    for (IpRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Header header, Fields f) {
    if (!header.cookie().isEmpty()) {
      long found = Cookies.find(f, header.cookie());
      return found != Cookies.NONE
          && isValue(header, f.bytes(), Cookies.offset(found), Cookies.length(found));
    }
    if (header.id() != Field.OTHER) {
      for (int i = f.find(header.id()); i >= 0; i = f.find(header.id(), i + 1)) {
        if (hasValue(header, f, i)) {
          return true;
        }
      }
      return false;
    }
    for (int i = 0; i < f.size(); i++) {
      if (isNamed(f, i, header.lower()) && hasValue(header, f, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamed(Fields f, int i, byte[] lower) {
    return f.isLive(i) && Ascii.equalsLower(f.bytes(), f.nameOffset(i), f.nameLength(i), lower);
  }

  private static boolean hasValue(Header header, Fields f, int i) {
    return isValue(header, f.bytes(), f.valueOffset(i), f.valueLength(i));
  }

  private static boolean isValue(Header header, byte[] b, int offset, int length) {
    return switch (header.value()) {
      case TextMatch.Present present -> true;
      case TextMatch.Is is -> Ascii.equals(b, offset, length, header.text());
      case TextMatch.Covered covered -> covered.regex().matches(b, offset, length);
    };
  }

  // ---- precedence

  /** An exact path comes before an expression, that before a prefix. */
  int pathRank() {
    return regex != null ? 1 : below ? 2 : 0;
  }

  /** The longer, the more specific. */
  int pathLength() {
    return Optional.ofNullable(regex).map(r -> r.toString().length()).orElse(prefix.length);
  }

  boolean hasMethods() {
    return methods.length > 0;
  }

  int headerCount() {
    return headers.length;
  }

  int queryCount() {
    return parameters.length;
  }

  /** A longer expression for the host comes before a shorter one, and any before none. */
  int hostExpression() {
    HostTest host = hosts;
    return host == null ? 0 : host.expressionLength();
  }

  /** How many exceptions there are. */
  int refusalCount() {
    return refusals.length;
  }

  /** How many of client, port, scheme and what a certificate must be are said. */
  int originCount() {
    return certificateCount
        + (clients.length > 0 ? 1 : 0)
        + (ports.length > 0 ? 1 : 0)
        + (secure >= 0 ? 1 : 0);
  }
}
