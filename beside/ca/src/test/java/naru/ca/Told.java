package naru.ca;

import java.util.ArrayList;
import java.util.List;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;

/** Writes down what it is told, as a dialogue. */
final class Told implements Witness {
  private final List<String> lines = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized void add(Party from, Party to, Provenance provenance, Event event) {
    lines.add(from.word() + " -> " + to.word() + ": " + event.getClass().getSimpleName());
    events.add(event);
  }

  /** What was told since the last look. */
  synchronized List<String> lines() {
    List<String> all = List.copyOf(lines);
    lines.clear();
    return all;
  }

  synchronized <T extends Event> T last(Class<T> type) {
    return type.cast(events.getLast());
  }
}
