package naru.gateway.guard;

import java.net.InetAddress;
import naru.http.RequestHead;

/**
 * A request in a dry run.
 *
 * @param client its address, as trusted forwarding fields tell it
 * @param now monotonic nanoseconds
 * @param wallSeconds since 1970
 * @param consumer who would be known by then; empty for nobody
 */
record Case(RequestHead head, InetAddress client, long now, long wallSeconds, String consumer) {
  Case as(String name) {
    return new Case(head, client, now, wallSeconds, name);
  }
}
