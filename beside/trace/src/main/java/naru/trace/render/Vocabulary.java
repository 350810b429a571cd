package naru.trace.render;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import naru.trace.Event;

/** The closed set of events by their names in JSON: {@code dns/query}, {@code tls/clientHello}. */
final class Vocabulary {
  private static final ClassValue<Name> NAMES =
      new ClassValue<>() {
        @Override
        protected Name computeValue(Class<?> type) {
          return Name.of(type);
        }
      };

  private static final Map<String, Class<?>> BY_NAME = read();

  private record Name(String layer, String kind) {
    static Name of(Class<?> event) {
      String layer = layerOf(event).getSimpleName();
      String kind = event.getSimpleName();
      return new Name(
          layer.substring(0, layer.length() - "Event".length()).toLowerCase(Locale.ROOT),
          kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1));
    }
  }

  private Vocabulary() {}

  /** The layer's word: {@code DnsEvent.Query} gives {@code dns}. */
  static String layer(Class<?> event) {
    return NAMES.get(event).layer;
  }

  /** The event's own word: {@code TlsEvent.ClientHello} gives {@code clientHello}. */
  static String kind(Class<?> event) {
    return NAMES.get(event).kind;
  }

  static Optional<Class<?>> find(String layer, String kind) {
    return Optional.ofNullable(BY_NAME.get(layer + "/" + kind));
  }

  /** Every record of the vocabulary, by name. */
  static Map<String, Class<?>> all() {
    return BY_NAME;
  }

  private static Class<?> layerOf(Class<?> event) {
    for (Class<?> layer : event.getInterfaces()) {
      if (Event.class.isAssignableFrom(layer)) {
        return layer;
      }
    }
    throw new IllegalArgumentException(event + " is no event");
  }

  private static Map<String, Class<?>> read() {
    Map<String, Class<?>> all = new TreeMap<>();
    for (Class<?> layer : Event.class.getPermittedSubclasses()) {
      for (Class<?> event : layer.getPermittedSubclasses()) {
        all.put(layer(event) + "/" + kind(event), event);
      }
    }
    return Map.copyOf(all);
  }
}
