package naru.transport;

import java.util.ArrayList;
import java.util.List;
import naru.trace.TcpEvent;
import naru.wire.proxy.ProxyHeader;
import naru.wire.proxy.ProxyNote;

/** A PROXY header as the trace tells it. */
final class Introduction {
  private Introduction() {}

  static TcpEvent.Introduced of(ProxyHeader header) {
    return new TcpEvent.Introduced(
        header.version().word(),
        header.ends().map(e -> Addresses.text(e.source())).orElse(""),
        header.ends().map(e -> Addresses.text(e.destination())).orElse(""),
        notes(header));
  }

  private static List<String> notes(ProxyHeader header) {
    List<String> words = new ArrayList<>(header.notes().size());
    for (ProxyNote note : header.notes()) {
      words.add(
          switch (note) {
            case ProxyNote.Alpn alpn -> "alpn " + alpn.protocol();
            case ProxyNote.Authority authority -> "authority " + authority.name();
            case ProxyNote.UniqueId id -> "unique-id " + id.hex();
            case ProxyNote.Tls tls -> "tls " + tls.version() + " " + tls.cipher() + who(tls);
            case ProxyNote.Other other -> "type " + other.type();
          });
    }
    return words;
  }

  private static String who(ProxyNote.Tls tls) {
    return tls.certificate()
        ? " client " + tls.commonName() + (tls.verified() ? "" : " (not verified)")
        : "";
  }
}
