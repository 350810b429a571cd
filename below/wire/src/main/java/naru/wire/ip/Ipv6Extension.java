package naru.wire.ip;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;

/**
 * An extension header of IPv6 as a value, for tools and tests. RFC 8200 section 4. The diagrams are
 * at {@code ExtensionChain}, which walks over them on the hot path.
 */
public sealed interface Ipv6Extension {
  /** The protocol number of this header. */
  int number();

  /** The protocol number of what stands behind it. */
  int nextHeader();

  /** Appends the header. */
  void emit(ByteBuf out);

  /**
   * Hop-by-hop or destination options; padding is an option too. Sections 4.3 and 4.6.
   *
   * @param hopByHop which of the two
   * @param options the coded options, 8n + 6 bytes
   */
  record Options(boolean hopByHop, int nextHeader, Octets options) implements Ipv6Extension {
    public Options {
      Bounds.field("next header", nextHeader, 0xff);
      Bounds.field("options", options.length(), 256 * 8 - 2);
      eights(options.length() + 2);
    }

    /** With padding behind the options, up to a multiple of 8 (section 4.2). */
    public static Options padded(boolean hopByHop, int nextHeader, byte... options) {
      int padding = -(options.length + 2) & 7;
      byte[] all = Arrays.copyOf(options, options.length + padding);
      if (padding > 1) {
        all[options.length] = 1;
        all[options.length + 1] = (byte) (padding - 2);
      }
      return new Options(hopByHop, nextHeader, Octets.of(all));
    }

    @Override
    public int number() {
      return hopByHop ? IpProtocol.HOP_BY_HOP : IpProtocol.DESTINATION;
    }

    @Override
    public void emit(ByteBuf out) {
      out.writeByte(nextHeader).writeByte((options.length() + 2) / 8 - 1);
      options.writeTo(out);
    }
  }

  /**
   * A routing header. Section 4.4.
   *
   * @param data type-specific, 8n + 4 bytes
   */
  record Routing(int nextHeader, int type, int segmentsLeft, Octets data) implements Ipv6Extension {
    public Routing {
      Bounds.field("next header", nextHeader, 0xff);
      Bounds.field("routing type", type, 0xff);
      Bounds.field("segments left", segmentsLeft, 0xff);
      Bounds.field("data", data.length(), 256 * 8 - 4);
      eights(data.length() + 4);
    }

    @Override
    public int number() {
      return IpProtocol.ROUTING;
    }

    @Override
    public void emit(ByteBuf out) {
      out.writeByte(nextHeader).writeByte((data.length() + 4) / 8 - 1);
      out.writeByte(type).writeByte(segmentsLeft);
      data.writeTo(out);
    }
  }

  /**
   * A fragment header. Section 4.5.
   *
   * @param offset bytes, a multiple of 8
   * @param identification all 32 bits
   */
  record Fragment(int nextHeader, int offset, boolean moreFragments, int identification)
      implements Ipv6Extension {
    public Fragment {
      Bounds.field("next header", nextHeader, 0xff);
      Bounds.field("offset", offset, 0xfff8);
      eights(offset);
    }

    @Override
    public int number() {
      return IpProtocol.FRAGMENT;
    }

    @Override
    public void emit(ByteBuf out) {
      out.writeByte(nextHeader).writeByte(0).writeShort(offset | (moreFragments ? 1 : 0));
      out.writeInt(identification);
    }
  }

  /**
   * The extension headers from {@code at} on, up to the first header that is none; behind a
   * fragment header nothing more is read. Empty if they do not fit.
   *
   * @param number what stands at {@code at}
   */
  static Optional<List<Ipv6Extension>> parse(int number, ByteBuf b, int at, int length) {
    List<Ipv6Extension> all = new ArrayList<>();
    int next = number;
    int i = at;
    while (IpProtocol.isExtension(next)) {
      int left = at + length - i;
      int bytes = left < 8 ? 8 : next == IpProtocol.FRAGMENT ? 8 : 8 + 8 * b.getUnsignedByte(i + 1);
      if (bytes > left) {
        return Optional.empty();
      }
      Ipv6Extension one = one(next, b, i, bytes);
      all.add(one);
      i += bytes;
      next = one instanceof Fragment ? IpProtocol.NO_NEXT : one.nextHeader();
    }
    return Optional.of(List.copyOf(all));
  }

  private static Ipv6Extension one(int number, ByteBuf b, int at, int bytes) {
    int next = b.getUnsignedByte(at);
    return switch (number) {
      case IpProtocol.FRAGMENT -> {
        int fragment = b.getUnsignedShort(at + 2);
        yield new Fragment(next, fragment & 0xfff8, (fragment & 1) != 0, b.getInt(at + 4));
      }
      case IpProtocol.ROUTING ->
          new Routing(
              next,
              b.getUnsignedByte(at + 2),
              b.getUnsignedByte(at + 3),
              Octets.of(b, at + 4, bytes - 4));
      default ->
          new Options(number == IpProtocol.HOP_BY_HOP, next, Octets.of(b, at + 2, bytes - 2));
    };
  }

  private static void eights(int bytes) {
    if ((bytes & 7) != 0) {
      throw new IllegalArgumentException(bytes + " bytes are no multiple of 8");
    }
  }
}
