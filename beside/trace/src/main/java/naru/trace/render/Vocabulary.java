package naru.trace.render;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import naru.trace.Event;

/** The closed set of events by their names in JSON: {@code dns/query}, {@code tls/clientHello}. */
final class Vocabulary {
  private static final Map<String, Class<?>> BY_NAME = read();

  private Vocabulary() {}

  /** The layer's word: {@code DnsEvent.Query} gives {@code dns}. */
  static String layer(Class<?> event) {
    String name = layerOf(event).getSimpleName();
    return name.substring(0, name.length() - "Event".length()).toLowerCase(Locale.ROOT);
  }

  /** The event's own word: {@code TlsEvent.ClientHello} gives {@code clientHello}. */
  static String kind(Class<?> event) {
    String name = event.getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
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
