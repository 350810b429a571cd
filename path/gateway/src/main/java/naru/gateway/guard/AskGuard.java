package naru.gateway.guard;

import java.util.List;
import naru.gateway.guard.config.Ask;
import naru.trace.GuardEvent;

/** Asks a server about each request. */
final class AskGuard implements Guard {
  private final Ask config;
  private final GuardCounts counts;

  AskGuard(Ask config, GuardCounts counts) {
    this.config = config;
    this.counts = counts;
  }

  @Override
  public void look(Passage p) {
    new Asking(config, p, counts).begin();
  }

  /** Nobody is asked in a dry run: that the answer is open is told by status 0. */
  @Override
  public List<GuardEvent> explain(Case c) {
    return List.of(new GuardEvent.Asked(config.upstream(), 0, 0, true, config.place()));
  }
}
