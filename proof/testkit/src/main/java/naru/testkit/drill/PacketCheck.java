package naru.testkit.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import naru.testkit.drill.PacketText.Mark;
import naru.testkit.drill.PacketText.Ports;
import org.jspecify.annotations.Nullable;

/** Compares a segment that left with what the script says; collects every difference. */
final class PacketCheck {
  private final PacketText text;
  private final Segment segment;
  private final Flow flow;
  private final long slackMillis;
  private final List<String> differences = new ArrayList<>();

  private PacketCheck(PacketText text, Segment segment, Flow flow, long slackMillis) {
    this.text = text;
    this.segment = segment;
    this.flow = flow;
    this.slackMillis = slackMillis;
  }

  /**
   * What is different; nothing if the segment is the expected one.
   *
   * @param slackMillis how far a timestamp may be from what the script says
   */
  static List<String> differences(PacketText text, Segment segment, Flow flow, long slackMillis) {
    PacketCheck check = new PacketCheck(text, segment, flow, slackMillis);
    check.all();
    return check.differences;
  }

  private void all() {
    Ports ports = new Ports(segment.sourcePort(), segment.destinationPort());
    same("ports are", new Ports(flow.localPort, flow.remotePort), ports);
    int ignored = Flags.PSH | (text.acknowledges() ? 0 : Flags.ACK);
    same("flags are", letters(text.flags(), ignored), letters(segment.flags(), ignored));
    if (!differences.isEmpty()) {
      return;
    }
    sequence();
    same("length is", text.length(), segment.data().size());
    Long ack = segment.has(Flags.ACK) ? segment.acknowledgment() : null;
    if (text.acknowledges() || text.acknowledgment() != null) {
      same("ack is", text.acknowledgment(), ack);
    }
    if (text.window() != null && !text.window().contains(segment.window())) {
      differences.add("win is " + segment.window() + ", not " + text.window());
    }
    marks(text.marks());
    options(text.options());
    content();
  }

  /** PSH tells when to hand data on, which no rule ties to segments. */
  private static String letters(int flags, int ignored) {
    return Flags.text(flags & ~ignored);
  }

  private void sequence() {
    boolean later = text.sequence() == PacketText.NEW;
    if (segment.has(Flags.SYN) && !flow.leftSyn(segment.sequence(), later)) {
      differences.add("the initial sequence number is not a proper one");
    } else if (!later) {
      same("seq is", text.sequence(), flow.relative(segment.sequence()));
    }
  }

  private void marks(Set<Mark> marks) {
    int ecn = segment.ecn();
    for (Mark mark : marks) {
      boolean has =
          switch (mark) {
            case NOECN -> ecn == 0;
            case ECT1 -> ecn == 1;
            case ECT0 -> ecn == 2;
            case CE -> ecn == 3;
            case DF -> segment.dontFragment();
            case BADCSUM -> false;
          };
      if (!has) {
        differences.add("no mark " + mark + ": ECN bits " + ecn);
      }
    }
  }

  private void options(@Nullable List<Option> expected) {
    if (expected == null) {
      return;
    }
    List<Option> wanted = new ArrayList<>(expected);
    wanted.removeIf(PacketCheck::padding);
    List<Option> came = new ArrayList<>(segment.options());
    came.removeIf(PacketCheck::padding);
    wanted.removeIf(w -> came.removeIf(c -> same(w, c)));
    wanted.forEach(w -> differences.add("no option " + w.text()));
    came.forEach(c -> differences.add("an option " + c.text()));
  }

  private static boolean padding(Option option) {
    return option instanceof Option.Nop || option instanceof Option.End;
  }

  private boolean same(Option wanted, Option came) {
    if (wanted instanceof Option.Timestamps w && came instanceof Option.Timestamps c) {
      boolean value =
          w.value() == Option.ANY
              || Math.abs(flow.timestampError(w.value(), c.value())) <= slackMillis;
      return value && (w.echo() == Option.ANY || w.echo() == c.echo());
    }
    return switch (wanted) {
      case Option.Mss w when w.bytes() == Option.ANY -> came instanceof Option.Mss;
      case Option.WindowScale w when w.shift() == Option.ANY -> came instanceof Option.WindowScale;
      default -> wanted.equals(came);
    };
  }

  private void content() {
    long place = flow.relative(segment.sequence()) - 1 + (segment.has(Flags.SYN) ? 1 : 0);
    boolean right = segment.data().equals(Content.list(place, segment.data().size()));
    if (differences.isEmpty() && !right) {
      differences.add("the text is not what was written");
    }
  }

  private void same(String what, @Nullable Object wanted, @Nullable Object came) {
    if (!Objects.equals(wanted, came)) {
      differences.add(what + " " + came + ", not " + wanted);
    }
  }
}
