package naru.wire.icmp;

import static naru.wire.icmp.IcmpType.V4_CODE_TOO_BIG;
import static naru.wire.icmp.IcmpType.V4_ECHO;
import static naru.wire.icmp.IcmpType.V4_ECHO_REPLY;
import static naru.wire.icmp.IcmpType.V4_PARAMETER_PROBLEM;
import static naru.wire.icmp.IcmpType.V4_TIME_EXCEEDED;
import static naru.wire.icmp.IcmpType.V4_UNREACHABLE;
import static naru.wire.icmp.IcmpType.V6_ECHO;
import static naru.wire.icmp.IcmpType.V6_ECHO_REPLY;
import static naru.wire.icmp.IcmpType.V6_PARAMETER_PROBLEM;
import static naru.wire.icmp.IcmpType.V6_TIME_EXCEEDED;
import static naru.wire.icmp.IcmpType.V6_TOO_BIG;
import static naru.wire.icmp.IcmpType.V6_UNREACHABLE;

import io.netty.buffer.ByteBuf;
import naru.wire.Octets;
import naru.wire.icmp.IcmpMessage.Echo;
import naru.wire.icmp.IcmpMessage.EchoReply;
import naru.wire.icmp.IcmpMessage.Other;
import naru.wire.icmp.IcmpMessage.ParameterProblem;
import naru.wire.icmp.IcmpMessage.TimeExceeded;
import naru.wire.icmp.IcmpMessage.TooBig;
import naru.wire.icmp.IcmpMessage.Unreachable;

/** Type, code and rest of each message, in both versions and both ways. */
final class IcmpCodec {
  private IcmpCodec() {}

  static IcmpMessage message(IcmpView view, ByteBuf b, boolean v4) {
    return v4 ? v4(view, b) : v6(view, b);
  }

  private static IcmpMessage v4(IcmpView view, ByteBuf b) {
    return switch (view.type()) {
      case V4_ECHO -> new Echo(view.identifier(), view.sequence(), data(view, b));
      case V4_ECHO_REPLY -> new EchoReply(view.identifier(), view.sequence(), data(view, b));
      case V4_UNREACHABLE ->
          view.code() == V4_CODE_TOO_BIG
              ? new TooBig(view.rest() & 0xffff, quotedV4(view, b))
              : new Unreachable(view.code(), quotedV4(view, b));
      case V4_TIME_EXCEEDED -> new TimeExceeded(view.code(), quotedV4(view, b));
      case V4_PARAMETER_PROBLEM ->
          new ParameterProblem(view.code(), view.rest() >>> 24, quotedV4(view, b));
      default -> new Other(view.type(), view.code(), view.rest(), data(view, b));
    };
  }

  private static IcmpMessage v6(IcmpView view, ByteBuf b) {
    return switch (view.type()) {
      case V6_ECHO -> new Echo(view.identifier(), view.sequence(), data(view, b));
      case V6_ECHO_REPLY -> new EchoReply(view.identifier(), view.sequence(), data(view, b));
      case V6_UNREACHABLE -> new Unreachable(view.code(), quotedV6(view, b));
      case V6_TOO_BIG -> new TooBig(capped(view.rest()), data(view, b));
      case V6_TIME_EXCEEDED -> new TimeExceeded(view.code(), quotedV6(view, b));
      case V6_PARAMETER_PROBLEM ->
          new ParameterProblem(view.code(), capped(view.rest()), data(view, b));
      default -> new Other(view.type(), view.code(), view.rest(), data(view, b));
    };
  }

  /** 32 bits without sign, as far as an int goes. */
  private static int capped(int bits) {
    return bits < 0 ? Integer.MAX_VALUE : bits;
  }

  private static Octets data(IcmpView view, ByteBuf b) {
    return Octets.of(b, view.payloadAt(), view.payloadLength());
  }

  /** RFC 4884 section 4.1: the second byte of the rest counts 4 bytes each. */
  private static Octets quotedV4(IcmpView view, ByteBuf b) {
    return quoted(view, b, (view.rest() >>> 16 & 0xff) * 4);
  }

  /** RFC 4884 section 4.4: the first byte of the rest counts 8 bytes each. */
  private static Octets quotedV6(IcmpView view, ByteBuf b) {
    return quoted(view, b, (view.rest() >>> 24) * 8);
  }

  private static Octets quoted(IcmpView view, ByteBuf b, int announced) {
    Octets all = data(view, b);
    return announced == 0 ? all : all.first(announced);
  }

  static void write(IcmpMessage message, ByteBuf out, boolean v4) {
    switch (message) {
      case Echo(int id, int sequence, Octets data) ->
          write(out, v4 ? V4_ECHO : V6_ECHO, 0, id << 16 | sequence, data);
      case EchoReply(int id, int sequence, Octets data) ->
          write(out, v4 ? V4_ECHO_REPLY : V6_ECHO_REPLY, 0, id << 16 | sequence, data);
      case Unreachable(int code, Octets quoted) ->
          write(out, v4 ? V4_UNREACHABLE : V6_UNREACHABLE, code, 0, quoted);
      case TooBig(int mtu, Octets quoted) ->
          write(
              out,
              v4 ? V4_UNREACHABLE : V6_TOO_BIG,
              v4 ? V4_CODE_TOO_BIG : 0,
              v4 ? Math.min(mtu, 0xffff) : mtu,
              quoted);
      case TimeExceeded(int code, Octets quoted) ->
          write(out, v4 ? V4_TIME_EXCEEDED : V6_TIME_EXCEEDED, code, 0, quoted);
      case ParameterProblem(int code, int pointer, Octets quoted) ->
          write(
              out,
              v4 ? V4_PARAMETER_PROBLEM : V6_PARAMETER_PROBLEM,
              code,
              v4 ? pointer << 24 : pointer,
              quoted);
      case Other(int type, int code, int rest, Octets data) -> write(out, type, code, rest, data);
    }
  }

  private static void write(ByteBuf out, int type, int code, int rest, Octets data) {
    out.writeByte(type).writeByte(code).writeShort(0).writeInt(rest);
    data.writeTo(out);
  }
}
