package naru.gateway.core;

import java.net.InetAddress;
import java.util.Arrays;
import naru.http.Ascii;
import naru.http.FieldLines;
import naru.http.Fields;
import naru.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What the forwarded requests of one connection say of its client ({@link ForwardingFields}), kept
 * as bytes: as long as the client asks for the same authority in the same way, which nearly all do,
 * a request costs one copy of them and makes no object. One for each exchange that is used again;
 * not shared.
 */
public final class Introduction {
  private static final byte[] NOTHING = new byte[0];

  private final ForwardingFields forwarding;
  private final InetAddress client;
  private final boolean trusted;
  private byte[] authority = NOTHING;
  private String scheme = "";
  private RequestHead.Version version = RequestHead.Version.HTTP_1_1;
  private @Nullable FieldLines ready;

  /**
   * Nothing is kept yet.
   *
   * @param client the other end of the connection
   */
  public Introduction(ForwardingFields forwarding, InetAddress client) {
    this.forwarding = forwarding;
    this.client = client;
    this.trusted = forwarding.trusts(client);
  }

  /** Who writes what is not kept. */
  public ForwardingFields forwarding() {
    return forwarding;
  }

  /**
   * Writes the fields.
   *
   * @param itsScheme how the client asked
   */
  public void write(RequestHead head, String itsScheme) {
    Fields f = head.fields();
    if (trusted && ForwardingFields.claims(f)) {
      forwarding.write(head, client, itsScheme);
      return;
    }
    FieldLines lines = ready;
    if (lines == null || !isFor(head, itsScheme)) {
      int from = f.size();
      forwarding.write(head, client, itsScheme);
      keep(head, itsScheme, f.from(from));
      return;
    }
    ForwardingFields.clean(f, trusted);
    f.add(lines);
  }

  private boolean isFor(RequestHead head, String itsScheme) {
    return version == head.version()
        && scheme.equals(itsScheme)
        && Ascii.equals(head.bytes(), head.authorityOffset(), head.authorityLength(), authority);
  }

  private void keep(RequestHead head, String itsScheme, FieldLines lines) {
    int from = head.authorityOffset();
    authority = Arrays.copyOfRange(head.bytes(), from, from + head.authorityLength());
    scheme = itsScheme;
    version = head.version();
    ready = lines;
  }
}
