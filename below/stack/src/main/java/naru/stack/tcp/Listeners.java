package naru.stack.tcp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who listens, by port. */
final class Listeners {
  private static final int EVERY_PORT = -1;

  private final Map<Integer, List<Listener>> byPort = new HashMap<>();

  /**
   * Adds one.
   *
   * @throws IllegalArgumentException if its address and port are taken
   */
  void add(Listener listener) {
    List<Listener> same = byPort.computeIfAbsent(listener.port(), p -> new ArrayList<>(1));
    for (Listener other : same) {
      if (other.address().equals(listener.address())) {
        throw new IllegalArgumentException(
            "address already in use: " + listener.address() + ":" + listener.port());
      }
    }
    same.add(listener);
  }

  void remove(Listener listener) {
    List<Listener> same = byPort.get(listener.port());
    if (same != null) {
      same.remove(listener);
      if (same.isEmpty()) {
        byPort.remove(listener.port());
      }
    }
  }

  /** Whether somebody listens on a port, on whatever address. */
  boolean isTaken(int port) {
    return byPort.containsKey(port);
  }

  /** Who gets a segment for an address and port; one for this port goes before one for every. */
  @Nullable Listener find(long high, long low, int port) {
    Listener exact = best(byPort.get(port), high, low);
    return exact != null ? exact : best(byPort.get(EVERY_PORT), high, low);
  }

  /** One for the very address goes before one for all. */
  private static @Nullable Listener best(@Nullable List<Listener> all, long high, long low) {
    Listener found = null;
    if (all != null) {
      for (Listener listener : all) {
        if (listener.matches(high, low) && (found == null || !listener.address().isUnspecified())) {
          found = listener;
        }
      }
    }
    return found;
  }
}
