package naru.gateway.guard;

import naru.http.Exchange;

/** Sends a request of the gateway's own to a group of servers. */
@FunctionalInterface
public interface Messenger {
  /**
   * Sends it, as the requests of routes are sent.
   *
   * @param fork of the request that is guarded, with the head to be sent
   * @param upstream the group's name
   */
  void send(Exchange fork, String upstream);
}
