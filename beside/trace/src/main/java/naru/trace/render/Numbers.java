package naru.trace.render;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.trace.TcpEvent.Segment;

/**
 * The sequence numbers of a connection as a reader wants them: absolute for a SYN, after that
 * counted from it. Where no SYN was seen they count from the first number that was.
 */
final class Numbers {
  private static final long MASK = 0xffff_ffffL;
  private static final Pattern SACK = Pattern.compile("(?:^|, )(sack(?: \\d+-\\d+)+)");
  private static final Pattern BLOCK = Pattern.compile("(\\d+)-(\\d+)");

  private final long left;
  private final long right;
  private final boolean leftSyn;
  private final boolean rightSyn;

  private Numbers(Flow flow) {
    Optional<Long> leftIsn = isn(flow.passages(), true);
    Optional<Long> rightIsn = isn(flow.passages(), false);
    this.leftSyn = leftIsn.isPresent();
    this.rightSyn = rightIsn.isPresent();
    this.left = leftIsn.orElseGet(() -> first(flow.passages(), true));
    this.right = rightIsn.orElseGet(() -> first(flow.passages(), false));
  }

  static Numbers of(Flow flow) {
    return new Numbers(flow);
  }

  private static Optional<Long> isn(List<Passage> passages, boolean fromLeft) {
    return passages.stream()
        .filter(p -> p.toRight() == fromLeft && p.segment().has("SYN"))
        .map(p -> p.segment().sequence())
        .findFirst();
  }

  /** One less than the first number seen, so that it becomes 1. */
  private static long first(List<Passage> passages, boolean fromLeft) {
    for (Passage p : passages) {
      if (p.toRight() == fromLeft) {
        return (p.segment().sequence() - 1) & MASK;
      }
      if (p.segment().has("ACK")) {
        return (p.segment().acknowledgment() - 1) & MASK;
      }
    }
    return 0;
  }

  /** The header of a segment in a line, without its window. */
  String header(Passage p) {
    Segment s = p.segment();
    boolean syn = s.has("SYN");
    StringBuilder out = new StringBuilder(SegmentText.flags(s));
    out.append(" seq=").append(syn ? s.sequence() : relative(s.sequence(), p.toRight()));
    if (!syn && (s.has("FIN") || s.has("RST") || !isSynSeen(p.toRight()))) {
      out.append(" (").append(s.sequence()).append(')');
    }
    if (s.lengthBytes() > 0) {
      out.append(" len=").append(s.lengthBytes());
    }
    if (s.has("ACK")) {
      out.append(" ack=").append(acknowledgment(p, syn));
    }
    return out.toString();
  }

  private boolean isSynSeen(boolean fromLeft) {
    return fromLeft ? leftSyn : rightSyn;
  }

  private String acknowledgment(Passage p, boolean syn) {
    long ack = p.segment().acknowledgment();
    long counted = relative(ack, !p.toRight());
    if (!syn) {
      return Long.toString(counted);
    }
    return counted == 1 && isSynSeen(!p.toRight()) ? shortened(ack) : Long.toString(ack);
  }

  /** {@code ..454}: the last digits are enough beside the SYN that it acknowledges. */
  static String shortened(long number) {
    String digits = Long.toString(number);
    return digits.length() <= 5 ? digits : ".." + digits.substring(digits.length() - 3);
  }

  private long relative(long number, boolean ofLeft) {
    long counted = (number - (ofLeft ? left : right)) & MASK;
    return counted > MASK - 0x1_0000 ? counted - MASK - 1 : counted;
  }

  /** The blocks that a segment reports as held (RFC 2018), in counted numbers; empty if none. */
  String sack(Passage p) {
    Matcher found = SACK.matcher(p.segment().options());
    if (!found.find()) {
      return "";
    }
    Matcher block = BLOCK.matcher(found.group(1));
    return block.replaceAll(
        b ->
            relative(Long.parseLong(b.group(1)), !p.toRight())
                + "-"
                + relative(Long.parseLong(b.group(2)), !p.toRight()));
  }
}
