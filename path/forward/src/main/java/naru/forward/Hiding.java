package naru.forward;

import java.util.ArrayList;
import java.util.List;
import naru.forward.core.Via;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;
import naru.trace.ProxyEvent;
import naru.transport.Addresses;

/**
 * What the server is not to learn of the client: every field that would carry its address goes,
 * unless the config wants servers to know it: then what the client said of those before it stays,
 * and its own address comes behind. Via stays honest about there being a proxy (RFC 9110 section
 * 7.6.3), under a pseudonym.
 */
final class Hiding {
  private static final int[] ADDRESS_FIELDS = {
    Field.FORWARDED,
    Field.X_FORWARDED_FOR,
    Field.X_FORWARDED_HOST,
    Field.X_FORWARDED_PROTO,
    Field.X_REAL_IP
  };
  private static final List<String> MORE_ADDRESS_FIELDS =
      List.of("Client-IP", "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP");

  private final String pseudonym;
  private final boolean client;
  private final boolean userAgent;

  private Hiding(String pseudonym, boolean client, boolean userAgent) {
    this.pseudonym = pseudonym;
    this.client = client;
    this.userAgent = userAgent;
  }

  static Hiding of(ForwardConfig config) {
    return new Hiding(config.pseudonym(), config.hideClient(), config.hideUserAgent());
  }

  /** Whether the request has been here before. */
  boolean isLoop(RequestHead request) {
    Fields f = request.fields();
    return f.has(Field.VIA) && Via.names(f.list(Field.VIA), pseudonym);
  }

  void hide(Exchange x) {
    Fields f = x.request().fields();
    List<String> removed = client ? withoutAddress(f) : new ArrayList<>(0);
    if (userAgent && f.has(Field.USER_AGENT)) {
      removed.add(Field.name(Field.USER_AGENT));
      f.removeAll(Field.USER_AGENT);
    }
    f.add(Field.VIA, x.request().version().number() + " " + pseudonym);
    x.through(new Signing(x.out(), pseudonym));
    if (client) {
      String hidden = Addresses.text(x.client().remote());
      x.span().add(new ProxyEvent.ClientHidden(hidden, pseudonym, removed));
    } else {
      tell(x, f);
    }
  }

  private static List<String> withoutAddress(Fields f) {
    List<String> removed = new ArrayList<>(0);
    for (int id : ADDRESS_FIELDS) {
      if (f.has(id)) {
        removed.add(Field.name(id));
        f.removeAll(id);
      }
    }
    for (String name : MORE_ADDRESS_FIELDS) {
      if (f.find(name) >= 0) {
        removed.add(name);
        f.removeAll(name);
      }
    }
    return removed;
  }

  /** Where Forwarded is there already both are told the same (RFC 7239 section 7.4). */
  private static void tell(Exchange x, Fields f) {
    String ip = x.client().remote().getAddress().getHostAddress();
    List<String> fields = new ArrayList<>(2);
    if (f.has(Field.FORWARDED)) {
      append(f, Field.FORWARDED, "for=" + (ip.indexOf(':') >= 0 ? "\"[" + ip + "]\"" : ip), fields);
    }
    append(f, Field.X_FORWARDED_FOR, ip, fields);
    x.span().add(new ProxyEvent.ClientTold(Addresses.text(x.client().remote()), fields));
  }

  private static void append(Fields f, int id, String element, List<String> told) {
    String before = f.list(id);
    f.set(id, before.isEmpty() ? element : before + ", " + element);
    told.add(Field.name(id));
  }
}
