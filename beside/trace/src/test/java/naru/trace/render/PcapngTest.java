package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import naru.trace.Bytes;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Packet;
import naru.trace.PacketStories;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.Stories;
import naru.trace.TcpEvent;
import naru.trace.TcpEvent.Segment;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import naru.wire.ip.IpView;
import naru.wire.pcapng.Block;
import naru.wire.pcapng.Block.EnhancedPacket;
import naru.wire.pcapng.PcapngReader;
import org.junit.jupiter.api.Test;

final class PcapngTest {
  private static final Trace LOSS = PacketStories.loss();

  private static List<Block> blocks(Trace trace) {
    Bytes file = Pcapng.of(trace, Redaction.usual());
    PcapngReader reader = PcapngReader.over(Unpooled.wrappedBuffer(file.toArray()));
    List<Block> blocks = new ArrayList<>();
    for (Optional<Block> b = reader.next(); b.isPresent(); b = reader.next()) {
      blocks.add(b.get());
    }
    assertThat(reader.problem()).isEmpty();
    return blocks;
  }

  private static <B> List<B> all(List<Block> blocks, Class<B> type) {
    return blocks.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static Trace with(Trace trace, UnaryOperator<List<Entry>> change) {
    List<SpanRecord> spans =
        trace.spans().stream()
            .map(
                s ->
                    new SpanRecord(
                        s.trace(),
                        s.id(),
                        s.parent(),
                        s.at(),
                        change.apply(new ArrayList<>(s.entries())),
                        true))
            .toList();
    return new Trace(trace.id(), trace.started(), trace.startNanos(), spans);
  }

  private static Trace withPackets(Trace trace, UnaryOperator<Packet> change) {
    return with(
        trace,
        entries -> {
          entries.replaceAll(
              e ->
                  e.event() instanceof Segment s
                      ? new Entry(
                          e.atNanos(),
                          e.from(),
                          e.to(),
                          e.provenance(),
                          copy(s, change.apply(s.packet())))
                      : e);
          return entries;
        });
  }

  private static Segment copy(Segment s, Packet packet) {
    return new Segment(
        s.sent(),
        s.local(),
        s.remote(),
        s.sequence(),
        s.acknowledgment(),
        s.flags(),
        s.lengthBytes(),
        s.windowBytes(),
        s.options(),
        s.why(),
        s.before(),
        s.after(),
        s.congestionWindowBytes(),
        s.slowStartThresholdBytes(),
        s.flightBytes(),
        s.rttMicros(),
        packet);
  }

  @Test
  void everyPacketIsThereOnceWithWhatItCannotSay() {
    List<Block> blocks = blocks(LOSS);
    List<EnhancedPacket> packets = all(blocks, EnhancedPacket.class);
    assertThat(packets).hasSize(PacketLog.of(LOSS).size());
    assertThat(all(blocks, Block.InterfaceDescription.class))
        .extracting(Block.InterfaceDescription::name)
        .containsExactly("client", "dns", "gateway");
    EnhancedPacket syn = packets.get(2);
    assertThat(syn.comments())
        .containsExactly(
            "client -> gateway; syn; CLOSED -> SYN-SENT; cwnd 14480 flight 0 rtt 0.100 ms; "
                + "gateway received it at 0.170 ms: seen, LISTEN -> SYN-RECEIVED; known by wire; "
                + "trace "
                + LOSS.id()
                + ", GET http://shop.test/?token=redacted");
    long start = LOSS.started().getEpochSecond() * 1_000_000_000L + LOSS.started().getNano();
    assertThat(syn.timestampNanos()).isEqualTo(start + 120_000);
    assertThat(syn.interfaceId()).isZero();
    assertThat(packets)
        .filteredOn(p -> p.comments().getFirst().contains("did not receive it"))
        .hasSize(1);
    assertThat(packets)
        .filteredOn(p -> p.comments().getFirst().contains("fast-retransmit"))
        .hasSize(1);
  }

  @Test
  void packetsWithoutBytesAreCountedAndNeverMadeUp() {
    Trace bare = withPackets(LOSS, p -> Packet.unkept());
    List<Block> blocks = blocks(bare);
    assertThat(all(blocks, EnhancedPacket.class)).hasSize(2);
    int unkept = PacketLog.of(bare).size() - 2;
    assertThat(all(blocks, Block.SectionHeader.class).getFirst().comments())
        .contains(unkept + " packets are not here: their bytes were not kept");
  }

  @Test
  void aCutPacketSaysHowLongItWas() {
    Trace cut =
        withPackets(
            LOSS,
            p -> {
              byte[] first = new byte[40];
              p.bytes().copy(0, first, 0, 40);
              return new Packet(Bytes.owned(first), p.wholeBytes());
            });
    assertThat(all(blocks(cut), EnhancedPacket.class))
        .anyMatch(p -> p.bytes().length() == 40 && p.originalLength() == 1488);
  }

  @Test
  void aChecksumLeftToTheLinkIsCompleted() {
    Trace offloaded = withPackets(LOSS, PcapngTest::withPseudoSum);
    List<EnhancedPacket> completed = all(blocks(offloaded), EnhancedPacket.class);
    assertThat(completed)
        .extracting(EnhancedPacket::bytes)
        .isEqualTo(all(blocks(LOSS), EnhancedPacket.class).stream().map(p -> p.bytes()).toList());
    assertThat(completed.get(2).comments().getFirst()).contains("completed here");
  }

  /** As a stack hands it to a link that sums. */
  private static Packet withPseudoSum(Packet packet) {
    ByteBuf bytes = Unpooled.wrappedBuffer(packet.bytes().toArray());
    IpView ip = new IpView();
    assertThat(ip.read(bytes, 0, bytes.readableBytes())).isTrue();
    int pseudo =
        naru.wire.ip.Checksum.pseudo(
            ip.sourceHigh(),
            ip.sourceLow(),
            ip.destinationHigh(),
            ip.destinationLow(),
            ip.protocol(),
            ip.payloadLength());
    bytes.setShort(ip.payloadAt() + 16, pseudo);
    return new Packet(Bytes.copyOf(bytes.array()), packet.wholeBytes());
  }

  @Test
  void secretsAndGapsGoAlong() {
    List<String> lines = List.of("CLIENT_HANDSHAKE_TRAFFIC_SECRET 00 11", "EXPORTER_SECRET 00 22");
    Trace told = with(LOSS, entries -> and(entries, new TlsEvent.Secrets(lines)));
    List<Block> blocks = blocks(with(told, e -> and(e, new TcpEvent.SegmentsLeftOut(9))));
    assertThat(all(blocks, Block.DecryptionSecrets.class))
        .extracting(s -> s.secrets().text())
        .containsExactly(String.join("\n", lines) + "\n");
    assertThat(all(blocks, Block.SectionHeader.class).getFirst().comments().toString())
        .contains("18 segments in between are not here");
    assertThat(all(blocks(LOSS), Block.DecryptionSecrets.class)).isEmpty();
  }

  private static List<Entry> and(List<Entry> entries, Event event) {
    long at = entries.getLast().atNanos();
    entries.add(new Entry(at, Party.CLIENT, Party.GATEWAY, Provenance.DERIVED, event));
    return entries;
  }

  @Test
  void aTraceWithoutPacketsIsAnEmptyFile() throws Exception {
    assertThat(blocks(Stories.wholeWay())).hasSize(1);
    assertThat(blocks(EveryEvent.trace())).isNotEmpty();
  }
}
