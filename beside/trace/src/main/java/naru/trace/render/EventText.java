package naru.trace.render;

import java.util.Optional;
import naru.base.Place;
import naru.trace.Event;
import naru.trace.GatewayEvent;

/** One event for a person: the words that the waterfall uses. */
public final class EventText {
  private EventText() {}

  /** Its facts in one line. */
  public static String of(Event event, Lang lang) {
    return Columns.clean(new Facts(Words.in(lang)).of(event));
  }

  /** The state of a candidate. */
  public static String state(GatewayEvent.Candidate candidate, Lang lang) {
    return Words.in(lang).sayOr("state." + candidate.state(), candidate.state());
  }

  /** Where in the config it was decided; empty if it was not, or in no file. */
  public static Optional<Place> place(Event event) {
    return DecisionFacts.place(event);
  }
}
