package naru.gateway.guard;

import java.util.List;
import naru.trace.GuardEvent;

/** One thing that a request must pass. Serves all requests of a route, on all loops. */
interface Guard {
  /** Looks at a request, on its loop: lets it pass or refuses it, now or later. */
  void look(Passage p);

  /** What it would decide, as the trace would tell it; takes and sends nothing. On any thread. */
  List<GuardEvent> explain(Case c);
}
