package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpView;

/** A transport that writes down what it is told. */
final class Listener implements Transport {
  final List<String> heard = new ArrayList<>();
  final List<byte[]> payloads = new ArrayList<>();
  boolean acknowledges = true;

  @Override
  public void input(IpView ip, ByteBuf frame, boolean checksumTrusted, int gsoSize, long now) {
    payloads.add(ByteBufUtil.getBytes(frame, ip.payloadAt(), ip.payloadLength()));
    heard.add(
        ip.source()
            + " > "
            + ip.destination()
            + " len "
            + ip.payloadLength()
            + (checksumTrusted ? " trusted" : "")
            + (gsoSize > 0 ? " gso " + gsoSize : "")
            + (ip.ecn() > 0 ? " ecn " + ip.ecn() : ""));
  }

  @Override
  public boolean sent(
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength) {
    return acknowledges;
  }

  @Override
  public void icmpError(
      IcmpError kind,
      int mtu,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength,
      long now) {
    heard.add(
        kind
            + (mtu > 0 ? " " + mtu : "")
            + " "
            + IpAddress.text(srcHigh, srcLow)
            + " > "
            + IpAddress.text(dstHigh, dstLow)
            + " ports "
            + quoted.getUnsignedShort(transportAt)
            + " "
            + quoted.getUnsignedShort(transportAt + 2)
            + " of "
            + transportLength);
  }
}
