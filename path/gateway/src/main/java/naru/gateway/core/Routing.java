package naru.gateway.core;

import naru.trace.GatewayEvent;

/** What the table says of a request. */
public sealed interface Routing {
  /**
   * A route matched.
   *
   * @param route its index in the order of the file
   * @param event what the trace is told
   */
  record Chosen(int route, GatewayEvent.RouteChosen event) implements Routing {}

  /** None did. */
  record None(GatewayEvent.NoRoute event) implements Routing {}
}
