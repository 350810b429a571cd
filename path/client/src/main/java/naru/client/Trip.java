package naru.client;

import java.net.IDN;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Endpoint;
import naru.http.Field;
import naru.http.RequestHead;

/**
 * A request to be made.
 *
 * @param url absolute, http or https
 * @param method such as {@code GET}
 * @param fields names and values, in order; Host and the framing are made by the client
 * @param body empty for none
 * @param proxy a forward proxy to go through
 * @param timeoutNanos for the whole trip
 */
public record Trip(
    URI url,
    String method,
    List<Map.Entry<String, String>> fields,
    byte[] body,
    Optional<Proxy> proxy,
    long timeoutNanos) {
  /**
   * A forward proxy.
   *
   * @param endpoint its host and port
   * @param secure whether the leg to it is TLS
   * @param credentials {@code user:password} for basic authentication
   */
  public record Proxy(Endpoint endpoint, boolean secure, Optional<String> credentials) {
    /**
     * Reads {@code http://[user:password@]host:port} or {@code https://...}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Proxy parse(String text) {
      URI uri = uri(text.contains("://") ? text : "http://" + text);
      boolean secure = isSecure(uri);
      Endpoint endpoint = new Endpoint(host(uri), uri.getPort() < 0 ? 3128 : uri.getPort());
      return new Proxy(endpoint, secure, Optional.ofNullable(uri.getUserInfo()));
    }
  }

  public Trip {
    fields = List.copyOf(fields);
    body = body.clone();
    isSecure(url);
    host(url);
    head(method, url, fields);
  }

  /**
   * The request as it will be sent, but for what the client adds.
   *
   * @throws IllegalArgumentException if method, path, host or a field is none
   */
  RequestHead head() {
    return head(method, url, fields);
  }

  private static RequestHead head(String method, URI url, List<Map.Entry<String, String>> fields) {
    RequestHead head = RequestHead.of(method, pathOf(url), authorityOf(url));
    for (Map.Entry<String, String> field : fields) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("host")) {
        head.fields().set(Field.HOST, field.getValue());
      } else if (!name.equals("content-length") && !name.equals("transfer-encoding")) {
        head.fields().add(field.getKey(), field.getValue());
      }
    }
    return head;
  }

  /** A plain GET without a proxy. */
  public static Trip get(String url, long timeoutNanos) {
    return new Trip(parse(url), "GET", List.of(), new byte[0], Optional.empty(), timeoutNanos);
  }

  /**
   * Reads a URL; without a scheme it is http.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static URI parse(String text) {
    URI url = uri(text.contains("://") ? text : "http://" + text);
    isSecure(url);
    host(url);
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(new URI(named(text)).toASCIIString());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a URL: " + e.getReason(), e);
    }
  }

  private static final Pattern AUTHORITY = Pattern.compile("(?<=//)[^/?#]*");

  /** A name in any script becomes the one that name servers know. RFC 5891 section 4. */
  private static String named(String text) {
    return AUTHORITY
        .matcher(text)
        .replaceFirst(m -> Matcher.quoteReplacement(IDN.toASCII(m.group())));
  }

  private static boolean isSecure(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "https" -> true;
      case "http" -> false;
      default ->
          throw new IllegalArgumentException("'" + uri + "': only http and https can be asked");
    };
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("'" + uri + "' names no host");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  boolean secure() {
    return isSecure(url);
  }

  /** Host and port to be reached. */
  Endpoint endpoint() {
    int port = url.getPort() >= 0 ? url.getPort() : secure() ? 443 : 80;
    return new Endpoint(host(url), port);
  }

  /** Host and port as the Host field says them: without a default port. */
  String authority() {
    return authorityOf(url);
  }

  private static String authorityOf(URI url) {
    String host = host(url);
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return url.getPort() < 0 ? literal : literal + ":" + url.getPort();
  }

  /** Path and query. */
  String path() {
    return pathOf(url);
  }

  /** A URL's path and query as they are asked for. */
  public static String pathOf(URI url) {
    String path = url.getRawPath();
    String query = url.getRawQuery();
    String slashed = path == null || path.isEmpty() ? "/" : path;
    return query == null ? slashed : slashed + "?" + query;
  }
}
