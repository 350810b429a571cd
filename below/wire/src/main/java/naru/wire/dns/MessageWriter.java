package naru.wire.dns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.wire.Octets;

/**
 * Writes a message. Names are compressed against earlier ones of the same case (RFC 1035 section
 * 4.1.4), in record data only where RFC 3597 section 4 allows it.
 */
final class MessageWriter {
  /** A pointer has 14 bits. */
  private static final int POINTER_LIMIT = 0x4000;

  private final Map<String, Integer> written = new HashMap<>();
  private byte[] bytes = new byte[512];
  private int at;
  private int[] ttls = new int[8];
  private int ttlCount;

  private MessageWriter() {}

  static Optional<WireImage> write(Message m) {
    MessageWriter w = new MessageWriter();
    w.u16(m.header().id());
    w.u16(m.header().flags());
    w.u16(m.questions().size());
    w.u16(m.answers().size());
    w.u16(m.authorities().size());
    w.u16(m.additionals().size() + (m.edns().isPresent() ? 1 : 0));
    for (Question q : m.questions()) {
      w.name(q.name(), true);
      w.u16(q.type().code());
      w.u16(q.dnsClass());
    }
    int questionEnd = w.at;
    boolean fits =
        w.records(m.answers()) && w.records(m.authorities()) && w.records(m.additionals());
    m.edns().ifPresent(w::opt);
    if (!fits || w.at > Message.MAX_BYTES) {
      return Optional.empty();
    }
    byte[] out = Arrays.copyOf(w.bytes, w.at);
    return Optional.of(new WireImage(out, Arrays.copyOf(w.ttls, w.ttlCount), questionEnd));
  }

  /** Stops early once the message is too long, so that the work stays bounded. */
  private boolean records(List<ResourceRecord> records) {
    for (ResourceRecord r : records) {
      record(r);
      if (at > Message.MAX_BYTES) {
        return false;
      }
    }
    return records.size() <= 0xffff;
  }

  private void record(ResourceRecord r) {
    name(r.name(), true);
    u16(r.type().code());
    u16(r.dnsClass());
    if (ttlCount == ttls.length) {
      ttls = Arrays.copyOf(ttls, ttlCount * 2);
    }
    ttls[ttlCount++] = at;
    u32(r.ttlSeconds());
    u16(0);
    int dataStart = at;
    data(r.data());
    Big.put16(bytes, dataStart - 2, at - dataStart);
  }

  private void opt(Edns edns) {
    u8(0);
    u16(Type.OPT.code());
    u16(edns.udpPayloadBytes());
    u8(edns.extendedRcode());
    u8(edns.version());
    u16(edns.flags());
    u16(0);
    int dataStart = at;
    for (EdnsOption o : edns.options()) {
      u16(o.code());
      u16(o.data().length());
      octets(o.data());
    }
    Big.put16(bytes, dataStart - 2, at - dataStart);
  }

  private void data(Rdata data) {
    switch (data) {
      case Rdata.A a -> octets(Octets.of(a.address().getAddress()));
      case Rdata.Aaaa a -> octets(Octets.of(a.address().getAddress()));
      case Rdata.Cname c -> name(c.target(), true);
      case Rdata.Ns n -> name(n.server(), true);
      case Rdata.Ptr p -> name(p.target(), true);
      case Rdata.Soa s -> soa(s);
      case Rdata.Mx m -> {
        u16(m.preference());
        name(m.exchange(), true);
      }
      case Rdata.Txt t ->
          t.strings()
              .forEach(
                  s -> {
                    u8(s.length());
                    octets(s);
                  });
      case Rdata.Srv s -> {
        u16(s.priority());
        u16(s.weight());
        u16(s.port());
        name(s.target(), false);
      }
      case Rdata.Caa c -> {
        byte[] tag = c.tag().getBytes(StandardCharsets.ISO_8859_1);
        u8(c.flags());
        u8(tag.length);
        octets(Octets.of(tag));
        octets(c.value());
      }
      case Rdata.Opaque o -> octets(o.data());
    }
  }

  private void soa(Rdata.Soa s) {
    name(s.server(), true);
    name(s.mailbox(), true);
    u32(s.serial());
    u32(s.refresh());
    u32(s.retry());
    u32(s.expire());
    u32(s.minimum());
  }

  private void name(Name name, boolean compress) {
    byte[] wire = name.toWire();
    String text = new String(wire, StandardCharsets.ISO_8859_1);
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      String suffix = text.substring(i);
      Integer seen = compress ? written.get(suffix) : null;
      if (seen != null) {
        u16(0xc000 | seen);
        return;
      }
      if (at < POINTER_LIMIT) {
        written.putIfAbsent(suffix, at);
      }
      room(wire[i] + 1);
      System.arraycopy(wire, i, bytes, at, wire[i] + 1);
      at += wire[i] + 1;
    }
    u8(0);
  }

  private void octets(Octets o) {
    room(o.length());
    o.copyTo(bytes, at);
    at += o.length();
  }

  private void u8(int v) {
    room(1);
    bytes[at++] = (byte) v;
  }

  private void u16(int v) {
    room(2);
    Big.put16(bytes, at, v);
    at += 2;
  }

  private void u32(long v) {
    room(4);
    Big.put32(bytes, at, v);
    at += 4;
  }

  private void room(int count) {
    if (bytes.length - at < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + count));
    }
  }
}
