package naru.base;

/**
 * A host and a port, unresolved: {@code shop.naru.test:443}, {@code [::1]:8080}.
 *
 * @param host a name or an address literal without brackets
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
  public Endpoint {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("empty host");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or {@code host} alone.
   *
   * @param defaultPort used where the text names none; negative if one must be named
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Endpoint parse(String text, int defaultPort) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    if (bracketed) {
      int close = text.indexOf(']');
      if (close < 0) {
        throw new IllegalArgumentException("'" + text + "' has '[' without ']'");
      }
      if (close == text.length() - 1) {
        return new Endpoint(text.substring(1, close), portOr(text, defaultPort));
      }
      if (colon != close + 1) {
        throw new IllegalArgumentException("'" + text + "' has something between ']' and the port");
      }
      return new Endpoint(text.substring(1, close), port(text, colon));
    }
    if (colon < 0) {
      return new Endpoint(text, portOr(text, defaultPort));
    }
    if (text.indexOf(':') != colon) {
      throw new IllegalArgumentException("'" + text + "': put an IPv6 address in brackets");
    }
    return new Endpoint(text.substring(0, colon), port(text, colon));
  }

  private static int portOr(String text, int defaultPort) {
    if (defaultPort < 0) {
      throw new IllegalArgumentException("'" + text + "' names no port");
    }
    return defaultPort;
  }

  private static int port(String text, int colon) {
    String digits = text.substring(colon + 1);
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("'" + digits + "' in '" + text + "' is not a port");
    }
    return Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
