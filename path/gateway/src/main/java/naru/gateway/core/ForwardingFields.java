package naru.gateway.core;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What a forwarded request says of its client: X-Forwarded-For, -Proto, -Host, X-Real-IP and
 * Forwarded (RFC 7239), and Via (RFC 9110 section 7.6.3). What is believed in one form is told in
 * the other too, as servers read either.
 *
 * <p>Anyone can write these fields. Those of a client in {@code trust} are kept and extended, but
 * for a Forwarded beside an older field, which is made anew of the latter; everybody else's are
 * removed, and with them whatever looks like one: other {@code X-Forwarded-*}, and {@code Proxy},
 * which no client has a reason to send. Spellings with underscores, which some servers take for
 * hyphens, are removed always; X-Real-IP is the client that the others tell, where they tell one.
 */
public final class ForwardingFields {
  private static final String FAMILY = "x-forwarded-";
  private static final String REAL_IP = "x-real-ip";

  /** What CGI makes HTTP_PROXY of, which programs take for their own proxy. */
  private static final String PROXY = "proxy";

  /** Client-Cert and Client-Cert-Chain: RFC 9440 section 4 has them removed. */
  private static final String CERTIFICATE = "client-cert";

  /** Our entry in Via, for each version that a request may have come in. */
  private static final String[] VIA =
      Arrays.stream(RequestHead.Version.values())
          .map(v -> v.number() + " naru")
          .toArray(String[]::new);

  private final List<IpRange> trust;

  public ForwardingFields(List<IpRange> trust) {
    this.trust = List.copyOf(trust);
  }

  /** Whether this address may say who its client is. */
  public boolean trusts(InetAddress address) {
    for (IpRange range : trust) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes the fields.
   *
   * @param client the other end of the connection
   * @param scheme how the client asked
   */
  void write(RequestHead head, InetAddress client, String scheme) {
    Fields f = head.fields();
    String ip = client.getHostAddress();
    boolean trusted = trusts(client);
    clean(f, trusted);
    String host = head.authority();
    String speaksFor = trusted ? client(f, client) : ip;
    String askedScheme = told(f, client, "proto");
    String askedHost = told(f, client, "host");
    if (tellsOtherwise(f)) {
      f.removeAll(Field.FORWARDED); // which may be what a client made up
    }
    if (f.has(Field.X_FORWARDED_FOR)) { // a proxy that writes that lets this one pass
      f.removeAll(Field.X_REAL_IP);
    }
    if (!f.has(Field.FORWARDED)) {
      tellAsForwarded(f);
    }
    if (!f.has(Field.X_FORWARDED_FOR) && !speaksFor.equals(ip)) {
      f.add(Field.X_FORWARDED_FOR, speaksFor); // RFC 7239 section 7.4
    }
    extend(f, Field.FORWARDED, forwarded(ip, host, scheme));
    keepOr(f, Field.X_REAL_IP, speaksFor);
    extend(f, Field.X_FORWARDED_FOR, ip);
    keepOr(f, Field.X_FORWARDED_PROTO, askedScheme.isEmpty() ? scheme : askedScheme);
    if (!askedHost.isEmpty() || !host.isEmpty()) {
      keepOr(f, Field.X_FORWARDED_HOST, askedHost.isEmpty() ? host : askedHost);
    }
    f.add(Field.VIA, VIA[head.version().ordinal()]);
  }

  /** Whether any of the fields that are kept from trusted clients is there. */
  static boolean claims(Fields f) {
    return f.has(Field.FORWARDED) || tellsOtherwise(f);
  }

  /** Takes out what this client may not say. */
  static void clean(Fields f, boolean trusted) {
    if (trusted) {
      forgetUnderscores(f);
    } else {
      forget(f);
    }
  }

  private static void forget(Fields f) {
    f.removeAll(Field.FORWARDED);
    f.removeAll(Field.X_FORWARDED_FOR);
    f.removeAll(Field.X_FORWARDED_PROTO);
    f.removeAll(Field.X_FORWARDED_HOST);
    f.removeAll(Field.X_REAL_IP);
    for (int i = 0; i < f.size(); i++) {
      if (f.isLive(i) && f.id(i) == Field.OTHER && isLookalike(f, i)) {
        f.remove(i);
      }
    }
  }

  private static boolean isLookalike(Fields f, int i) {
    int length = f.nameLength(i);
    return (length >= FAMILY.length() && Spelling.begins(f, i, FAMILY))
        || (length >= CERTIFICATE.length() && Spelling.begins(f, i, CERTIFICATE))
        || (length == REAL_IP.length() && Spelling.begins(f, i, REAL_IP))
        || (length == PROXY.length() && Spelling.begins(f, i, PROXY));
  }

  /** What a trusted proxy passed on without knowing what it may mean behind: it was the client. */
  private static void forgetUnderscores(Fields f) {
    for (int i = 0; i < f.size(); i++) {
      if (f.isLive(i) && f.id(i) == Field.OTHER && isLookalike(f, i)) {
        String name = f.nameText(i);
        if (name.indexOf('_') >= 0 || name.equalsIgnoreCase(PROXY)) {
          f.remove(i);
        }
      }
    }
  }

  /**
   * The hops of X-Forwarded-For that are believed, from the client on, and how the client asked
   * where X-Forwarded-Proto and -Host tell. RFC 7239 section 7.4.
   */
  private void tellAsForwarded(Fields f) {
    String[] chain = f.list(Field.X_FORWARDED_FOR).split(",", -1);
    Deque<String> nodes = new ArrayDeque<>();
    boolean believed = f.has(Field.X_FORWARDED_FOR);
    for (int i = chain.length - 1; i >= 0 && believed; i--) {
      Optional<InetAddress> hop = address(chain[i].trim());
      hop.ifPresent(h -> nodes.addFirst(node(h.getHostAddress())));
      believed = hop.filter(this::trusts).isPresent();
    }
    String asked =
        asked(
            Told.host(f.text(Field.X_FORWARDED_HOST).orElse("")),
            Told.scheme(f.text(Field.X_FORWARDED_PROTO).orElse("")));
    if (!asked.isEmpty()) {
      nodes.addFirst((nodes.isEmpty() ? "for=unknown" : nodes.removeFirst()) + asked);
    }
    if (!nodes.isEmpty()) {
      f.add(Field.FORWARDED, String.join(", ", nodes));
    }
  }

  private static String node(String ip) {
    return ip.indexOf(':') >= 0 ? "for=\"[" + ip + "]\"" : "for=" + ip;
  }

  private static String forwarded(String ip, String host, String scheme) {
    return node(ip) + asked(host, scheme);
  }

  private static String asked(String host, String scheme) {
    StringBuilder out = new StringBuilder();
    if (!host.isEmpty()) {
      boolean quoted = host.indexOf(':') >= 0;
      out.append(";host=").append(quoted ? "\"" + host + "\"" : host);
    }
    return scheme.isEmpty() ? out.toString() : out.append(";proto=").append(scheme).toString();
  }

  private static void extend(Fields f, int id, String element) {
    String before = f.list(id);
    f.set(id, before.isEmpty() ? element : before + ", " + element);
  }

  private static void keepOr(Fields f, int id, String value) {
    if (!f.has(id)) {
      f.add(id, value);
    }
  }

  /**
   * The address of the client that trusted proxies speak for: in X-Forwarded-For from the right,
   * the first one that is not trusted itself; in Forwarded if none of the older fields is there.
   * Where one is, Forwarded does not count, whatever it says: a proxy that writes the older ones
   * passes a Forwarded that it does not know on as a client wrote it.
   *
   * @param peer the other end of the connection
   */
  public String client(Fields f, InetAddress peer) {
    if (!trusts(peer)) {
      return peer.getHostAddress();
    }
    if (f.has(Field.X_FORWARDED_FOR)) {
      return inForwardedFor(f, peer);
    }
    boolean counts = f.has(Field.FORWARDED) && !tellsOtherwise(f);
    return counts ? inForwarded(f, peer) : peer.getHostAddress();
  }

  /**
   * Whether any of the older fields is there, by which a trusted proxy tells of its client: then a
   * Forwarded may be the client's own words.
   */
  private static boolean tellsOtherwise(Fields f) {
    return f.has(Field.X_FORWARDED_FOR)
        || f.has(Field.X_FORWARDED_PROTO)
        || f.has(Field.X_FORWARDED_HOST)
        || f.has(Field.X_REAL_IP);
  }

  /**
   * How the client asked, as a trusted proxy tells it in Forwarded: in the element of the client
   * itself, as the proxy that it asked wrote it. Nothing where one of the older fields is there.
   *
   * @param name {@code proto} or {@code host}
   * @return empty if that is not told, or nothing that can be
   */
  String told(Fields f, InetAddress peer, String name) {
    if (tellsOtherwise(f) || !f.has(Field.FORWARDED) || !trusts(peer)) {
      return "";
    }
    ForwardedNodes nodes = new ForwardedNodes(f.list(Field.FORWARDED));
    client(nodes, peer);
    String value = nodes.value(name);
    return name.equals("host") ? Told.host(value) : Told.scheme(value);
  }

  private String inForwarded(Fields f, InetAddress peer) {
    return client(new ForwardedNodes(f.list(Field.FORWARDED)), peer).getHostAddress();
  }

  /** Reads as far as is believed. */
  private InetAddress client(ForwardedNodes nodes, InetAddress peer) {
    InetAddress client = peer;
    while (nodes.hasNext()) {
      Optional<InetAddress> node = nodes.next();
      if (node.isEmpty()) {
        break;
      }
      client = node.get();
      if (!trusts(client)) {
        break;
      }
    }
    return client;
  }

  private String inForwardedFor(Fields f, InetAddress peer) {
    String[] chain = f.list(Field.X_FORWARDED_FOR).split(",", -1);
    String client = peer.getHostAddress();
    for (int i = chain.length - 1; i >= 0; i--) {
      Optional<InetAddress> hop = address(chain[i].trim());
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get().getHostAddress();
      if (!trusts(hop.get())) {
        return client;
      }
    }
    return client;
  }

  /** The same; null if nobody who is believed speaks for somebody else. */
  public @Nullable String forwardedFor(Fields f, InetAddress peer) {
    if (trust.isEmpty() || !speaksForSomebody(f) || !trusts(peer)) {
      return null;
    }
    String client = client(f, peer);
    return client.equals(peer.getHostAddress()) ? null : client;
  }

  /** Whether any field is there that may tell of a client. */
  static boolean speaksForSomebody(Fields f) {
    return f.has(Field.X_FORWARDED_FOR) || f.has(Field.FORWARDED);
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(IpRange.literal(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
