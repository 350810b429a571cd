package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import java.util.TreeSet;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A packet, and an ICMP error about its answer, go to the stack that the flow's hash names. */
final class FlowHashTest {
  private static final int SHARDS = 4;

  private static ByteBuf frame(
      IpAddress from, int fromPort, IpAddress to, int toPort, int protocol) {
    ByteBuf frame = Unpooled.buffer(VnetHeader.BYTES + 64).writeZero(VnetHeader.BYTES + 64);
    ip(frame, VnetHeader.BYTES, from, to, protocol, 20);
    ports(frame, VnetHeader.BYTES + headerBytes(from), fromPort, toPort);
    return frame;
  }

  private static int headerBytes(IpAddress of) {
    return of.isV4() ? IpHeaders.V4_BYTES : IpHeaders.V6_BYTES;
  }

  private static void ip(ByteBuf b, int at, IpAddress from, IpAddress to, int protocol, int bytes) {
    if (from.isV4()) {
      int all = IpHeaders.V4_BYTES + bytes;
      IpHeaders.writeV4(b, at, all, 0, 7, true, 64, protocol, from.v4(), to.v4());
    } else {
      IpHeaders.writeV6(
          b, at, bytes, 0, 0, 64, protocol, from.high(), from.low(), to.high(), to.low());
    }
  }

  private static void ports(ByteBuf b, int at, int source, int destination) {
    b.setShort(at, source).setShort(at + 2, destination);
  }

  /** An ICMP error to {@code sender}, whose packet to {@code target} it quotes. */
  private static ByteBuf error(IpAddress sender, int port, IpAddress target, int targetPort) {
    int header = headerBytes(sender);
    int quoted = VnetHeader.BYTES + header + 8;
    ByteBuf frame = Unpooled.buffer(quoted + 64).writeZero(quoted + header + 8);
    boolean v4 = sender.isV4();
    ip(frame, VnetHeader.BYTES, target, sender, v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6, 36);
    frame.setByte(VnetHeader.BYTES + header, v4 ? 3 : 1);
    ip(frame, quoted, sender, target, IpProtocol.UDP, 8);
    ports(frame, quoted + header, port, targetPort);
    return frame;
  }

  @ParameterizedTest
  @CsvSource({"10.77.0.2, 10.77.0.1", "fd00::2, fd00::1"})
  void theFrameTheFlowAndTheErrorAgree(String ours, String theirs) {
    IpAddress local = IpAddress.parse(ours);
    IpAddress remote = IpAddress.parse(theirs);
    TreeSet<Integer> seen = new TreeSet<>();
    for (int port = 50_000; port < 50_200; port++) {
      int shard = FlowHash.shard(SHARDS, local, port, remote, 80);
      seen.add(shard);
      assertThat(FlowHash.shard(SHARDS, frame(remote, 80, local, port, IpProtocol.TCP)))
          .isEqualTo(shard);
      assertThat(FlowHash.shard(SHARDS, frame(remote, 80, local, port, IpProtocol.UDP)))
          .isEqualTo(shard);
      assertThat(FlowHash.shard(SHARDS, error(local, port, remote, 80))).isEqualTo(shard);
    }
    assertThat(seen).containsExactly(0, 1, 2, 3);
  }

  @Test
  void fragmentsGoToTheFirst() {
    IpAddress local = IpAddress.parse("10.77.0.2");
    for (int port = 1; port < 50; port++) {
      ByteBuf first = frame(IpAddress.parse("10.77.0.1"), port, local, 53, IpProtocol.UDP);
      first.setShort(VnetHeader.BYTES + 6, 0x2000); // more fragments
      assertThat(FlowHash.shard(SHARDS, first)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 11, 20, 29, 30, 31, 37, 38, 49, 50, 58, 59, 80})
  void nonsenseGoesSomewhere(int length) {
    SplittableRandom random = new SplittableRandom(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(bytes);
      if (length > VnetHeader.BYTES && i % 2 == 0) {
        bytes[VnetHeader.BYTES] = (byte) (i % 4 == 0 ? 0x45 : 0x60);
      }
      assertThat(FlowHash.shard(SHARDS, Unpooled.wrappedBuffer(bytes))).isBetween(0, SHARDS - 1);
    }
  }
}
