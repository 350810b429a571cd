package naru.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/**
 * A request's query parameters. Whatever is wrong with one is said with its name: all methods throw
 * {@link FailureException} with {@code REQUEST_MALFORMED}.
 */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /** Reads what follows the question mark; a parameter that is not known here is a mistake. */
  static Query parse(String text, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!known.contains(name)) {
        throw wrong("there is no parameter '" + name + "' here; there is " + names(known));
      }
      if (values.put(name, equals < 0 ? "true" : decoded(pair.substring(equals + 1))) != null) {
        throw wrong("'" + name + "' stands there twice");
      }
    }
    return new Query(values);
  }

  private static String names(Set<String> known) {
    return known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("'" + text + "' is not percent-encoded as it should be");
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number within bounds; {@code otherwise} if none is given. */
  int number(String name, int least, int most, int otherwise) {
    return text(name).map(v -> number(name, v, least, most)).orElse(otherwise);
  }

  /** Like {@link #number(String, int, int, int)}. */
  Optional<Integer> number(String name, int least, int most) {
    return text(name).map(v -> number(name, v, least, most));
  }

  private static int number(String name, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong("'" + name + "' must be a whole number, not '" + value + "'");
    }
    throw wrong("'" + name + "' must be from " + least + " to " + most + ", not " + value);
  }

  boolean flag(String name) {
    return text(name)
        .map(
            v ->
                switch (v) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw wrong("'" + name + "' must be true or false, not '" + v + "'");
                })
        .orElse(false);
  }

  /** One of an enum's constants, in lower case. */
  <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
    return text(name).map(v -> word(name, v, type));
  }

  /** Like {@link #word(String, Class)}, for a value that stands elsewhere. */
  static <E extends Enum<E>> E word(String name, String value, Class<E> type) {
    Set<String> words = new TreeSet<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT);
      if (word.equals(value)) {
        return constant;
      }
      words.add(word);
    }
    throw wrong("'" + name + "' is one of " + String.join(", ", words) + ", not '" + value + "'");
  }

  /** {@code 250ms}, {@code 1.5s} or {@code PT1M}. */
  Optional<Duration> duration(String name) {
    return text(name).map(v -> parsed(name, v, "a time such as 250ms", Query::time));
  }

  private static Duration time(String text) {
    return text.startsWith("P")
        ? Duration.parse(text)
        : text.endsWith("ms")
            ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
            : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** RFC 3339, in UTC. */
  Optional<Instant> instant(String name) {
    return text(name)
        .map(v -> parsed(name, v, "a time such as 2026-01-31T12:00:00Z", Instant::parse));
  }

  private static <T> T parsed(String name, String value, String form, Function<String, T> parse) {
    try {
      return parse.apply(value);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw wrong("'" + name + "' must be " + form + ", not '" + value + "'");
    }
  }

  static FailureException wrong(String what) {
    return Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, what).asException();
  }
}
