package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import naru.trace.TcpEvent.Segment;

/**
 * The three-way handshake of a connection in a line: {@code SYN seq=2891336453, SYN+ACK
 * seq=1047382911 ack=..454, ACK}; or how far it got. RFC 9293 section 3.5.
 */
final class Opening {
  private final Words words;
  private final List<String> said = new ArrayList<>();
  private boolean asked;
  private boolean answered;
  private boolean over;

  private Opening(Words words) {
    this.words = words;
  }

  /** Its words; empty if no SYN was seen. */
  static String of(Flow flow, Words words) {
    Opening opening = new Opening(words);
    for (Passage p : flow.passages()) {
      if (!opening.over) {
        opening.take(p);
      }
    }
    return String.join(", ", opening.said);
  }

  private void take(Passage p) {
    Segment s = p.segment();
    if (s.has("RST")) {
      over = true;
      if (asked) {
        said.add(SegmentText.flags(s));
      }
    } else if (s.has("SYN") && s.has("ACK")) {
      String ack = Numbers.shortened(s.acknowledgment());
      add("SYN+ACK", " seq=" + s.sequence() + " ack=" + ack, answered);
      answered = true;
    } else if (s.has("SYN")) {
      add("SYN", " seq=" + s.sequence(), asked);
      asked = true;
    } else if (answered && p.toRight() && !p.lost()) {
      said.add("ACK");
      over = true;
    }
  }

  private void add(String flags, String numbers, boolean again) {
    said.add(again ? words.say("ladder.again", flags) : flags + numbers);
  }
}
