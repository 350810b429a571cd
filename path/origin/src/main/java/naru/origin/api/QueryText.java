package naru.origin.api;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.origin.core.Problem.Flaw;
import naru.origin.core.Reading;

/** The query of a request as names and values; each name once. */
final class QueryText {
  private QueryText() {}

  static Reading<Map<String, String>> parse(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Flaw> flaws = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      try {
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (values.putIfAbsent(name, value) != null) {
          flaws.add(new Flaw("?" + name, "is given twice"));
        }
      } catch (IllegalArgumentException e) {
        flaws.add(new Flaw("?" + pair, "has a malformed percent-encoding"));
      }
    }
    return flaws.isEmpty() ? new Reading.Sound<>(values) : new Reading.Flawed<>(flaws);
  }

  /** The same as a query again. */
  static String write(Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    values.forEach(
        (name, value) ->
            out.append(out.isEmpty() ? "" : "&").append(name).append('=').append(encode(value)));
    return out.toString();
  }

  private static String decode(String text) {
    String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    if (decoded.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException("not UTF-8");
    }
    return decoded;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
