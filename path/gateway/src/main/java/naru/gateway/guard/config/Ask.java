package naru.gateway.guard.config;

import java.util.List;
import naru.base.Place;

/**
 * Forward authentication: a server is asked about each request. An answer of 2xx lets it pass, any
 * other is the client's answer, and none at all refuses it.
 *
 * @param upstream the group asked
 * @param path what is asked for
 * @param sameMethod whether the request's own method is used; otherwise GET
 * @param send fields of the request that are sent on; empty for all but those of its body
 * @param take fields of the answer that become fields of the request
 * @param timeoutNanos until the answer's head
 */
public record Ask(
    String upstream,
    String path,
    boolean sameMethod,
    List<String> send,
    List<String> take,
    long timeoutNanos,
    Place place) {
  public Ask {
    send = List.copyOf(send);
    take = List.copyOf(take);
  }
}
