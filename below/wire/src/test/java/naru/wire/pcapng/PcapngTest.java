package naru.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.wire.Draw;
import naru.wire.Octets;
import naru.wire.pcapng.Block.DecryptionSecrets;
import naru.wire.pcapng.Block.Direction;
import naru.wire.pcapng.Block.EnhancedPacket;
import naru.wire.pcapng.Block.InterfaceDescription;
import naru.wire.pcapng.Block.SectionHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapngTest {
  private static EnhancedPacket packet(Draw draw, int interfaces) {
    List<String> comments = new ArrayList<>();
    for (int i = draw.upTo(2); i > 0; i--) {
      comments.add("why: ".repeat(1 + draw.upTo(3)) + "é");
    }
    Octets bytes = draw.octets(draw.upTo(100));
    return new EnhancedPacket(
        draw.upTo(interfaces - 1),
        draw.longBits() >>> 1,
        bytes.length() + draw.upTo(9),
        Direction.values()[draw.upTo(2)],
        bytes,
        comments);
  }

  private static List<Block> file(Draw draw) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new SectionHeader("cpu", "Linux", "naru 0.1", List.of("a", "bc")));
    blocks.add(DecryptionSecrets.tls("CLIENT_RANDOM 00 11\n"));
    blocks.add(InterfaceDescription.raw("client", "the demo's client"));
    blocks.add(new InterfaceDescription(InterfaceDescription.RAW, 65535, "server", ""));
    for (int i = draw.upTo(20); i > 0; i--) {
      blocks.add(packet(draw, 2));
    }
    return blocks;
  }

  private static List<Block> read(PcapngReader reader) {
    List<Block> blocks = new ArrayList<>();
    for (Optional<Block> b = reader.next(); b.isPresent(); b = reader.next()) {
      blocks.add(b.get());
    }
    return blocks;
  }

  @Test
  void writtenAndReadAreTheSame() {
    Draw draw = Draw.seeded(0x0a0d0d0a);
    for (int i = 0; i < 2000; i++) {
      List<Block> blocks = file(draw);
      ByteBuf out = Unpooled.buffer().writeZero(3).readerIndex(3);
      blocks.forEach(b -> PcapngWriter.write(out, b));
      PcapngReader reader = PcapngReader.over(out);
      assertThat(read(reader)).isEqualTo(blocks);
      assertThat(reader.problem()).isEmpty();
      assertThat(out.readerIndex()).isEqualTo(3);
    }
  }

  @Test
  void theBytesOfThePacketBlock() {
    ByteBuf out = Unpooled.buffer();
    Octets bytes = Octets.ofHex("4500001400");
    PcapngWriter.write(
        out,
        new EnhancedPacket(1, 0x1122334455667788L, 20, Direction.OUTBOUND, bytes, List.of("ACK")));
    assertThat(Octets.of(out))
        .hasToString(
            "060000003c000000"
                + "01000000"
                + "44332211"
                + "88776655"
                + "05000000"
                + "14000000"
                + "4500001400000000"
                + "0100030041434b00"
                + "0200040002000000"
                + "00000000"
                + "3c000000");
  }

  @Test
  void theBytesOfTheInterfaceAndOfTheSecrets() {
    ByteBuf out = Unpooled.buffer();
    PcapngWriter.write(out, InterfaceDescription.raw("tun0", ""));
    PcapngWriter.write(out, DecryptionSecrets.tls("k\n"));
    assertThat(Octets.of(out))
        .hasToString(
            "0100000028000000"
                + "65000000"
                + "00000000"
                + "0200040074756e30"
                + "0900010009000000"
                + "00000000"
                + "28000000"
                + "0a00000018000000"
                + "4b534c54"
                + "02000000"
                + "6b0a0000"
                + "18000000");
  }

  /** Section 4.1 to 4.3 by hand, big endian, with an unknown block, option and custom padding. */
  private static final String BIG_ENDIAN =
      "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
          + "00000001 00000024 0065 0000 00000040 ffff 0003 61626300 0009 0001 06000000 00000024"
          + "000000ff 00000010 deadbeef 00000010"
          + "00000006 0000002c 00000000 0005f5e1 00000001 00000002 00000009 4500 0000"
          + "0002 0004 00000001 0000002c";

  @Test
  void bigEndianWithWhatIsNotKnown() {
    PcapngReader reader = PcapngReader.over(Draw.exactly(Octets.ofHex(BIG_ENDIAN).toArray()));
    long micros = 0x0005f5e1_00000001L;
    assertThat(read(reader))
        .containsExactly(
            new SectionHeader("", "", "", List.of()),
            new InterfaceDescription(101, 64, "", ""),
            new EnhancedPacket(
                0, micros * 1000, 9, Direction.INBOUND, Octets.ofHex("4500"), List.of()));
    assertThat(reader.problem()).isEmpty();
  }

  @Test
  void aNewSectionHasItsOwnOrderAndInterfaces() {
    ByteBuf file = Unpooled.buffer().writeBytes(Octets.ofHex(BIG_ENDIAN).toArray());
    PcapngWriter.write(file, SectionHeader.of("naru"));
    PcapngWriter.write(
        file, new EnhancedPacket(0, 1, 0, Direction.UNKNOWN, Octets.EMPTY, List.of()));
    PcapngReader reader = PcapngReader.over(file);
    assertThat(read(reader)).hasSize(4);
    assertThat(reader.problem()).contains("interface");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0, 1500000, 1500000000",
    "9, 0, 1500000, 1500000",
    "12, 0, 1500000, 1500",
    "0, 0, 2, 2000000000",
    "6, 10, 1, 10000001000",
    "138, 0, 1536, 1500000000", // 2^-10
    "128, 0, 3, 3000000000",
    "127, 0, 3, 0",
  })
  void resolutions(int tsresol, long offset, long timestamp, long nanos) {
    assertThat(new Resolution(tsresol, offset).nanos(timestamp)).isEqualTo(nanos);
  }

  @Test
  void aCutFileGivesItsWholeBlocksAndSaysSo() {
    ByteBuf out = Unpooled.buffer();
    List<Block> blocks = file(Draw.seeded(5));
    blocks.forEach(b -> PcapngWriter.write(out, b));
    for (int length = 0; length < out.writerIndex(); length++) {
      byte[] cut = Octets.of(out, 0, length).toArray();
      PcapngReader reader = PcapngReader.over(Draw.exactly(cut));
      List<Block> whole = read(reader);
      assertThat(whole).isEqualTo(blocks.subList(0, whole.size()));
    }
  }

  @Test
  void damageNeverThrows() {
    Draw draw = Draw.seeded(6);
    ByteBuf out = Unpooled.buffer();
    file(draw).forEach(b -> PcapngWriter.write(out, b));
    byte[] little = Octets.of(out).toArray();
    byte[] big = Octets.ofHex(BIG_ENDIAN).toArray();
    int blocks = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = draw.damaged(draw.coin() ? little : big);
      blocks += read(PcapngReader.over(Draw.exactly(bytes))).size();
    }
    assertThat(blocks).isGreaterThan(100_000);
  }
}
