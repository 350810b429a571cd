package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import naru.wire.proxy.ProxyHeader.Ends;
import naru.wire.proxy.ProxyHeader.Transport;
import naru.wire.proxy.ProxyHeader.Version;

/**
 * Version 2 (section 2.2): binary.
 *
 * <pre>
 * signature 12 | version 4 bits, command 4 bits | family 4 bits, protocol 4 bits | length 2
 * | source address 4 or 16 | destination address 4 or 16 | source port 2 | destination port 2
 * | TLVs: type 1, length 2, value
 * </pre>
 */
final class ProxyBinary {
  static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
  static final int PREFIX = SIGNATURE.length + 4;

  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int UNIX = 3;
  private static final int UNIX_BYTES = 216;

  private ProxyBinary() {}

  /** Reads a whole header; its readable bytes are it and nothing else. */
  static ProxyHeader parse(ByteBuf whole) throws MalformedProxy {
    int start = whole.readerIndex();
    ByteBuf in = whole.slice(start + SIGNATURE.length, whole.readableBytes() - SIGNATURE.length);
    int command = in.readUnsignedByte();
    int kind = in.readUnsignedByte();
    in.skipBytes(2);
    require(command >> 4 == VERSION, "version " + (command >> 4) + " is not known");
    require((command & 15) <= PROXY, "command " + (command & 15) + " is not known");
    boolean local = (command & 15) == LOCAL;
    Transport transport = transport(kind & 15);
    Optional<Ends> ends = ends(kind >> 4, in, local);
    List<ProxyNote> notes = ProxyNotes.read(in, whole);
    return local
        ? new ProxyHeader(Version.V2, Transport.UNKNOWN, Optional.empty(), notes)
        : new ProxyHeader(Version.V2, transport, ends, notes);
  }

  private static void require(boolean holds, String why) throws MalformedProxy {
    if (!holds) {
      throw new MalformedProxy(why);
    }
  }

  private static Transport transport(int protocol) throws MalformedProxy {
    require(protocol <= 2, "transport protocol " + protocol + " is not known");
    return Transport.values()[protocol];
  }

  private static Optional<Ends> ends(int family, ByteBuf in, boolean local) throws MalformedProxy {
    require(family <= UNIX, "address family " + family + " is not known");
    if (family != IPV4 && family != IPV6) {
      int skipped = family == UNIX ? UNIX_BYTES : in.readableBytes();
      require(in.readableBytes() >= skipped, "the addresses are cut");
      in.skipBytes(skipped);
      return Optional.empty();
    }
    int bytes = family == IPV4 ? 4 : 16;
    if (local && in.readableBytes() < 2 * bytes + 4) { // they are not to be looked at
      in.skipBytes(in.readableBytes());
      return Optional.empty();
    }
    require(in.readableBytes() >= 2 * bytes + 4, "the addresses are cut");
    InetAddress source = address(in, bytes);
    InetAddress destination = address(in, bytes);
    int from = in.readUnsignedShort();
    int to = in.readUnsignedShort();
    if (local) {
      return Optional.empty();
    }
    return Optional.of(
        new Ends(new InetSocketAddress(source, from), new InetSocketAddress(destination, to)));
  }

  /** An IPv4-mapped one is IPv4 to this platform. */
  private static InetAddress address(ByteBuf in, int bytes) {
    byte[] raw = new byte[bytes];
    in.readBytes(raw);
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address has 4 or 16 bytes", impossible);
    }
  }

  static void write(ProxyHeader header, ByteBuf out) {
    int start = out.writerIndex();
    out.writeBytes(SIGNATURE).writeByte(VERSION << 4 | PROXY);
    Optional<Ends> ends = header.ends();
    out.writeByte(ends.map(e -> kind(header.transport(), e)).orElse(0)).writeShort(0);
    ends.ifPresent(
        e -> {
          address(e.source().getAddress(), e.isV4(), out);
          address(e.destination().getAddress(), e.isV4(), out);
          out.writeShort(e.source().getPort()).writeShort(e.destination().getPort());
        });
    header.notes().forEach(note -> ProxyNotes.write(note, out));
    int checksum = ProxyNotes.emptyChecksum(out);
    out.setShort(start + PREFIX - 2, out.writerIndex() - start - PREFIX);
    out.setInt(checksum, checksum(out, start));
  }

  private static int kind(Transport transport, Ends ends) {
    return (ends.isV4() ? IPV4 : IPV6) << 4 | transport.ordinal();
  }

  private static void address(InetAddress address, boolean v4, ByteBuf out) {
    if (!v4 && address instanceof Inet4Address) {
      out.writeZero(10).writeShort(0xffff);
    }
    out.writeBytes(address.getAddress());
  }

  /** CRC32C (RFC 9260 appendix A) of what was written since {@code start}. */
  static int checksum(ByteBuf bytes, int start) {
    CRC32C crc = new CRC32C();
    for (int i = start; i < bytes.writerIndex(); i++) {
      crc.update(bytes.getByte(i));
    }
    return (int) crc.getValue();
  }
}
