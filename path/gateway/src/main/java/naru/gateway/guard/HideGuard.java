package naru.gateway.guard;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.gateway.guard.core.Query;
import naru.http.Exchange;
import naru.trace.GuardEvent;

/**
 * Refuses nobody: takes keys that stand in a query out of the trace, which holds the request as it
 * came. The first of all guards, so that a refused request shows none either.
 */
final class HideGuard implements Guard {
  private final String parameter;

  HideGuard(String parameter) {
    this.parameter = parameter;
  }

  @Override
  public void look(Passage p) {
    Exchange x = p.exchange();
    for (String raw : Query.raw(x.request().query(), parameter)) {
      x.span().mask(raw.getBytes(StandardCharsets.ISO_8859_1));
    }
    p.pass();
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    return List.of();
  }
}
