package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;

/** Packets for tests, as bytes, good or bad; written by hand so as not to trust what is tested. */
public final class Packets {
  private Packets() {}

  /** Bytes 0, 1, 2, ... */
  public static byte[] count(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  public static byte[] join(byte[]... parts) {
    ByteBuf all = Unpooled.buffer();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return Arrays.copyOf(all.array(), all.readableBytes());
  }

  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  public static V4 v4(String source, String destination) {
    return new V4(source, destination);
  }

  public static V6 v6(String source, String destination) {
    return new V6(source, destination);
  }

  /** An ICMP message with a right checksum; of version 6 for these addresses. */
  public static byte[] icmp6(String source, String destination, int type, int code, byte[] rest) {
    byte[] message = join(bytes(type, code, 0, 0), rest);
    IpAddress from = IpAddress.parse(source);
    IpAddress to = IpAddress.parse(destination);
    int pseudo = pseudo(from, to, IpProtocol.ICMPV6, message.length);
    return patch(message, 2, Checksum.finish(Checksum.add(pseudo, sum(message))));
  }

  public static byte[] icmp(int type, int code, byte[] rest) {
    byte[] message = join(bytes(type, code, 0, 0), rest);
    return patch(message, 2, Checksum.finish(sum(message)));
  }

  /** A datagram with a right checksum. */
  public static byte[] udp(String source, int from, String destination, int to, byte[] data) {
    int length = 8 + data.length;
    byte[] header = bytes(from >> 8, from, to >> 8, to, length >> 8, length, 0, 0);
    byte[] datagram = join(header, data);
    IpAddress a = IpAddress.parse(source);
    IpAddress b = IpAddress.parse(destination);
    int sum = Checksum.add(pseudo(a, b, IpProtocol.UDP, length), sum(datagram));
    int checksum = Checksum.finish(sum);
    return patch(datagram, 6, checksum == 0 ? 0xffff : checksum);
  }

  private static int pseudo(IpAddress from, IpAddress to, int protocol, int length) {
    return Checksum.pseudo(from.high(), from.low(), to.high(), to.low(), protocol, length);
  }

  static int sum(byte[] bytes) {
    return Checksum.sum(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }

  static byte[] patch(byte[] bytes, int at, int word) {
    bytes[at] = (byte) (word >> 8);
    bytes[at + 1] = (byte) word;
    return bytes;
  }

  /** An IPv4 packet in the making. */
  public static final class V4 {
    private final int source;
    private final int destination;
    private int id;
    private int fragment;
    private int ttl = 64;
    private int trafficClass;
    private byte[] options = {};

    private V4(String source, String destination) {
      this.source = IpAddress.parse(source).v4();
      this.destination = IpAddress.parse(destination).v4();
    }

    public V4 id(int value) {
      id = value;
      return this;
    }

    public V4 dontFragment() {
      fragment |= 0x4000;
      return this;
    }

    public V4 fragment(int offset, boolean more) {
      fragment = offset >> 3 | (more ? 0x2000 : 0);
      return this;
    }

    public V4 trafficClass(int value) {
      trafficClass = value;
      return this;
    }

    public V4 ttl(int value) {
      ttl = value;
      return this;
    }

    /** A multiple of 4 bytes. */
    public V4 options(int... values) {
      options = bytes(values);
      return this;
    }

    public byte[] of(int protocol, byte[] payload) {
      int header = IpHeaders.V4_BYTES + options.length;
      ByteBuf b = Unpooled.buffer(header);
      b.writeByte(0x40 | header / 4).writeByte(trafficClass);
      b.writeShort(header + payload.length).writeShort(id).writeShort(fragment);
      b.writeByte(ttl).writeByte(protocol).writeShort(0);
      b.writeInt(source).writeInt(destination).writeBytes(options);
      byte[] head = Arrays.copyOf(b.array(), header);
      return join(patch(head, 10, Checksum.finish(sum(head))), payload);
    }
  }

  /** An IPv6 packet in the making. */
  public static final class V6 {
    private final IpAddress source;
    private final IpAddress destination;
    private int trafficClass;
    private byte[] extensions = {};
    private int first = -1;

    private V6(String source, String destination) {
      this.source = address(source);
      this.destination = address(destination);
    }

    private static IpAddress address(String text) {
      return text.startsWith("mapped ")
          ? IpAddress.parse(text.substring(7))
          : IpAddress.parse(text);
    }

    public V6 trafficClass(int value) {
      trafficClass = value;
      return this;
    }

    /** Extension headers as they stand, of which the last names what follows. */
    public V6 extensions(int firstHeader, byte[] bytes) {
      first = firstHeader;
      extensions = bytes;
      return this;
    }

    public V6 fragment(int next, int id, int offset, boolean more) {
      int word = offset | (more ? 1 : 0);
      return extensions(
          IpProtocol.FRAGMENT, bytes(next, 0, word >> 8, word, id >> 24, id >> 16, id >> 8, id));
    }

    public byte[] of(int protocol, byte[] payload) {
      ByteBuf b = Unpooled.buffer(IpHeaders.V6_BYTES);
      b.writeInt(6 << 28 | trafficClass << 20);
      b.writeShort(extensions.length + payload.length);
      b.writeByte(first < 0 ? protocol : first).writeByte(64);
      b.writeLong(source.high()).writeLong(source.low());
      b.writeLong(destination.high()).writeLong(destination.low());
      return join(Arrays.copyOf(b.array(), IpHeaders.V6_BYTES), extensions, payload);
    }
  }
}
