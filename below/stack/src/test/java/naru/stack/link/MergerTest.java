package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import naru.wire.ip.Checksum;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MergerTest {
  private static final int TCP_AT = VnetHeader.BYTES + 20;

  private final List<ByteBuf> out = new ArrayList<>();
  private final Merger merger = new Merger(out::add);

  @AfterEach
  void release() {
    out.forEach(ByteBuf::release);
  }

  @Test
  void mergesWhatFollowsInTheFlow() {
    add(cut(Frames.v4().tcp(2500, 1000)));
    assertThat(sizes()).containsExactly(2500);
    assertThat(VnetHeader.gsoSize(out.getFirst(), 0)).isEqualTo(1000);
    assertThat(VnetHeader.gsoType(out.getFirst(), 0)).isEqualTo(VnetHeader.GSO_TCPV4);
  }

  @Test
  void aShorterOneIsTheLast() {
    List<ByteBuf> first = cut(Frames.v4().tcp(1500, 1000));
    first.addAll(cutAt(500, Frames.v4().tcp(2500, 1000)));
    add(first);
    assertThat(sizes()).containsExactly(1500, 2500);
  }

  @Test
  void pushEndsIt() {
    List<ByteBuf> first = cut(Frames.v4().flags(TcpFlags.ACK | TcpFlags.PSH).tcp(2000, 1000));
    first.addAll(cutAt(1000, Frames.v4().tcp(2000, 1000)));
    add(first);
    assertThat(sizes()).containsExactly(2000, 2000);
  }

  @Test
  void aGapIsNotClosed() {
    List<ByteBuf> segments = cut(Frames.v4().tcp(3000, 1000));
    segments.remove(1).release();
    add(segments);
    assertThat(sizes()).containsExactly(1000, 1000);
  }

  @Test
  void aMarkOnTheWayIsNotLost() {
    List<ByteBuf> segments = cut(Frames.v4().ecn(2).tcp(3000, 1000));
    assertThat(CongestionMark.mark(segments.get(1))).isTrue();
    add(segments);
    assertThat(sizes()).containsExactly(1000, 1000, 1000);
    assertThat(out.stream().map(f -> Frames.ip(f).ecn())).containsExactly(2, 3, 2);
  }

  @Test
  void anotherAcknowledgmentIsNotLost() {
    List<ByteBuf> segments = cut(Frames.v4().tcp(2000, 1000));
    ByteBuf second = segments.get(1);
    second.setInt(TCP_AT + 8, 8); // 7 before
    int checksum = second.getUnsignedShort(TCP_AT + 16);
    second.setShort(TCP_AT + 16, Checksum.update16(checksum, 7, 8));
    add(segments);
    assertThat(sizes()).containsExactly(1000, 1000);
  }

  @Test
  void aBrokenSegmentPassesAsItIs() {
    List<ByteBuf> segments = cut(Frames.v4().tcp(3000, 1000));
    ByteBuf broken = segments.get(1);
    broken.setByte(200, broken.getByte(200) ^ 4);
    ByteBuf copy = Unpooled.copiedBuffer(broken);
    add(segments);
    assertThat(sizes()).containsExactly(1000, 1000, 1000);
    assertThat(out.get(1)).isEqualTo(copy);
  }

  @Test
  void flowsAreMergedSideBySide() {
    List<ByteBuf> one = cut(Frames.v4().tcp(2000, 1000));
    List<ByteBuf> two = cut(Frames.v4().port(1001).tcp(1600, 800));
    add(List.of(one.get(0), two.get(0), one.get(1), two.get(1)));
    assertThat(sizes()).containsExactly(2000, 1600);
  }

  @Test
  void allElsePassesInOrder() {
    List<ByteBuf> segments = cut(Frames.v4().tcp(2000, 1000));
    ByteBuf pureAck = Frames.completed(Frames.v4().tcp(0, 1000));
    ByteBuf datagram = Frames.completed(Frames.v4().udp(100, 1000));
    add(List.of(segments.get(0), datagram, segments.get(1), pureAck));
    assertThat(out).hasSize(4);
    assertThat(out.get(1)).isSameAs(datagram);
    assertThat(out.get(3)).isSameAs(pureAck);
  }

  private static List<ByteBuf> cut(ByteBuf frame) {
    List<ByteBuf> packets = new ArrayList<>();
    assertThat(new Segmenter().cut(frame, 1500, packets::add)).isTrue();
    return packets;
  }

  /** The same, with the text beginning so many bytes further on. */
  private static List<ByteBuf> cutAt(int bytes, ByteBuf frame) {
    frame.setInt(TCP_AT + 4, frame.getInt(TCP_AT + 4) + bytes);
    return cut(frame);
  }

  private void add(List<ByteBuf> frames) {
    frames.forEach(merger::add);
    merger.flush();
  }

  private List<Integer> sizes() {
    return out.stream().map(f -> Frames.ip(f).payloadLength() - 32).toList();
  }
}
