package naru.trace.render;

import java.util.Optional;
import naru.base.Place;
import naru.trace.Event;

/** One event for a person: the words that the waterfall uses. */
public final class EventText {
  private EventText() {}

  /** Its facts in one line. */
  public static String of(Event event, Lang lang) {
    return Columns.clean(new Facts(Words.in(lang)).of(event));
  }

  /** Where in the config it was decided; empty if it was not, or in no file. */
  public static Optional<Place> place(Event event) {
    return DecisionFacts.place(event);
  }
}
