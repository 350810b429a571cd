package naru.testkit.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.testkit.drill.PacketText.Mark;
import org.jspecify.annotations.Nullable;

/** Makes the packets that a script sends out of its text. */
final class PacketMaker {
  private final Addresses addresses;
  private final Flows flows;

  PacketMaker(Addresses addresses, Flows flows) {
    this.addresses = addresses;
    this.flows = flows;
  }

  byte[] segment(PacketText text) {
    Flow flow = flows.arriving(text.ports());
    boolean syn = (text.flags() & Flags.SYN) != 0;
    if (syn && (text.flags() & Flags.ACK) == 0) {
      flow.arrivedSyn(text.sequence());
    } else if (syn) {
      flow.arrivedSynAck(text.sequence());
    }
    Segment segment = segment(text, flow, syn);
    return new PacketWriter(addresses).segment(segment, text.marks().contains(Mark.BADCSUM));
  }

  private static Segment segment(PacketText text, Flow flow, boolean syn) {
    Long ack = text.acknowledgment();
    long place = flow.remotePlace(text.sequence()) + (syn ? 1 : 0);
    return new Segment(
        flow.remotePort,
        flow.localPort,
        text.sequence(),
        ack == null ? 0 : flow.live(ack),
        text.flags(),
        window(text.window()),
        text.urgent(),
        options(text.options(), flow),
        ecn(text.marks()),
        true,
        Content.list(place, text.length()));
  }

  /** A message about a segment of the subject that the script has seen. */
  byte[] error(IcmpText text) {
    Flow flow = flows.arriving(null);
    Segment about =
        new Segment(
            flow.localPort,
            flow.remotePort,
            flow.live(text.sequence()),
            0,
            Flags.ACK,
            0,
            0,
            List.of(),
            0,
            true,
            List.of());
    IcmpText.Kind kind = text.kind();
    boolean v6 = addresses.v6();
    int type = v6 ? kind.type6 : kind.type4;
    return new PacketWriter(addresses).error(type, v6 ? kind.code6 : kind.code4, text.mtu(), about);
  }

  private static int window(PacketText.@Nullable Span window) {
    return window == null ? 65535 : window.from();
  }

  private static int ecn(Set<Mark> marks) {
    return marks.contains(Mark.CE)
        ? 3
        : marks.contains(Mark.ECT0) ? 2 : marks.contains(Mark.ECT1) ? 1 : 0;
  }

  private static List<Option> options(@Nullable List<Option> options, Flow flow) {
    List<Option> live = new ArrayList<>();
    for (Option option : options == null ? List.<Option>of() : options) {
      live.add(
          switch (option) {
            case Option.Timestamps o ->
                new Option.Timestamps(o.value(), flow.liveTimestamp(o.echo()));
            case Option.Sack o ->
                new Option.Sack(
                    o.blocks().stream()
                        .map(b -> new Option.Block(flow.live(b.left()), flow.live(b.right())))
                        .toList());
            default -> option;
          });
    }
    return live;
  }
}
