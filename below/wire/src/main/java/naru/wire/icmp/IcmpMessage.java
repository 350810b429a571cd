package naru.wire.icmp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;

/**
 * An ICMP message of either version as a value. The common diagram is at {@link IcmpView}.
 *
 * <pre>
 *               IPv4 (RFC 792, 1191)      IPv6 (RFC 4443)
 * Echo          type 8                    type 128
 * EchoReply     type 0                    type 129
 * Unreachable   type 3, code but 4        type 1
 * TooBig        type 3, code 4            type 2
 * TimeExceeded  type 11                   type 3
 * ParameterProblem  type 12               type 4
 * </pre>
 *
 * The checksum is no part of the value: emitting makes it, {@link IcmpView#checksumOk} verifies it.
 * A quoted packet ends where RFC 4884's length says, if it says so; what it adds behind is left
 * out. A message of any other type is {@link Other}.
 */
public sealed interface IcmpMessage {
  /** The other side is asked to send {@code data} back. */
  record Echo(int identifier, int sequence, Octets data) implements IcmpMessage {
    public Echo {
      Bounds.field("identifier", identifier, 0xffff);
      Bounds.field("sequence", sequence, 0xffff);
    }

    /** The answer that is owed. */
    public EchoReply reply() {
      return new EchoReply(identifier, sequence, data);
    }
  }

  /** The answer to an {@link Echo}. */
  record EchoReply(int identifier, int sequence, Octets data) implements IcmpMessage {
    public EchoReply {
      Bounds.field("identifier", identifier, 0xffff);
      Bounds.field("sequence", sequence, 0xffff);
    }
  }

  /**
   * A packet cannot be delivered.
   *
   * @param code the version's own
   */
  record Unreachable(int code, Octets quoted) implements IcmpMessage {
    public Unreachable {
      Bounds.field("code", code, 0xff);
    }
  }

  /**
   * A packet is larger than the next link takes and must not be cut.
   *
   * @param mtu bytes; of IPv4 at most 65535, and 0 from a router older than RFC 1191
   */
  record TooBig(int mtu, Octets quoted) implements IcmpMessage {
    public TooBig {
      Bounds.field("mtu", mtu, Integer.MAX_VALUE);
    }
  }

  /**
   * A packet went too long.
   *
   * @param code 0 hop limit exceeded, 1 fragment reassembly time exceeded
   */
  record TimeExceeded(int code, Octets quoted) implements IcmpMessage {
    public TimeExceeded {
      Bounds.field("code", code, 0xff);
    }
  }

  /**
   * A packet's header cannot be understood.
   *
   * @param pointer offset in the quoted packet; of IPv4 at most 255
   */
  record ParameterProblem(int code, int pointer, Octets quoted) implements IcmpMessage {
    public ParameterProblem {
      Bounds.field("code", code, 0xff);
      Bounds.field("pointer", pointer, Integer.MAX_VALUE);
    }
  }

  /**
   * Any other.
   *
   * @param rest bytes 4 to 7
   * @param data what stands behind
   */
  record Other(int type, int code, int rest, Octets data) implements IcmpMessage {
    public Other {
      Bounds.field("type", type, 0xff);
      Bounds.field("code", code, 0xff);
    }
  }

  /** The message at {@code at}; empty if it is shorter than its header. No checksum is verified. */
  static Optional<IcmpMessage> parse(ByteBuf b, int at, int length, boolean v4) {
    IcmpView view = new IcmpView();
    return view.read(b, at, length)
        ? Optional.of(IcmpCodec.message(view, b, v4))
        : Optional.empty();
  }

  /** Appends the message, in the version of the addresses, with its checksum. */
  default void emit(ByteBuf out, IpAddress source, IpAddress destination) {
    int at = out.writerIndex();
    boolean v4 = source.isV4();
    IcmpCodec.write(this, out, v4);
    int length = out.writerIndex() - at;
    int sum = Checksum.sum(out, at, length);
    if (!v4) {
      int pseudo =
          Checksum.pseudo(
              source.high(),
              source.low(),
              destination.high(),
              destination.low(),
              IpProtocol.ICMPV6,
              length);
      sum = Checksum.add(pseudo, sum);
    }
    out.setShort(at + IcmpWriter.CHECKSUM_OFFSET, Checksum.finish(sum));
  }
}
