package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The TLVs of version 2 on the wire. */
final class ProxyNotes {
  /** More are no header of an honest proxy. */
  static final int MOST = 32;

  private static final int ALPN = 0x01;
  private static final int AUTHORITY = 0x02;
  private static final int CRC32C = 0x03;
  private static final int NOOP = 0x04;
  private static final int UNIQUE_ID = 0x05;
  private static final int SSL = 0x20;
  private static final int SSL_VERSION = 0x21;
  private static final int SSL_CN = 0x22;
  private static final int SSL_CIPHER = 0x23;
  private static final int CLIENT_SSL = 1;
  private static final int CLIENT_CERTIFICATE = 2 | 4;

  private ProxyNotes() {}

  /**
   * Reads all that is left.
   *
   * @param whole the header, over which a checksum is made
   */
  static List<ProxyNote> read(ByteBuf in, ByteBuf whole) throws MalformedProxy {
    List<ProxyNote> notes = new ArrayList<>();
    while (in.isReadable()) {
      if (notes.size() == MOST) {
        throw new MalformedProxy("more than " + MOST + " TLVs");
      }
      int type = in.readUnsignedByte();
      ByteBuf value = value(in);
      switch (type) {
        case ALPN -> notes.add(new ProxyNote.Alpn(text(value)));
        case AUTHORITY -> notes.add(new ProxyNote.Authority(text(value)));
        case CRC32C -> verify(value, in, whole);
        case NOOP -> {}
        case UNIQUE_ID -> notes.add(uniqueId(value));
        case SSL -> notes.add(tls(value));
        default -> notes.add(new ProxyNote.Other(type, value.readableBytes()));
      }
    }
    return notes;
  }

  private static ByteBuf value(ByteBuf in) throws MalformedProxy {
    int length = in.readableBytes() < 2 ? Integer.MAX_VALUE : in.readUnsignedShort();
    if (length > in.readableBytes()) {
      throw new MalformedProxy("a TLV is cut");
    }
    return in.readSlice(length);
  }

  /** Texts go into logs and traces: what cannot be printed has no place in them. */
  private static String text(ByteBuf value) throws MalformedProxy {
    String text = value.toString(StandardCharsets.UTF_8);
    if (value.readableBytes() > 255 || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new MalformedProxy("a TLV is no text of at most 255 bytes");
    }
    return text;
  }

  /** The checksum is made with zeros in its own place: the last bytes read from {@code in}. */
  private static void verify(ByteBuf value, ByteBuf in, ByteBuf whole) throws MalformedProxy {
    if (value.readableBytes() != 4) {
      throw new MalformedProxy("a checksum of " + value.readableBytes() + " bytes");
    }
    ByteBuf copy = whole.copy();
    copy.setInt(copy.writerIndex() - in.readableBytes() - 4, 0);
    int expected = ProxyBinary.checksum(copy, 0);
    copy.release();
    if (expected != value.readInt()) {
      throw new MalformedProxy("the checksum is wrong");
    }
  }

  private static ProxyNote uniqueId(ByteBuf value) throws MalformedProxy {
    if (value.readableBytes() > ProxyNote.UniqueId.MAX_BYTES) {
      throw new MalformedProxy("a unique id of " + value.readableBytes() + " bytes");
    }
    byte[] bytes = new byte[value.readableBytes()];
    value.readBytes(bytes);
    return ProxyNote.UniqueId.of(bytes);
  }

  /** {@code client 1 | verify 4 | TLVs}: section 2.2.6. */
  private static ProxyNote tls(ByteBuf value) throws MalformedProxy {
    if (value.readableBytes() < 5) {
      throw new MalformedProxy("the TLS TLV is cut");
    }
    int client = value.readUnsignedByte();
    boolean verified = value.readInt() == 0;
    String version = "";
    String cipher = "";
    String name = "";
    while (value.isReadable()) {
      int type = value.readUnsignedByte();
      String text = text(value(value));
      switch (type) {
        case SSL_VERSION -> version = text;
        case SSL_CIPHER -> cipher = text;
        case SSL_CN -> name = text;
        default -> {}
      }
    }
    boolean certificate = (client & CLIENT_CERTIFICATE) != 0;
    return new ProxyNote.Tls(version, cipher, certificate, certificate && verified, name);
  }

  static void write(ProxyNote note, ByteBuf out) {
    switch (note) {
      case ProxyNote.Alpn alpn -> put(ALPN, bytes(alpn.protocol()), out);
      case ProxyNote.Authority authority -> put(AUTHORITY, bytes(authority.name()), out);
      case ProxyNote.UniqueId id -> put(UNIQUE_ID, HexFormat.of().parseHex(id.hex()), out);
      case ProxyNote.Tls tls -> write(tls, out);
      case ProxyNote.Other unknown -> {} // its bytes were not kept
    }
  }

  private static void write(ProxyNote.Tls tls, ByteBuf out) {
    out.writeByte(SSL);
    int length = out.writerIndex();
    out.writeShort(0).writeByte(CLIENT_SSL | (tls.certificate() ? CLIENT_CERTIFICATE : 0));
    out.writeInt(tls.verified() ? 0 : 1);
    putText(SSL_VERSION, tls.version(), out);
    putText(SSL_CN, tls.commonName(), out);
    putText(SSL_CIPHER, tls.cipher(), out);
    out.setShort(length, out.writerIndex() - length - 2);
  }

  private static void putText(int type, String text, ByteBuf out) {
    if (!text.isEmpty()) {
      put(type, bytes(text), out);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(int type, byte[] value, ByteBuf out) {
    out.writeByte(type).writeShort(value.length).writeBytes(value);
  }

  /** Room for a checksum; where it is to be put. */
  static int emptyChecksum(ByteBuf out) {
    put(CRC32C, new byte[4], out);
    return out.writerIndex() - 4;
  }
}
