package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Octets;
import naru.wire.ip.Ipv6Extension.Fragment;
import naru.wire.ip.Ipv6Extension.Options;
import naru.wire.ip.Ipv6Extension.Routing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8200 section 4, as {@link IpView} holds it. */
class ExtensionHeadersTest {
  private static final IpAddress A = IpAddress.parse("2001:db8::1");
  private static final IpAddress B = IpAddress.parse("2001:db8::2");
  private static final IpAddress GROUP = IpAddress.parse("ff02::1");

  private final IpView view = new IpView();

  private boolean read(IpAddress to, int payload, Ipv6Extension... extensions) {
    ByteBuf b = Unpooled.buffer().writeZero(7);
    ByteBuf behind = Unpooled.buffer();
    for (Ipv6Extension e : extensions) {
      e.emit(behind);
    }
    int first = extensions.length == 0 ? 6 : extensions[0].number();
    Ipv6Header.of(A, to, first, behind.readableBytes() + payload).emit(b);
    b.writeBytes(behind).writeZero(payload);
    return view.read(b, 7, b.writerIndex() - 7);
  }

  private static Options options(boolean hopByHop, int next, int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return Options.padded(hopByHop, next, all);
  }

  private void assertReport(IpProblem problem, int code, int pointer) {
    assertThat(view.problem()).isEqualTo(problem);
    assertThat(view.hasProblemToReport()).isTrue();
    assertThat(view.problemCode()).isEqualTo(code);
    assertThat(view.problemPointer()).isEqualTo(pointer);
    assertThat(view.source()).isEqualTo(A);
  }

  @Test
  void aChainIsWalkedToTheUpperLayer() {
    boolean ok =
        read(
            B,
            20,
            options(true, 60, 5, 2, 0, 0), // router alert
            options(false, 43),
            new Routing(60, 2, 0, Octets.ofHex("0000000020010db8000000000000000000000003")),
            options(false, 6, 0x1e, 3, 1, 2, 3));
    assertThat(ok).isTrue();
    assertThat(view.protocol()).isEqualTo(IpProtocol.TCP);
    assertThat(view.headerLength()).isEqualTo(40 + 8 + 8 + 24 + 8);
    assertThat(view.payloadAt()).isEqualTo(7 + 88);
    assertThat(view.payloadLength()).isEqualTo(20);
    assertThat(view.protocolPointer()).isEqualTo(80);
    assertThat(view.isFragment()).isFalse();
  }

  @Test
  void noNextHeaderEndsThePacket() {
    assertThat(read(B, 3, options(false, 59))).isTrue();
    assertThat(view.protocol()).isEqualTo(IpProtocol.NO_NEXT);
  }

  @Test
  void section4_1_hopByHopStandsFirstOnly() {
    assertThat(read(B, 20, options(false, 0), options(true, 6))).isFalse();
    assertReport(IpProblem.EXTENSION_PLACE, 1, 40);
  }

  @ParameterizedTest
  @CsvSource({"04, skip", "44, drop", "84, report", "c4, unicast"})
  void section4_2_theTwoHighestBitsOfAnOptionDecide(String type, String action) {
    int number = Integer.parseInt(type, 16);
    boolean skip = action.equals("skip");
    boolean told = action.equals("report") || action.equals("unicast");
    Options options = options(false, 6, 1, 1, 0, number, 0);
    assertThat(read(B, 20, options)).isEqualTo(skip);
    assertThat(view.hasProblemToReport()).isEqualTo(told);
    if (told) {
      assertReport(IpProblem.OPTION, 2, 40 + 2 + 3);
    }
    assertThat(read(GROUP, 20, options)).isEqualTo(skip);
    assertThat(view.hasProblemToReport()).isEqualTo(action.equals("report"));
  }

  @Test
  void section4_2_anOptionThatLeavesItsHeader() {
    assertThat(read(B, 20, new Options(false, 6, Octets.ofHex("1e0500000000")))).isFalse();
    assertThat(view.problem()).isEqualTo(IpProblem.EXTENSION_CUT);
    assertThat(view.hasProblemToReport()).isFalse();
    assertThat(read(B, 20, new Options(false, 6, Octets.ofHex("0000000000 1e")))).isFalse();
    assertThat(read(B, 20, new Options(false, 6, Octets.ofHex("000000000000")))).isTrue();
  }

  @Test
  void section4_4_routingOfUnknownTypeWithSegmentsLeft() {
    Octets data = Octets.ofHex("00000000");
    assertThat(read(B, 20, new Routing(6, 253, 0, data))).isTrue();
    assertThat(read(B, 20, options(true, 43), new Routing(6, 0, 1, data))).isFalse();
    assertReport(IpProblem.ROUTING, 0, 40 + 8 + 2);
  }

  @Test
  void section4_5_aFragment() {
    assertThat(read(B, 1232, options(true, 44), new Fragment(17, 2464, true, -2))).isTrue();
    assertThat(view.isFragment()).isTrue();
    assertThat(view.moreFragments()).isTrue();
    assertThat(view.fragmentOffset()).isEqualTo(2464);
    assertThat(view.identification()).isEqualTo(0xffff_fffeL);
    assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(view.unfragmentableLength()).isEqualTo(48);
    assertThat(view.fragmentHeaderAt()).isEqualTo(7 + 48);
    assertThat(view.fragmentNamedAt()).isEqualTo(7 + 40);
    assertThat(view.headerLength()).isEqualTo(56);
    assertThat(view.payloadLength()).isEqualTo(1232);
  }

  @Test
  void section4_5_aFragmentWithMoreBehindIsAMultipleOf8() {
    assertThat(read(B, 1231, new Fragment(17, 0, true, 1))).isFalse();
    assertReport(IpProblem.FRAGMENT_LENGTH, 0, 4);
    assertThat(read(B, 1231, new Fragment(17, 1232, false, 1))).isTrue();
  }

  @Test
  void section4_5_theWholeFitsInto65535Bytes() {
    assertThat(read(B, 8, new Fragment(17, 65528, false, 1))).isFalse();
    assertReport(IpProblem.FRAGMENT_OFFSET, 0, 42);
    assertThat(read(B, 7, new Fragment(17, 65528, false, 1))).isTrue();
    assertThat(read(B, 7, options(false, 44), new Fragment(17, 65528, false, 1))).isFalse();
    assertReport(IpProblem.FRAGMENT_OFFSET, 0, 50);
  }

  @Test
  void rfc6946_anAtomicFragmentIsAWholePacket() {
    assertThat(read(B, 13, new Fragment(60, 0, false, 9), options(false, 17))).isTrue();
    assertThat(view.isFragment()).isFalse();
    assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(view.payloadLength()).isEqualTo(13);
  }

  @Test
  void rfc7112_theFirstFragmentHoldsTheWholeChain() {
    assertThat(read(B, 24, new Fragment(60, 0, true, 1), options(false, 6))).isTrue();
    assertThat(read(B, 16, new Fragment(60, 0, true, 1), options(false, 6))).isFalse();
    assertReport(IpProblem.HEADER_CHAIN, 3, 0);
    assertThat(read(B, 16, new Fragment(6, 0, true, 1))).isFalse();
    assertReport(IpProblem.HEADER_CHAIN, 3, 0);
    assertThat(read(B, 24, new Fragment(6, 0, true, 1))).isTrue();
    assertThat(read(B, 0, new Fragment(60, 0, true, 1), options(false, 17))).isFalse();
    assertReport(IpProblem.HEADER_CHAIN, 3, 0);
  }

  @Test
  void anExtensionHeaderThatIsCutOff() {
    ByteBuf b = Unpooled.buffer();
    Ipv6Header.of(A, B, 60, 8).emit(b);
    b.writeByte(6).writeByte(1).writeZero(6);
    assertThat(view.read(b, 0, 48)).isFalse();
    assertThat(view.problem()).isEqualTo(IpProblem.EXTENSION_CUT);
    b.setShort(4, 7);
    assertThat(view.read(b, 0, 48)).isFalse();
    assertThat(view.problem()).isEqualTo(IpProblem.EXTENSION_CUT);
  }

  @Test
  void nothingOfTheLastPacketRemains() {
    assertThat(read(B, 1232, new Fragment(17, 2464, true, -2))).isTrue();
    assertThat(read(B, 20)).isTrue();
    assertThat(view.isFragment()).isFalse();
    assertThat(view.fragmentHeaderAt()).isEqualTo(-1);
    assertThat(view.identification()).isZero();
    assertThat(view.protocolPointer()).isEqualTo(6);
  }
}
