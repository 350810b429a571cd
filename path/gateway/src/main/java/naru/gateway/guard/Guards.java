package naru.gateway.guard;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import naru.gateway.guard.config.Guarding;
import naru.http.RequestHead;
import naru.trace.GuardEvent;

/** The guards of one route, compiled. */
public final class Guards {
  /** A route without guards. */
  public static final Guards NONE =
      new Guards(new Guard[0], new PaceLimit[0], new CircuitState[0], Guarding.USUAL_PRIORITY);

  private final Guard[] guards;
  private final PaceLimit[] paces;
  private final CircuitState[] circuits;
  private final int priority;

  Guards(Guard[] guards, PaceLimit[] paces, CircuitState[] circuits, int priority) {
    this.guards = guards;
    this.paces = paces;
    this.circuits = circuits;
    this.priority = priority;
  }

  /** The same, with one more circuit behind the others. */
  Guards with(CircuitState circuit) {
    CircuitState[] all = Arrays.copyOf(circuits, circuits.length + 1);
    all[circuits.length] = circuit;
    return new Guards(guards, paces, all, priority);
  }

  int count() {
    return guards.length;
  }

  Guard guard(int i) {
    return guards[i];
  }

  CircuitState[] circuits() {
    return circuits;
  }

  int priority() {
    return priority;
  }

  /** Puts what slows the response down in its way. */
  void slow(Passage p) {
    for (PaceLimit pace : paces) {
      pace.slow(p);
    }
  }

  /**
   * What they would decide, up to the first refusal; nothing is taken and nobody is asked.
   *
   * @param client as trusted forwarding fields tell it
   * @param now monotonic nanoseconds
   * @param wallSeconds since 1970
   */
  public List<GuardEvent> explain(
      RequestHead head, InetAddress client, long now, long wallSeconds) {
    List<GuardEvent> all = new ArrayList<>();
    Case c = new Case(head, client, now, wallSeconds, "");
    for (Guard guard : guards) {
      List<GuardEvent> events = guard.explain(c);
      all.addAll(events);
      for (GuardEvent event : events) {
        if (refuses(event)) {
          return List.copyOf(all);
        }
        if (event instanceof GuardEvent.Authenticated who) {
          c = c.as(who.user());
        }
      }
    }
    for (CircuitState circuit : circuits) {
      all.add(circuit.explain());
    }
    return List.copyOf(all);
  }

  /** Whether the request goes no further. */
  public static boolean refuses(GuardEvent event) {
    return switch (event) {
      case GuardEvent.AddressJudged e -> !e.allowed();
      case GuardEvent.Refused _ -> true;
      case GuardEvent.Limited e -> e.enforced();
      case GuardEvent.Within _, GuardEvent.Waited _, GuardEvent.Authenticated _ -> false;
      case GuardEvent.Asked _, GuardEvent.Throttled _ -> false;
    };
  }
}
