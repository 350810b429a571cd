package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.trace.TcpEvent.Segment;
import naru.trace.TcpEvent.Why;

/** What is said beside a segment: why, options, states, congestion; only what is news. */
final class LadderNotes {
  private final Flow flow;
  private final Numbers numbers;
  private final Words words;

  LadderNotes(Flow flow, Numbers numbers, Words words) {
    this.flow = flow;
    this.numbers = numbers;
    this.words = words;
  }

  /** Why it was sent, what it was taken for, what it offers and reports. */
  List<String> of(Passage p) {
    List<String> notes = new ArrayList<>();
    Segment s = p.segment();
    if (p.lost()) {
      notes.add(words.say("ladder.lost"));
    }
    p.toldBy(!p.toRight()).filter(t -> isNews(t.why())).ifPresent(t -> notes.add(why(t.why())));
    p.toldBy(p.toRight())
        .filter(t -> isNews(t.why()) && (t.why() != s.why() || p.sent().isEmpty()))
        .ifPresent(t -> notes.add(flow.end(p.toRight()).party().word() + ": " + why(t.why())));
    if (s.has("SYN") && !s.options().isEmpty()) {
      notes.add(s.options());
    }
    String sack = numbers.sack(p);
    if (!sack.isEmpty()) {
      notes.add(sack);
    }
    return notes;
  }

  /** What one end's numbers became; empty if they are known. */
  Optional<String> congestion(EndMemory memory, boolean right, Passage p) {
    String news = memory.newCongestion(p.toldBy(right));
    return news.isEmpty()
        ? Optional.empty()
        : Optional.of(flow.end(right).party().word() + " " + news);
  }

  private String why(Why why) {
    return words.say("why." + JsonShape.word(why));
  }

  /** Whether the header does not say it already. */
  static boolean isNews(Why why) {
    return switch (why) {
      case SYN, SYN_ACK, NEW_DATA, ACK, FIN, RESET, IN_ORDER, ACKNOWLEDGED, SEEN -> false;
      case RETRANSMIT_TIMEOUT,
          FAST_RETRANSMIT,
          LOSS_PROBE,
          WINDOW_PROBE,
          WINDOW_UPDATE,
          DELAYED_ACK,
          DUPLICATE_ACK,
          CHALLENGE_ACK,
          KEEP_ALIVE,
          SYN_COOKIE,
          OUT_OF_ORDER,
          DUPLICATE,
          NOT_ACCEPTABLE,
          OLD_TIMESTAMP ->
          true;
    };
  }

  /** Whether a segment was sent, or came, a second time. */
  static boolean isAgain(Passage p) {
    return switch (p.segment().why()) {
      case RETRANSMIT_TIMEOUT, FAST_RETRANSMIT, LOSS_PROBE, DUPLICATE -> true;
      default -> p.lost();
    };
  }

  /**
   * Whether it is one of many: data or an acknowledgment that went as it should and changed no
   * state.
   */
  static boolean isPlain(Passage p) {
    Segment s = p.segment();
    boolean header = s.flags().equals("ACK") || s.flags().equals("PSH,ACK");
    return header
        && !p.lost()
        && s.windowBytes() > 0
        && isQuiet(p.toldBy(true))
        && isQuiet(p.toldBy(false));
  }

  private static boolean isQuiet(Optional<Segment> told) {
    return told.map(
            s -> (!isNews(s.why()) || s.why() == Why.DELAYED_ACK) && s.before().equals(s.after()))
        .orElse(true);
  }
}
