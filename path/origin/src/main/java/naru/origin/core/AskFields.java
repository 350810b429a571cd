package naru.origin.core;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The request fields that an answer depends on, by lower-case name.
 *
 * <p>A copy, so that work on another thread never looks at a connection's reused head. A field that
 * came in several lines is one value joined by {@code ", "} (RFC 9110 section 5.3).
 */
public final class AskFields {
  /** No fields. */
  public static final AskFields NONE = new AskFields(Map.of());

  private final Map<String, String> values;

  private AskFields(Map<String, String> values) {
    this.values = values;
  }

  /** Names and values in turn. */
  public static AskFields of(String... namesAndValues) {
    AskFields fields = new AskFields(new HashMap<>());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  /** The fields of this map; names in any case. */
  public static AskFields of(Map<String, String> values) {
    AskFields fields = new AskFields(new HashMap<>());
    values.forEach(fields::put);
    return fields;
  }

  private void put(String name, String value) {
    values.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
  }

  /** The value of a field. */
  public Optional<String> get(String lowerCaseName) {
    return Optional.ofNullable(values.get(lowerCaseName));
  }

  /** Whether the field was sent. */
  public boolean has(String lowerCaseName) {
    return values.containsKey(lowerCaseName);
  }
}
