package naru.stack.ip;

import static naru.stack.ip.Host.PEER4;
import static naru.stack.ip.Host.PEER6;
import static naru.stack.ip.Host.V4;
import static naru.stack.ip.Host.V6;
import static naru.stack.ip.Packets.bytes;
import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.join;
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import naru.wire.ip.IpProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fragments in every order and disorder. */
class ReassemblyTest {
  private static final byte[] WHOLE = count(40);

  private final Listener udp = new Listener();
  private final Listener tcp = new Listener();
  private Host host = Host.of();

  @BeforeEach
  void listen() {
    host(Host.config());
  }

  private void host(IpConfig config) {
    host = new Host(config);
    host.ip().transport(IpProtocol.UDP, udp);
    host.ip().transport(IpProtocol.TCP, tcp);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private static byte[] piece4(int id, int from, int to) {
    return piece4(id, from, to, to < WHOLE.length);
  }

  private static byte[] piece4(int id, int from, int to, boolean more) {
    return v4(PEER4, V4).id(id).fragment(from, more).of(17, Arrays.copyOfRange(WHOLE, from, to));
  }

  private static byte[] piece6(int id, int from, int to, boolean more) {
    byte[] part = Arrays.copyOfRange(WHOLE, from, to);
    return v6(PEER6, V6).fragment(17, id, from, more).of(0, part);
  }

  private void assertWhole(String heard) {
    assertThat(udp.heard).containsExactly(heard);
    assertThat(udp.payloads.getFirst()).isEqualTo(WHOLE);
    assertThat(host.ip().reassemblyDatagrams()).isZero();
    assertThat(host.ip().reassemblyBytes()).isZero();
    assertThat(host.timers().size()).isZero();
  }

  @Test
  void rfc791_3_2_fragmentsInAllOrders() {
    List<List<Integer>> orders = new ArrayList<>();
    permute(new ArrayList<>(List.of(0, 8, 16, 24, 32)), 0, orders);
    assertThat(orders).hasSize(120);
    for (List<Integer> order : orders) {
      udp.heard.clear();
      udp.payloads.clear();
      order.forEach(at -> host.in(piece4(9, at, at + 8)));
      assertWhole("10.0.0.2 > 10.0.0.1 len 40");
    }
  }

  @Test
  void rfc8200_4_5_fragmentsInAllOrders() {
    List<List<Integer>> orders = new ArrayList<>();
    permute(new ArrayList<>(List.of(0, 8, 16, 24, 32)), 0, orders);
    for (List<Integer> order : orders) {
      udp.heard.clear();
      udp.payloads.clear();
      order.forEach(at -> host.in(piece6(9, at, at + 8, at < 32)));
      assertWhole("fd00::2 > fd00::1 len 40");
    }
  }

  private static void permute(List<Integer> items, int at, List<List<Integer>> out) {
    if (at == items.size()) {
      out.add(List.copyOf(items));
    }
    for (int i = at; i < items.size(); i++) {
      Collections.swap(items, at, i);
      permute(items, at + 1, out);
      Collections.swap(items, at, i);
    }
  }

  @Test
  void rfc815_manyFragmentsOfManyDatagramsMixed() {
    Random random = new Random(1);
    List<byte[]> all = new ArrayList<>();
    byte[] large = count(60_000);
    for (int id = 0; id < 5; id++) {
      for (int at = 0; at < large.length; at += 480) {
        byte[] part = Arrays.copyOfRange(large, at, Math.min(at + 480, large.length));
        all.add(v4(PEER4, V4).id(id).fragment(at, at + 480 < large.length).of(17, part));
      }
    }
    Collections.shuffle(all, random);
    all.forEach(host::in);
    assertThat(udp.payloads).hasSize(5).allMatch(p -> Arrays.equals(p, large));
    assertThat(host.ip().reassemblyBytes()).isZero();
  }

  @Test
  void rfc791_3_1_idsAddressesAndProtocolsAreKeptApart() {
    host.in(piece4(1, 0, 16)).in(piece4(2, 16, 40));
    host.in(v4("10.0.0.3", V4).id(1).fragment(16, false).of(17, count(24)));
    host.in(v4(PEER4, V4).id(1).fragment(16, false).of(6, count(24)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.ip().reassemblyDatagrams()).isEqualTo(4);
    host.in(piece4(1, 16, 40));
    assertThat(udp.heard).hasSize(1);
  }

  @Test
  void rfc791_3_1_optionsOfTheFirstFragmentAreKept() {
    host.in(piece4(1, 16, 40));
    host.in(
        v4(PEER4, V4)
            .id(1)
            .options(148, 4, 0, 0)
            .fragment(0, true)
            .of(17, Arrays.copyOf(WHOLE, 16)));
    assertWhole("10.0.0.2 > 10.0.0.1 len 40");
  }

  @Test
  void rfc8200_4_5_headersInFrontOfTheFragmentHeaderAreKept() {
    byte[] options = bytes(44, 0, 1, 4, 0, 0, 0, 0);
    for (int at : new int[] {24, 0}) {
      byte[] fragment = bytes(17, 0, 0, at == 0 ? 1 : at, 0, 0, 0, 5);
      host.in(
          v6(PEER6, V6)
              .extensions(IpProtocol.DESTINATION, join(options, fragment))
              .of(0, Arrays.copyOfRange(WHOLE, at, at == 0 ? 24 : 40)));
    }
    assertWhole("fd00::2 > fd00::1 len 40");
  }

  @Test
  void duplicatesAreIgnored() {
    host.in(piece4(1, 0, 16)).in(piece4(1, 0, 16)).in(piece4(1, 24, 40)).in(piece4(1, 24, 40));
    assertThat(host.count(IpCounters.Of.FRAGMENT_DUPLICATE)).isEqualTo(2);
    host.in(piece4(1, 16, 24));
    assertWhole("10.0.0.2 > 10.0.0.1 len 40");
  }

  @Test
  void rfc5722_4_everyOverlapDiscardsTheDatagramAndWhatStillComes() {
    int[][] overlaps = {{8, 24}, {8, 16}, {16, 32}, {0, 32}, {0, 24}, {16, 24}, {24, 40}, {0, 8}};
    int id = 0;
    for (int[] overlap : overlaps) {
      id++;
      host.in(piece6(id, 8, 32, true));
      host.in(piece6(id, overlap[0], overlap[1], overlap[1] < 40));
      host.in(piece6(id, 0, 8, true)).in(piece6(id, 8, 32, true)).in(piece6(id, 32, 40, false));
    }
    assertThat(udp.heard).as("the last overlap is none: {0, 8} was missing").hasSize(1);
    assertThat(host.count(IpCounters.Of.FRAGMENT_OVERLAP)).isEqualTo(7);
  }

  @Test
  void rfc5722_4_overlapOfV4DiscardsTheDatagram() {
    host.in(piece4(1, 0, 16)).in(piece4(1, 8, 24)).in(piece4(1, 16, 40)).in(piece4(1, 0, 16));
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.FRAGMENT_OF_DISCARDED)).isEqualTo(2);
    host.later(Reassembly.TIMEOUT_V4_NANOS);
    assertThat(host.said()).as("silently").isEmpty();
    host.in(piece4(1, 0, 16)).in(piece4(1, 16, 40));
    assertThat(udp.heard).as("the identification is free again").hasSize(1);
  }

  @Test
  void rfc5722_4_aDuplicateWithOtherBytesIsAnOverlap() {
    host.in(piece4(1, 0, 16));
    host.in(v4(PEER4, V4).id(1).fragment(0, true).of(17, new byte[16]));
    host.in(piece4(1, 16, 40));
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.FRAGMENT_OVERLAP)).isEqualTo(1);
  }

  @Test
  void contradictingLengthsDiscardTheDatagram() {
    host.in(piece4(1, 32, 40)).in(piece4(1, 16, 24, false));
    host.in(piece4(2, 16, 24, false)).in(piece4(2, 24, 32, true));
    host.in(piece4(3, 16, 24, false)).in(piece4(3, 16, 24, true));
    host.in(piece4(4, 16, 32, true)).in(piece4(4, 8, 16, false));
    assertThat(host.count(IpCounters.Of.FRAGMENT_OVERLAP)).isEqualTo(4);
    assertThat(udp.heard).isEmpty();
  }

  @Test
  void rfc1858_3_tinyFragmentsOfTcpAreDropped() {
    host.in(v4(PEER4, V4).id(1).fragment(0, true).of(6, count(8)))
        .in(v4(PEER4, V4).id(1).fragment(8, false).of(6, count(40)))
        .in(v4(PEER4, V4).id(2).fragment(0, true).of(6, count(16)))
        .in(v4(PEER4, V4).id(2).fragment(16, false).of(6, count(40)));
    assertThat(tcp.heard).containsExactly("10.0.0.2 > 10.0.0.1 len 56");
    assertThat(host.count(IpCounters.Of.FRAGMENT_TINY)).isEqualTo(2);
  }

  @Test
  void fragmentsWithoutDataAreDropped() {
    host.in(v4(PEER4, V4).fragment(8, false).of(17, new byte[0]))
        .in(v4(PEER4, V4).fragment(0, true).of(17, new byte[0]));
    long parsed = host.count(IpCounters.Of.FRAGMENT_MALFORMED);
    assertThat(parsed + host.count(IpCounters.Of.MALFORMED)).isEqualTo(2);
    assertThat(host.ip().reassemblyDatagrams()).isZero();
  }

  @Test
  void rfc8200_4_5_unevenFragmentIsReportedAtItsLength() {
    host.in(v6(PEER6, V6).fragment(17, 1, 0, true).of(0, count(15)));
    host.in(v4(PEER4, V4).id(1).fragment(0, true).of(17, count(15)));
    assertThat(host.said()).containsExactly("fd00::1 > fd00::2 icmp 4/0 4 len 71");
  }

  @Test
  void rfc8200_4_5_pingOfDeathIsReportedAtItsOffset() {
    host.in(v6(PEER6, V6).fragment(17, 1, 65528, false).of(0, count(16)));
    assertThat(host.said()).containsExactly("fd00::1 > fd00::2 icmp 4/0 42 len 72");
    assertThat(host.ip().reassemblyDatagrams()).isZero();
  }

  @Test
  void rfc791_pingOfDeathIsDropped() {
    host.in(v4(PEER4, V4).id(1).fragment(65528, false).of(1, count(40)));
    assertThat(host.ip().reassemblyDatagrams()).isZero();
    assertThat(host.count(IpCounters.Of.MALFORMED)).isEqualTo(1);
  }

  @Test
  void aLongHeaderMakesALongDatagramTooLong() {
    int last = 65504;
    host.in(v4(PEER4, V4).id(1).fragment(last, false).of(17, count(8)));
    for (int at = 8; at < last; at += 1448) {
      int length = Math.min(1448, last - at);
      host.in(v4(PEER4, V4).id(1).fragment(at, true).of(17, count(length)));
    }
    int[] options = new int[40];
    Arrays.fill(options, 1);
    host.in(v4(PEER4, V4).id(1).options(options).fragment(0, true).of(17, count(8)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.FRAGMENT_TOO_LONG)).isEqualTo(1);
    assertThat(host.ip().reassemblyBytes()).isZero();
  }

  @Test
  void theLargestDatagramIsPutTogether() {
    byte[] large = count(65535 - 20);
    for (int at = 0; at < large.length; at += 1480) {
      int end = Math.min(at + 1480, large.length);
      boolean more = end < large.length;
      host.in(v4(PEER4, V4).fragment(at, more).of(17, Arrays.copyOfRange(large, at, end)));
    }
    assertThat(udp.payloads.getFirst()).isEqualTo(large);
  }

  @Test
  void rfc792_timeExceededQuotesTheFirstFragment() {
    host.in(piece4(1, 16, 40)).in(piece4(1, 0, 8));
    host.later(Reassembly.TIMEOUT_V4_NANOS - 1);
    assertThat(host.said()).isEmpty();
    host.later(1);
    byte[] error = host.saidBytes().getFirst();
    assertThat(bytes(error[20], error[21])).isEqualTo(bytes(11, 1));
    assertThat(Arrays.copyOfRange(error, 28, error.length)).isEqualTo(piece4(1, 0, 8));
    assertThat(host.ip().reassemblyDatagrams()).isZero();
    assertThat(host.count(IpCounters.Of.REASSEMBLY_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void rfc792_withoutTheFirstFragmentNothingIsSaid() {
    host.in(piece4(1, 16, 40)).later(Reassembly.TIMEOUT_V4_NANOS);
    assertThat(host.said()).isEmpty();
    assertThat(host.ip().reassemblyDatagrams()).isZero();
  }

  @Test
  void rfc8200_4_5_timeExceededAfter60Seconds() {
    host.in(piece6(1, 0, 8, true)).later(Reassembly.TIMEOUT_V6_NANOS - 1);
    assertThat(host.said()).isEmpty();
    byte[] error = host.later(1).saidBytes().getFirst();
    assertThat(bytes(error[40], error[41])).isEqualTo(bytes(3, 1));
    assertThat(Arrays.copyOfRange(error, 48, error.length)).isEqualTo(piece6(1, 0, 8, true));
  }

  @Test
  void rfc6946_4_atomicFragmentsDoNotMixWithOthers() {
    host.in(piece6(1, 0, 8, true));
    host.in(v6(PEER6, V6).fragment(17, 1, 0, false).of(0, count(9)));
    assertThat(udp.heard).containsExactly("fd00::2 > fd00::1 len 9");
    assertThat(host.ip().reassemblyDatagrams()).isEqualTo(1);
  }

  @Test
  void rfc7112_5_headerChainsMustBeInTheFirstFragment() {
    host.in(v6(PEER6, V6).fragment(6, 1, 0, true).of(0, count(16)));
    host.in(v6(PEER6, V6).fragment(60, 1, 0, true).of(0, bytes(17, 1, 1, 12, 0, 0, 0, 0)));
    assertThat(host.said())
        .containsExactly(
            "fd00::1 > fd00::2 icmp 4/3 0 len 72", "fd00::1 > fd00::2 icmp 4/3 0 len 64");
  }

  @Test
  void rfc3168_5_3_ceSurvivesAndMixesAreDropped() {
    for (int id = 0; id < 3; id++) {
      int first = id == 0 ? 2 : id == 1 ? 0 : 1;
      byte[] part = Arrays.copyOf(WHOLE, 16);
      host.in(v4(PEER4, V4).id(id).trafficClass(first).fragment(0, true).of(17, part));
      host.in(v4(PEER4, V4).id(id).trafficClass(3).fragment(16, false).of(17, count(24)));
    }
    assertThat(udp.heard)
        .containsExactly("10.0.0.2 > 10.0.0.1 len 40 ecn 3", "10.0.0.2 > 10.0.0.1 len 40 ecn 3");
    assertThat(host.count(IpCounters.Of.FRAGMENT_ECN_MIXED)).isEqualTo(1);
    host.in(v6(PEER6, V6).trafficClass(2).fragment(17, 5, 0, true).of(0, count(8)));
    host.in(v6(PEER6, V6).trafficClass(3).fragment(17, 5, 8, false).of(0, count(8)));
    assertThat(udp.heard.getLast()).isEqualTo("fd00::2 > fd00::1 len 16 ecn 3");
  }

  @Test
  void aSmallFragmentDoesNotKeepALargeFrame() {
    ByteBuf frame = host.allocator().buffer(65536);
    frame.writeZero(10).writeBytes(piece4(1, 0, 8));
    host.frame(frame);
    assertThat(host.bytesInUse()).isLessThan(100);
  }

  @Test
  void memoryIsBoundedInBytesAndTheOldestMakesRoom() {
    host.close();
    host(Host.config().withReassembly(1 << 18, 1 << 17, 1000));
    for (int i = 0; i < 2000; i++) {
      String source = "10.1." + (i >> 8) + "." + (i & 255);
      host.in(v4(source, V4).id(i).fragment(0, true).of(17, count(1400)));
      assertThat(host.ip().reassemblyBytes()).isLessThanOrEqualTo(1 << 18);
      assertThat(host.bytesInUse()).isLessThanOrEqualTo(1 << 18);
    }
    host.in(v4("10.1.7.207", V4).id(1999).fragment(1400, false).of(17, count(8)));
    assertThat(udp.heard).containsExactly("10.1.7.207 > 10.0.0.1 len 1408");
    assertThat(host.count(IpCounters.Of.REASSEMBLY_EVICTED)).isGreaterThan(1800);
  }

  @Test
  void oneSourceCannotTakeTheRoomOfOthers() {
    host.close();
    host(Host.config().withReassembly(1 << 20, 1 << 17, 1000));
    host.in(piece4(1, 0, 16));
    for (int i = 0; i < 2000; i++) {
      host.in(v4("10.0.0.66", V4).id(i).fragment(0, true).of(17, count(1400)));
    }
    assertThat(host.ip().reassemblyBytes()).isLessThan((1 << 17) + 4096);
    host.in(piece4(1, 16, 40));
    assertThat(udp.heard).hasSize(1);
  }

  @Test
  void datagramsAreBounded() {
    host.close();
    host(Host.config().withReassembly(1 << 20, 1 << 20, 10));
    for (int i = 0; i < 100; i++) {
      host.in(piece4(i, 0, 16));
    }
    assertThat(host.ip().reassemblyDatagrams()).isEqualTo(10);
    assertThat(host.timers().size()).isEqualTo(10);
  }

  @Test
  void moreFragmentsThanTheSmallestMtuMakesDiscardTheDatagram() {
    for (int i = 0; i < PartialDatagram.MAX_FRAGMENTS + 10; i++) {
      host.in(v4(PEER4, V4).id(1).fragment(i * 16, true).of(17, count(8)));
    }
    assertThat(host.count(IpCounters.Of.FRAGMENT_OVERLAP)).isEqualTo(1);
    assertThat(host.ip().reassemblyBytes()).isEqualTo(PartialDatagram.OVERHEAD);
  }

  @Test
  void largePingsAreAnsweredInFragments() {
    byte[] ping = Packets.icmp(8, 0, count(3004));
    host.in(v4(PEER4, V4).id(1).fragment(0, true).of(1, Arrays.copyOf(ping, 1480)))
        .in(v4(PEER4, V4).id(1).fragment(1480, false).of(1, Arrays.copyOfRange(ping, 1480, 3008)));
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 fragment 0+ len 1480",
            "10.0.0.1 > 10.0.0.2 fragment 1480+ len 1480",
            "10.0.0.1 > 10.0.0.2 fragment 2960 len 48");
  }
}
