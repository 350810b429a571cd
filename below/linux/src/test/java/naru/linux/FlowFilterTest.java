package naru.linux;

import static naru.linux.Packets.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The program's text, its bytes, and what it does on an interpreter of its own. */
final class FlowFilterTest {
  private final InetAddress a = ip("10.0.0.1");
  private final InetAddress b = ip("10.0.0.2");
  private final InetAddress a6 = ip("fd00::1");
  private final InetAddress b6 = ip("fd00::2");

  @Test
  void theTextOfAnIpv4Flow() {
    assertThat(FlowFilter.of(new Flow(a, 1000, b, 80), 96).text().lines())
        .containsExactly(
            "(000) ldb [0]",
            "(001) and #0xf0",
            "(002) jeq #0x40 jt +0 jf +23",
            "(003) ldb [9]",
            "(004) jeq #0x6 jt +0 jf +21",
            "(005) ldh [6]",
            "(006) jset #0x3fff jt +19 jf +0",
            "(007) ldxb 4*([0]&0xf)",
            "(008) ld [12]",
            "(009) jeq #0xa000001 jt +0 jf +7",
            "(010) ld [16]",
            "(011) jeq #0xa000002 jt +0 jf +5",
            "(012) ldh [x + 0]",
            "(013) jeq #0x3e8 jt +0 jf +3",
            "(014) ldh [x + 2]",
            "(015) jeq #0x50 jt +0 jf +1",
            "(016) ret #96",
            "(017) ld [12]",
            "(018) jeq #0xa000002 jt +0 jf +7",
            "(019) ld [16]",
            "(020) jeq #0xa000001 jt +0 jf +5",
            "(021) ldh [x + 0]",
            "(022) jeq #0x50 jt +0 jf +3",
            "(023) ldh [x + 2]",
            "(024) jeq #0x3e8 jt +0 jf +1",
            "(025) ret #96",
            "(026) ret #0");
  }

  @Test
  void theBytesOfAnInstruction() {
    byte[] bytes = FlowFilter.of(new Flow(a, 1000, b, 80), 96).bytes();
    assertThat(bytes).hasSize(27 * 8);
    assertThat(HexFormat.of().formatHex(bytes, 0, 24))
        .isEqualTo("3000000000000000" + "54000000f0000000" + "1500001740000000");
  }

  @Test
  void bothWaysOfTheFlowAndNothingElse() {
    Bpf filter = FlowFilter.of(new Flow(a, 1000, b, 80), 96);
    assertThat(run(filter, tcp(a, 1000, b, 80))).isEqualTo(96);
    assertThat(run(filter, tcp(b, 80, a, 1000))).isEqualTo(96);
    assertThat(run(filter, tcp(a, 80, b, 1000))).isZero();
    assertThat(run(filter, tcp(b, 1000, a, 80))).isZero();
    assertThat(run(filter, tcp(a, 1001, b, 80))).isZero();
    assertThat(run(filter, tcp(a, 1000, a, 80))).isZero();
    assertThat(run(filter, tcp(a6, 1000, b6, 80))).isZero();
  }

  @Test
  void otherProtocolsAndFragmentsAreNotLetThrough() {
    Bpf filter = FlowFilter.of(new Flow(a, 1000, b, 80), 96);
    byte[] udp = tcp(a, 1000, b, 80);
    udp[9] = 17;
    assertThat(run(filter, udp)).isZero();
    byte[] first = tcp(a, 1000, b, 80);
    first[6] = 0x20;
    assertThat(run(filter, first)).isZero();
    byte[] later = tcp(a, 1000, b, 80);
    later[7] = 1;
    assertThat(run(filter, later)).isZero();
    assertThat(run(filter, new byte[10])).isZero();
  }

  @Test
  void portsAreFoundBehindIpv4Options() {
    byte[] plain = tcp(a, 1000, b, 80);
    ByteBuffer options = ByteBuffer.allocate(plain.length + 8).put(plain, 0, 20);
    options.putLong(0x0101010101010101L).put(plain, 20, plain.length - 20).put(0, (byte) 0x47);
    assertThat(run(FlowFilter.of(new Flow(a, 1000, b, 80), 1), options.array())).isEqualTo(1);
  }

  @Test
  void ipv6() {
    Bpf filter = FlowFilter.of(new Flow(a6, 1000, b6, 80), 96);
    assertThat(run(filter, tcp(a6, 1000, b6, 80))).isEqualTo(96);
    assertThat(run(filter, tcp(b6, 80, a6, 1000))).isEqualTo(96);
    assertThat(run(filter, tcp(a6, 1000, b6, 81))).isZero();
    assertThat(run(filter, tcp(a6, 1000, ip("fd01::2"), 80))).isZero();
    assertThat(run(filter, tcp(a, 1000, b, 80))).isZero();
  }

  @Test
  void whatIsUnspecifiedFitsAll() {
    Bpf filter = FlowFilter.of(Flow.to(b, 80), 96);
    assertThat(run(filter, tcp(a, 1000, b, 80))).isEqualTo(96);
    assertThat(run(filter, tcp(b, 80, ip("9.9.9.9"), 5))).isEqualTo(96);
    assertThat(run(filter, tcp(a, 1000, b, 81))).isZero();
    assertThat(run(filter, tcp(b, 1000, a, 80))).isZero();
  }

  @Test
  void theFlowKnowsWhoSent() {
    Flow flow = new Flow(a, 1000, a, 80);
    assertThat(flow.sentLocally(tcp(a, 1000, a, 80))).isTrue();
    assertThat(flow.sentLocally(tcp(a, 80, a, 1000))).isFalse();
    assertThat(Flow.to(a6, 80).sentLocally(tcp(a6, 9, a6, 80))).isTrue();
    assertThat(Flow.to(a6, 80).sentLocally(tcp(a6, 80, a6, 9))).isFalse();
    assertThat(flow.sentLocally(new byte[12])).isFalse();
  }

  @Test
  void aFlowHasOneFamilyAndRealPorts() {
    assertThatThrownBy(() -> new Flow(a, 1, b6, 2)).hasMessageContaining("two families");
    assertThatThrownBy(() -> new Flow(a, 1, b, 65536)).hasMessageContaining("65536");
  }

  /** The kernel's interpreter, of the instructions that we use: reading outside is "keep none". */
  private static int run(Bpf program, byte[] packet) {
    ByteBuffer p = ByteBuffer.wrap(packet);
    int acc = 0;
    int x = 0;
    for (int pc = 0; ; pc++) {
      Bpf.Instruction i = program.instructions().get(pc);
      int at = i.code() == Bpf.LOAD_HALF_INDEXED ? x + i.k() : i.k();
      try {
        switch (i.code()) {
          case Bpf.LOAD_WORD -> acc = p.getInt(at);
          case Bpf.LOAD_HALF, Bpf.LOAD_HALF_INDEXED -> acc = p.getShort(at) & 0xffff;
          case Bpf.LOAD_BYTE -> acc = p.get(at) & 0xff;
          case Bpf.LOAD_INDEX_HEADER -> x = (p.get(at) & 0xf) * 4;
          case Bpf.AND -> acc &= i.k();
          case Bpf.JUMP_EQUAL -> pc += acc == i.k() ? i.ifTrue() : i.ifFalse();
          case Bpf.JUMP_SET -> pc += (acc & i.k()) != 0 ? i.ifTrue() : i.ifFalse();
          case Bpf.RETURN -> {
            return i.k();
          }
          default -> throw new AssertionError(i.toString());
        }
      } catch (IndexOutOfBoundsException e) {
        return 0;
      }
    }
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
