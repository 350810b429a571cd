package naru.gateway.guard.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parameters of a query, as forms write them. */
public final class Query {
  private Query() {}

  /** The first value of a parameter, decoded. */
  public static Optional<String> value(String query, String name) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && named(pair, name)) {
        return Optional.of(decoded(pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  /** All values of a parameter, decoded. */
  public static List<String> values(String query, String name) {
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> pair.indexOf('=') >= 0 && named(pair, name))
        .map(pair -> decoded(pair.substring(pair.indexOf('=') + 1)))
        .toList();
  }

  /** All values of a parameter as they stand there, without empty ones. */
  public static List<String> raw(String query, String name) {
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> named(pair, name) && pair.indexOf('=') >= 0)
        .map(pair -> pair.substring(pair.indexOf('=') + 1))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** Path and query without a parameter, however often it is there. */
  public static String without(String path, String name) {
    int question = path.indexOf('?');
    if (question < 0) {
      return path;
    }
    String rest =
        Arrays.stream(path.substring(question + 1).split("&", -1))
            .filter(pair -> !named(pair, name))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? path.substring(0, question) : path.substring(0, question + 1) + rest;
  }

  private static boolean named(String pair, String name) {
    int equals = pair.indexOf('=');
    return decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException brokenEscape) {
      return text;
    }
  }
}
