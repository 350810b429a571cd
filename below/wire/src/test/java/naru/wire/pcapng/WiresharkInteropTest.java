package naru.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.wire.Draw;
import naru.wire.Octets;
import naru.wire.icmp.IcmpMessageTest;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv6Header;
import naru.wire.pcapng.Block.DecryptionSecrets;
import naru.wire.pcapng.Block.Direction;
import naru.wire.pcapng.Block.EnhancedPacket;
import naru.wire.pcapng.Block.InterfaceDescription;
import naru.wire.pcapng.Block.SectionHeader;
import naru.wire.tcp.TcpSegmentTest;
import naru.wire.udp.UdpDatagram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wireshark reads what is written here, finds every checksum right, and writes what we read. */
@Tag("interop")
class WiresharkInteropTest {
  private static final int PACKETS = 300;
  private static final long NANOS = 1_767_225_600_123_456_789L;

  @TempDir private Path folder;

  @Test
  void tsharkFindsNoBadChecksumAndSeesTheComments() throws Exception {
    Path file = written(blocks());
    List<String> lines =
        run(
            "tshark",
            "-r",
            file.toString(),
            "-n",
            "-T",
            "fields",
            "-E",
            "separator=;",
            "-E",
            "occurrence=f", // an error message holds the checksum of what it quotes as well
            "-o",
            "ip.check_checksum:TRUE",
            "-o",
            "tcp.check_checksum:TRUE",
            "-o",
            "udp.check_checksum:TRUE",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.comment",
            "-e",
            "ip.checksum.status",
            "-e",
            "tcp.checksum.status",
            "-e",
            "udp.checksum.status",
            "-e",
            "icmp.checksum.status",
            "-e",
            "icmpv6.checksum.status");
    assertThat(lines).hasSize(PACKETS);
    for (int i = 0; i < PACKETS; i++) {
      String[] fields = lines.get(i).split(";", -1);
      assertThat(fields[0]).isEqualTo("1767225600." + (123_456_789 + i));
      assertThat(fields[1]).isEqualTo("packet " + i + " é");
      for (int status = 2; status < fields.length; status++) {
        assertThat(fields[status]).as(lines.get(i)).isIn("", "1");
      }
      assertThat(String.join("", fields)).as("a checksum was seen").endsWith("1");
    }
  }

  @Test
  void whatEditcapWritesIsReadTheSame() throws Exception {
    List<Block> blocks = blocks();
    Path copy = folder.resolve("copy.pcapng");
    run("editcap", "-F", "pcapng", written(blocks).toString(), copy.toString());
    List<Block> read = new ArrayList<>();
    PcapngReader reader = PcapngReader.over(Unpooled.wrappedBuffer(Files.readAllBytes(copy)));
    for (Optional<Block> b = reader.next(); b.isPresent(); b = reader.next()) {
      read.add(b.get());
    }
    assertThat(reader.problem()).isEmpty();
    assertThat(packets(read)).isEqualTo(packets(blocks));
    assertThat(read).contains(blocks.get(1), blocks.get(2));
  }

  private static List<EnhancedPacket> packets(List<Block> blocks) {
    return blocks.stream()
        .filter(EnhancedPacket.class::isInstance)
        .map(EnhancedPacket.class::cast)
        .toList();
  }

  private static List<Block> blocks() {
    Draw draw = Draw.seeded(101);
    List<Block> blocks = new ArrayList<>();
    blocks.add(SectionHeader.of("naru"));
    blocks.add(InterfaceDescription.raw("tun0", "a link"));
    blocks.add(DecryptionSecrets.tls("# no keys\n"));
    for (int i = 0; i < PACKETS; i++) {
      Octets bytes = packet(draw, i);
      Direction direction = Direction.values()[1 + i % 2];
      List<String> comments = List.of("packet " + i + " é");
      blocks.add(new EnhancedPacket(0, NANOS + i, bytes.length(), direction, bytes, comments));
    }
    return blocks;
  }

  private static Octets packet(Draw draw, int i) {
    boolean v4 = i % 2 == 0;
    IpAddress from = IpAddress.parse(v4 ? "192.0.2.1" : "2001:db8::1");
    IpAddress to = IpAddress.parse(v4 ? "192.0.2.2" : "2001:db8::2");
    ByteBuf body = Unpooled.buffer();
    int protocol =
        switch (i % 3) {
          case 0 -> {
            TcpSegmentTest.segment(draw, draw.upTo(1000)).emit(body, from, to);
            yield IpProtocol.TCP;
          }
          case 1 -> {
            new UdpDatagram(40000, 9, draw.octets(1 + draw.upTo(1000))).emit(body, from, to);
            yield IpProtocol.UDP;
          }
          default -> {
            IcmpMessageTest.message(draw, v4).emit(body, from, to);
            yield v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
          }
        };
    ByteBuf packet = Unpooled.buffer();
    if (v4) {
      Ipv4Header.of(from, to, protocol, body.readableBytes()).emit(packet);
    } else {
      Ipv6Header.of(from, to, protocol, body.readableBytes()).emit(packet);
    }
    return Octets.of(packet.writeBytes(body));
  }

  private Path written(List<Block> blocks) throws IOException {
    ByteBuf out = Unpooled.buffer();
    blocks.forEach(b -> PcapngWriter.write(out, b));
    return Files.write(folder.resolve("naru.pcapng"), Octets.of(out).toArray());
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return out.lines().toList();
  }
}
