package naru.app.config;

import java.util.Optional;
import naru.gateway.config.Naming;
import naru.gateway.config.Retrying;
import naru.gateway.config.Selection;
import naru.gateway.config.Sticky;

/**
 * How an upstream looks after its requests and its targets.
 *
 * @param selection who may get a request; nobody sticks by it, see {@code sticky}
 * @param sticky by what a client keeps its target; empty if it does not
 * @param retrying what is repeated
 * @param naming how names are followed
 */
public record Care(Selection selection, Optional<Stick> sticky, Retrying retrying, Naming naming) {
  /**
   * Stickiness.
   *
   * @param key of which tokens are made; empty for that of the state directory
   */
  public record Stick(Sticky.By by, Optional<Secret> key) {}
}
