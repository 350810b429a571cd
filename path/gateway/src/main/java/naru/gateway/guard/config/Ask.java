package naru.gateway.guard.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
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
 * @param handOn fields of an answer of 2xx that become fields of the response to the client
 * @param timeoutNanos until the answer's head
 */
public record Ask(
    String upstream,
    String path,
    boolean sameMethod,
    List<String> send,
    List<String> take,
    List<String> handOn,
    long timeoutNanos,
    Place place) {
  /** Fields that frame a message, belong to one connection, or describe the answer's own body. */
  private static final Set<String> OF_ONE_MESSAGE =
      Set.of(
          "accept-ranges",
          "age",
          "connection",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "date",
          "etag",
          "keep-alive",
          "last-modified",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public Ask {
    send = List.copyOf(send);
    take = List.copyOf(take);
    handOn = List.copyOf(handOn);
    for (String name : handOn) {
      if (!mayHandOn(name)) {
        throw new IllegalArgumentException(name + " cannot be handed on");
      }
    }
  }

  /** Whether a field of the answer can be one of the response to the client. */
  public static boolean mayHandOn(String name) {
    return !OF_ONE_MESSAGE.contains(name.toLowerCase(Locale.ROOT));
  }
}
