package naru.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketCodecTest {
  private static final List<Option> OPTIONS =
      List.of(
          new Option.Mss(1460),
          new Option.SackPermitted(),
          new Option.Timestamps(4_000_000_000L, 7),
          new Option.Nop(),
          new Option.WindowScale(7),
          new Option.Sack(List.of(new Option.Block(1, 4_294_967_295L))),
          new Option.Raw(List.of(0xfd, 4, 1, 2)));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsWrittenIsRead(boolean v6) {
    Addresses addresses = v6 ? Addresses.V6 : Addresses.V4;
    Segment segment = segment(OPTIONS, Content.list(0, 101));
    byte[] packet = new PacketWriter(addresses).segment(segment, false);
    assertThat(new PacketReader(addresses).segment(packet)).contains(segment);
  }

  @Test
  void aSpoiltChecksumIsSeen() {
    Segment segment = segment(List.of(), List.of());
    byte[] packet = new PacketWriter(Addresses.V4).segment(segment, true);
    assertThatThrownBy(() -> new PacketReader(Addresses.V4).segment(packet))
        .hasMessageContaining("a wrong TCP checksum");
  }

  @Test
  void anOverrunningOptionIsSeen() {
    Option raw = new Option.Raw(List.of(1, 1, 8, 10));
    byte[] packet = new PacketWriter(Addresses.V4).segment(segment(List.of(raw), List.of()), false);
    assertThatThrownBy(() -> new PacketReader(Addresses.V4).segment(packet))
        .hasMessageContaining("overruns the header");
  }

  @Test
  void anotherVersionOrProtocolIsNoSegment() {
    byte[] packet = new PacketWriter(Addresses.V6).segment(segment(List.of(), List.of()), false);
    assertThat(new PacketReader(Addresses.V4).segment(packet)).isEmpty();
    byte[] icmp = new PacketWriter(Addresses.V4).error(3, 4, 1200, segment(List.of(), List.of()));
    assertThat(new PacketReader(Addresses.V4).segment(icmp)).isEmpty();
  }

  @Test
  void anErrorQuotesTheSegmentWithAChecksum() {
    byte[] icmp = new PacketWriter(Addresses.V4).error(3, 4, 1200, segment(List.of(), List.of()));
    assertThat(Octets.sum(icmp, 20, icmp.length)).isEqualTo(0xffff);
    assertThat(Octets.u32(icmp, 24)).isEqualTo(1200);
    assertThat(Octets.u16(icmp, 48)).isEqualTo(40000);
    byte[] icmpv6 = new PacketWriter(Addresses.V6).error(2, 0, 1280, segment(List.of(), List.of()));
    int sum = Octets.sum(icmpv6, 40, icmpv6.length);
    assertThat(Octets.checksum(sum, Addresses.V6.pseudo(58, icmpv6.length - 40))).isZero();
  }

  private static Segment segment(List<Option> options, List<Byte> data) {
    return new Segment(
        40000, 8080, 4_294_967_295L, 5, Flags.ACK | Flags.CWR, 65535, 9, options, 2, true, data);
  }
}
