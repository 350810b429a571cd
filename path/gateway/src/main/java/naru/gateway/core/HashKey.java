package naru.gateway.core;

import java.net.InetAddress;
import naru.gateway.config.Balance;
import naru.http.Fields;
import naru.http.RequestHead;

/** The hash by which a consistent-hash group knows a request again. */
public final class HashKey {
  private final ForwardingFields forwarding;

  /** Client addresses are read the way these fields trust them. */
  public HashKey(ForwardingFields forwarding) {
    this.forwarding = forwarding;
  }

  /** The hash of a request without a key: it belongs nowhere, so any target may have it. */
  public static final long NONE = 0;

  /**
   * The hash; {@link #NONE} for a request without what it is taken of.
   *
   * @param client the other end of the connection
   */
  public long of(Balance.HashBy by, RequestHead head, InetAddress client) {
    return switch (by) {
      case Balance.HashBy.OfPath p ->
          HashRing.hash(head.bytes(), head.pathOffset(), head.pathOnlyLength());
      case Balance.HashBy.OfClientIp c -> HashRing.hash(forwarding.client(head.fields(), client));
      case Balance.HashBy.OfHeader h -> {
        Fields f = head.fields();
        int i = f.find(h.name());
        yield i < 0 ? NONE : HashRing.hash(f.bytes(), f.valueOffset(i), f.valueLength(i));
      }
      case Balance.HashBy.OfCookie c ->
          at(head.fields().bytes(), Cookies.find(head.fields(), c.name()));
      case Balance.HashBy.OfQuery q -> at(head.bytes(), Query.find(head, q.name()));
    };
  }

  private static long at(byte[] b, long found) {
    return found == Cookies.NONE
        ? NONE
        : HashRing.hash(b, Cookies.offset(found), Cookies.length(found));
  }
}
