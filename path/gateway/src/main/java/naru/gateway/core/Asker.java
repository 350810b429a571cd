package naru.gateway.core;

import java.net.InetAddress;
import naru.base.IpRange;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as it can be believed: the other end of the connection, or whom it names in
 * forwarding fields if it is trusted.
 */
public final class Asker implements Exchange.Told {
  private static final byte[] HTTPS = {'h', 't', 't', 'p', 's'};

  private final ForwardingFields forwarding;

  public Asker(ForwardingFields forwarding) {
    this.forwarding = forwarding;
  }

  /** Where the client is. */
  public InetAddress address(RequestHead head, Exchange.Client client) {
    InetAddress peer = client.remote().getAddress();
    if (!forwarding.trusts(peer) || !ForwardingFields.speaksForSomebody(head.fields())) {
      return peer;
    }
    return IpRange.literal(forwarding.client(head.fields(), peer));
  }

  /** Whether the client uses https: on this connection, or on that of a proxy that is trusted. */
  @Override
  public boolean isSecure(RequestHead head, Exchange.Client client) {
    Fields f = head.fields();
    int i = f.find(Field.X_FORWARDED_PROTO);
    if (i >= 0 && forwarding.trusts(client.remote().getAddress())) {
      return naru.http.Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), HTTPS);
    }
    if (f.has(Field.FORWARDED)) {
      String told = forwarding.told(f, client.remote().getAddress(), "proto");
      if (!told.isEmpty()) {
        return told.equals("https");
      }
    }
    return head.form() == RequestHead.Form.ABSOLUTE
        ? head.secureTarget()
        : client.tls().isPresent();
  }

  /** The host and port that the client asked for, as a trusted proxy tells it. */
  public String authority(RequestHead head, Exchange.Client client) {
    String told = told(head, client);
    return told == null ? head.authority() : told;
  }

  /** The host and port that a trusted proxy tells; null if none does. */
  @Override
  public @Nullable String told(RequestHead head, Exchange.Client client) {
    Fields f = head.fields();
    InetAddress peer = client.remote().getAddress();
    int i = f.find(Field.X_FORWARDED_HOST);
    if ((i < 0 && !f.has(Field.FORWARDED)) || !forwarding.trusts(peer)) {
      return null;
    }
    String told = i < 0 ? forwarding.told(f, peer, "host") : Told.host(f.valueText(i));
    return told.isEmpty() ? null : told;
  }
}
