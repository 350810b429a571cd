package naru.trace.render;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import naru.trace.Bytes;
import naru.trace.Packet;
import naru.trace.Party;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import naru.wire.Octets;
import naru.wire.ip.IpView;
import naru.wire.pcapng.Block;
import naru.wire.pcapng.Block.Direction;
import naru.wire.pcapng.PcapngWriter;

/**
 * The packets of a trace as a pcapng file (draft-ietf-opsawg-pcapng), for Wireshark and its kin.
 *
 * <p>Every packet stands there once, on the interface of the party that saw it first, with a
 * comment of what the packet itself cannot say: why it was sent, states, congestion, the request.
 * Where the trace holds the secrets of TLS they go along, so that the packets can be read. A packet
 * whose bytes were not kept is never made up: the section's comment counts those.
 *
 * <p>One thing is completed: a transport checksum that was left to the link (offload), as the link
 * would have; its comment says so.
 */
public final class Pcapng {
  /** The media type: IANA registers one for pcap, which programs use for both. */
  public static final String TYPE = "application/vnd.tcpdump.pcap";

  private final Trace trace;
  private final PacketComment comment;
  private final IpView ip = new IpView();
  private final ByteBuf out = Unpooled.buffer(4096);

  private Pcapng(Trace trace, Redaction redaction) {
    this.trace = trace;
    this.comment = PacketComment.of(trace, redaction);
  }

  /** The file; without any packet it is valid and empty. */
  public static Bytes of(Trace trace, Redaction redaction) {
    return new Pcapng(trace, redaction).file();
  }

  private Bytes file() {
    List<PacketLog.Seen> all = PacketLog.of(trace);
    List<PacketLog.Seen> kept = all.stream().filter(s -> !s.packet().bytes().isEmpty()).toList();
    section(all.size() - kept.size());
    List<Party> parties = kept.stream().map(PacketLog.Seen::at).distinct().sorted().toList();
    for (Party party : parties) {
      String what = "as " + party.word() + " saw it";
      write(Block.InterfaceDescription.raw(party.word(), what));
    }
    secrets();
    for (PacketLog.Seen seen : kept) {
      write(packet(seen, parties.indexOf(seen.at())));
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return Bytes.owned(bytes);
  }

  private void write(Block block) {
    PcapngWriter.write(out, block);
  }

  private void section(int unkept) {
    List<String> comments = new ArrayList<>();
    comments.add(comment.request());
    if (unkept > 0) {
      comments.add(unkept + " packets are not here: their bytes were not kept");
    }
    long leftOut =
        events(TcpEvent.SegmentsLeftOut.class).mapToLong(TcpEvent.SegmentsLeftOut::count).sum();
    if (leftOut > 0) {
      comments.add(leftOut + " segments in between are not here: they were not kept");
    }
    write(new Block.SectionHeader("", "", "naru", comments));
  }

  private void secrets() {
    List<String> lines =
        events(TlsEvent.Secrets.class).flatMap(s -> s.lines().stream()).distinct().toList();
    if (!lines.isEmpty()) {
      write(Block.DecryptionSecrets.tls(String.join("\n", lines) + "\n"));
    }
  }

  private <E> Stream<E> events(Class<E> type) {
    return trace.told().stream()
        .map(t -> t.entry().event())
        .filter(type::isInstance)
        .map(type::cast);
  }

  private Block packet(PacketLog.Seen seen, int interfaceId) {
    Packet packet = seen.packet();
    ByteBuf bytes = PacketBytes.whole(packet);
    boolean read = ip.read(bytes, 0, bytes.readableBytes());
    boolean offloaded =
        read && PacketBytes.checksum(packet, ip, bytes) == PacketBytes.Sum.OFFLOADED;
    if (offloaded) {
      PacketBytes.complete(ip, bytes);
    }
    int kept = packet.bytes().length();
    return new Block.EnhancedPacket(
        interfaceId,
        wallNanos(seen.entry().atNanos()),
        Math.max(kept, packet.wholeBytes()),
        seen.isSent() ? Direction.OUTBOUND : Direction.INBOUND,
        Octets.of(bytes, 0, kept),
        List.of(comment.of(seen, offloaded)));
  }

  private long wallNanos(long nanos) {
    Instant start = trace.started();
    return start.getEpochSecond() * 1_000_000_000L + start.getNano() + (nanos - trace.startNanos());
  }
}
