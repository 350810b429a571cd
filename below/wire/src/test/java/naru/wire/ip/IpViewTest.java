package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpViewTest {
  private static final IpAddress A4 = IpAddress.parse("192.0.2.1");
  private static final IpAddress B4 = IpAddress.parse("198.51.100.7");
  private static final IpAddress A6 = IpAddress.parse("2001:db8::1");
  private static final IpAddress B6 = IpAddress.parse("2001:db8::2");

  private final IpView view = new IpView();

  private static ByteBuf v4(Ipv4Header header) {
    ByteBuf b = Unpooled.buffer().writeZero(10);
    header.emit(b);
    return b.writeZero(header.payloadLength());
  }

  private boolean read(ByteBuf b) {
    return view.read(b, 10, b.writerIndex() - 10);
  }

  @Test
  void allFieldsOfV4() {
    Octets options = Octets.ofHex("01010100");
    assertThat(read(v4(new Ipv4Header(0xb9, 77, true, false, 0, 9, 6, A4, B4, options, 33))))
        .isTrue();
    assertThat(view.v4()).isTrue();
    assertThat(view.source()).isEqualTo(A4);
    assertThat(view.destination()).isEqualTo(B4);
    assertThat(view.protocol()).isEqualTo(IpProtocol.TCP);
    assertThat(view.headerAt()).isEqualTo(10);
    assertThat(view.headerLength()).isEqualTo(24);
    assertThat(view.payloadAt()).isEqualTo(34);
    assertThat(view.payloadLength()).isEqualTo(33);
    assertThat(view.totalLength()).isEqualTo(57);
    assertThat(view.hopLimit()).isEqualTo(9);
    assertThat(view.trafficClass()).isEqualTo(0xb9);
    assertThat(view.ecn()).isEqualTo(1);
    assertThat(view.dontFragment()).isTrue();
    assertThat(view.isFragment()).isFalse();
    assertThat(view.identification()).isEqualTo(77);
    assertThat(view.fragmentHeaderAt()).isEqualTo(-1);
    assertThat(view.unfragmentableLength()).isEqualTo(24);
    assertThat(view.problem()).isEqualTo(IpProblem.NONE);
  }

  @Test
  void allFieldsOfV6() {
    ByteBuf b = Unpooled.buffer().writeZero(10);
    new Ipv6Header(0xb9, 0xabcde, 5, 17, 3, A6, B6).emit(b);
    assertThat(read(b.writeZero(5))).isTrue();
    assertThat(view.v4()).isFalse();
    assertThat(view.source()).isEqualTo(A6);
    assertThat(view.destination()).isEqualTo(B6);
    assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(view.protocolPointer()).isEqualTo(6);
    assertThat(view.headerLength()).isEqualTo(40);
    assertThat(view.payloadLength()).isEqualTo(5);
    assertThat(view.hopLimit()).isEqualTo(3);
    assertThat(view.trafficClass()).isEqualTo(0xb9);
    assertThat(view.flowLabel()).isEqualTo(0xabcde);
    assertThat(view.dontFragment()).isTrue();
    assertThat(view.identification()).isZero();
  }

  @Test
  void aMappedAddressInAnIpv6HeaderIsRefused() {
    for (int address : new int[] {8, 24}) {
      ByteBuf b = Unpooled.buffer().writeZero(10);
      Ipv6Header.of(A6, B6, 17, 8).emit(b);
      b.writeZero(8).setLong(10 + address, B4.high()).setLong(18 + address, B4.low());
      assertThat(read(b)).isFalse();
      assertThat(view.problem()).isEqualTo(IpProblem.MAPPED_ADDRESS);
      assertThat(Ipv6Header.parse(b, 10, 48)).isEmpty();
    }
  }

  @Test
  void fragmentsOfV4() {
    Ipv4Header one = new Ipv4Header(0, 5, false, true, 1480, 64, 17, A4, B4, Octets.EMPTY, 1480);
    assertThat(read(v4(one))).isTrue();
    assertThat(view.isFragment()).isTrue();
    assertThat(view.moreFragments()).isTrue();
    assertThat(view.fragmentOffset()).isEqualTo(1480);
  }

  @Test
  void paddingBehindThePacketIsLeftOut() {
    ByteBuf b = v4(Ipv4Header.of(A4, B4, 6, 4)).writeZero(18);
    assertThat(read(b)).isTrue();
    assertThat(view.payloadLength()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 55, VERSION", // version 5
    "0, 44, HEADER_LENGTH",
    "0, 4f, TOTAL_LENGTH", // header longer than the packet
    "3, 13, TOTAL_LENGTH", // 19 bytes in all
    "3, ff, TOTAL_LENGTH",
    "8, 41, HEADER_CHECKSUM",
  })
  void brokenHeadersOfV4(int at, String value, IpProblem problem) {
    ByteBuf b = v4(Ipv4Header.of(A4, B4, 6, 4));
    b.setByte(10 + at, Integer.parseInt(value, 16));
    assertThat(read(b)).isFalse();
    assertThat(view.problem()).isEqualTo(problem);
    assertThat(view.hasProblemToReport()).isFalse();
  }

  @Test
  void aTrustedHeaderIsNotSummed() {
    ByteBuf b = v4(Ipv4Header.of(A4, B4, 6, 4));
    b.setShort(20, 0);
    assertThat(view.read(b, 10, 24, false)).isFalse();
    assertThat(view.read(b, 10, 24, true)).isTrue();
  }

  @Test
  void fragmentsThatCannotBe() {
    assertThat(read(v4(new Ipv4Header(0, 5, false, true, 0, 64, 17, A4, B4, Octets.EMPTY, 12))))
        .isFalse();
    assertThat(view.problem()).isEqualTo(IpProblem.FRAGMENT_LENGTH);
    Ipv4Header far = new Ipv4Header(0, 5, false, false, 65528, 64, 17, A4, B4, Octets.EMPTY, 8);
    assertThat(read(v4(far))).isFalse();
    assertThat(view.problem()).isEqualTo(IpProblem.FRAGMENT_OFFSET);
  }

  @Test
  void noPrefixOfAPacketIsOne() {
    ByteBuf four = v4(Ipv4Header.of(A4, B4, 6, 4));
    ByteBuf six = Unpooled.buffer();
    Ipv6Header.of(A6, B6, 6, 4).emit(six);
    six.writeZero(4);
    for (int length = 0; length < 24; length++) {
      assertThat(view.read(four, 10, length)).isFalse();
    }
    for (int length = 0; length < 44; length++) {
      assertThat(view.read(six, 0, length)).isFalse();
    }
    assertThat(view.read(six, 0, 44)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "01010100, false",
    "8307040a0000010000, true",
    "01890704, true",
    "0001 8304, false", // behind the end
    "0700, false", // a length that cannot be
    "44ff, false",
  })
  void sourceRoutes(String options, boolean routed) {
    byte[] padded = java.util.Arrays.copyOf(Octets.ofHex(options).toArray(), 12);
    Ipv4Header header = new Ipv4Header(0, 0, true, false, 0, 64, 6, A4, B4, Octets.of(padded), 4);
    ByteBuf b = v4(header);
    assertThat(read(b)).isTrue();
    assertThat(Ipv4Options.sourceRouted(view, b)).isEqualTo(routed);
  }
}
