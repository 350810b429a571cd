package naru.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import naru.wire.proxy.ProxyHeader;
import naru.wire.proxy.ProxyNote;

/**
 * For whom a connection is made, told to the server by a PROXY header before anything else.
 *
 * @param client who it is
 * @param called whom the client called
 * @param authority the name that the client's TLS asked for; empty if none. Version 2 only.
 */
public record OnBehalf(
    Version version, InetSocketAddress client, InetSocketAddress called, String authority) {
  /** Of the PROXY protocol. */
  public enum Version {
    V1,
    V2
  }

  ProxyHeader header() {
    if (version == Version.V1) {
      return ProxyHeader.of(ProxyHeader.Version.V1, client, called);
    }
    List<ProxyNote> notes = new ArrayList<>(1);
    if (!authority.isEmpty()) {
      notes.add(new ProxyNote.Authority(authority));
    }
    return ProxyHeader.of(ProxyHeader.Version.V2, client, called).with(notes);
  }

  void write(ByteBuf out) {
    header().write(out);
  }
}
