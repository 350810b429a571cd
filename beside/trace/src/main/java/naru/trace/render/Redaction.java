package naru.trace.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is taken out of a trace before it leaves the house: values of query parameters by name, and
 * user names and passwords in URLs.
 */
public final class Redaction {
  /** What stands in place of a value. */
  public static final String MARK = "redacted";

  private static final Set<String> USUAL =
      Set.of(
          "token",
          "access_token",
          "refresh_token",
          "id_token",
          "code",
          "password",
          "passwd",
          "secret",
          "client_secret",
          "api_key",
          "apikey",
          "key",
          "sig",
          "signature",
          "session");

  private final Set<String> parameters;

  private Redaction(Set<String> parameters) {
    this.parameters = parameters;
  }

  /** The parameters that usually hold secrets. */
  public static Redaction usual() {
    return new Redaction(USUAL);
  }

  /** The usual ones and these; names are compared without case. */
  public static Redaction with(Set<String> parameters) {
    Set<String> all =
        parameters.stream().map(p -> p.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    all.addAll(USUAL);
    return new Redaction(Set.copyOf(all));
  }

  /** The URL without secrets. */
  public String url(String url) {
    int fragment = url.indexOf('#');
    String plain = withoutUser(fragment < 0 ? url : url.substring(0, fragment));
    int query = plain.indexOf('?');
    if (query < 0) {
      return plain;
    }
    return plain.substring(0, query + 1)
        + Arrays.stream(plain.substring(query + 1).split("&", -1))
            .map(this::parameter)
            .collect(Collectors.joining("&"));
  }

  private String parameter(String pair) {
    int equals = pair.indexOf('=');
    boolean secret =
        equals > 0 && parameters.contains(pair.substring(0, equals).toLowerCase(Locale.ROOT));
    return secret ? pair.substring(0, equals + 1) + MARK : pair;
  }

  private static String withoutUser(String url) {
    int authority = url.indexOf("://");
    if (authority < 0) {
      return url;
    }
    int end = url.indexOf('/', authority + 3);
    int at = url.substring(0, end < 0 ? url.length() : end).lastIndexOf('@');
    return at < 0 ? url : url.substring(0, authority + 3) + url.substring(at + 1);
  }
}
