package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import naru.testkit.Seeds;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SegmenterTest {
  private final List<ByteBuf> packets = new ArrayList<>();
  private final Segmenter segmenter = new Segmenter();

  @AfterEach
  void release() {
    packets.forEach(ByteBuf::release);
    packets.clear();
  }

  @Test
  void cutsTextAtTheSizeAndCountsSequenceAndIdentificationOn() {
    cut(Frames.v4().tcp(2500, 1000));
    assertThat(packets).hasSize(3);
    int[] lengths = {1000, 1000, 500};
    for (int i = 0; i < 3; i++) {
      TcpView tcp = Frames.tcpOf(packets.get(i));
      IpView ip = Frames.ip(packets.get(i));
      assertThat(tcp.textLength()).isEqualTo(lengths[i]);
      assertThat(tcp.sequence()).isEqualTo(-1000 + 1000 * i); // over the wrap
      assertThat(ip.identification()).isEqualTo(65_534 + i & 0xffff);
      assertThat(tcp.timestampValue()).isEqualTo(11);
      assertThat(VnetHeader.flags(packets.get(i), 0)).isZero();
      assertThat(Segmenter.isSuper(packets.get(i))).isFalse();
    }
  }

  @Test
  void finAndPushStandOnTheLastAndCwrOnTheFirst() {
    int flags = TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN | TcpFlags.CWR | TcpFlags.ECE;
    cut(Frames.v6().flags(flags).ecn(2).tcp(3000, 1000));
    assertThat(packets.stream().map(p -> TcpFlags.text(Frames.tcpOf(p).flags())))
        .containsExactly("ACK,ECE,CWR", "ACK,ECE", "FIN,PSH,ACK,ECE");
    assertThat(packets).allMatch(p -> Frames.ip(p).ecn() == 2);
  }

  @Test
  void cutsATrainOfDatagrams() {
    for (Frames frames : List.of(Frames.v4(), Frames.v6())) {
      cut(frames.udp(2100, 700));
      assertThat(packets.stream().map(p -> Frames.udpOf(p).payloadLength()))
          .containsExactly(700, 700, 700);
      release();
    }
  }

  @Test
  void whatIsNoneIsLeftToTheCaller() {
    refused(Frames.v4().tcp(100, 1000), 1500);
    refused(Frames.v4().tcp(3000, 1460), 1500); // with 12 bytes of options it is too large
    ByteBuf wrongVersion = Frames.v4().tcp(3000, 1000);
    wrongVersion.setByte(1, VnetHeader.GSO_TCPV6);
    refused(wrongVersion, 1500);
    ByteBuf short_ = Frames.v4().tcp(3000, 1000);
    refused(short_.writerIndex(40), 1500);
    ByteBuf onlyVirtio = Frames.v4().tcp(3000, 1000);
    refused(onlyVirtio.writerIndex(VnetHeader.BYTES), 1500);
  }

  /** Whatever is cut has right checksums, fits, and merged again is what it was, byte for byte. */
  @Test
  void mergingIsTheInverse() {
    Seeds.each(
        60,
        seeds -> {
          RandomGenerator random = seeds.generator("frames");
          Frames frames = random.nextBoolean() ? Frames.v4() : Frames.v6();
          int last = random.nextBoolean() ? TcpFlags.PSH : 0;
          int first = random.nextBoolean() ? TcpFlags.CWR : 0;
          int size = 1 + random.nextInt(1400);
          int text = size + 1 + random.nextInt(Math.min(15 * size, 60_000));
          ByteBuf frame = frames.flags(TcpFlags.ACK | last | first).tcp(text, size);
          byte[] original = ByteBufUtil.getBytes(frame);
          cut(frame);
          assertThat(packets).hasSize(Math.ceilDiv(text, size));
          packets.forEach(Frames::tcpOf);
          List<ByteBuf> merged = merged();
          assertThat(merged).hasSize(1);
          assertThat(ByteBufUtil.getBytes(merged.getFirst())).isEqualTo(original);
          packets.clear();
          merged.forEach(ByteBuf::release);
        });
  }

  private List<ByteBuf> merged() {
    List<ByteBuf> merged = new ArrayList<>();
    Merger merger = new Merger(merged::add);
    packets.forEach(merger::add);
    assertThat(merged).isEmpty();
    merger.flush();
    return merged;
  }

  private void cut(ByteBuf frame) {
    assertThat(segmenter.cut(frame, 1500, packets::add)).isTrue();
    assertThat(frame.refCnt()).isZero();
    assertThat(packets).allMatch(p -> Frames.packetBytes(p) <= 1500);
  }

  private void refused(ByteBuf frame, int largest) {
    assertThat(segmenter.cut(frame, largest, packets::add)).isFalse();
    assertThat(packets).isEmpty();
    assertThat(frame.release()).isTrue();
  }
}
