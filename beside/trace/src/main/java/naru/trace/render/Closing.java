package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import naru.trace.TcpEvent.Segment;

/**
 * The end of a connection in a line: {@code FIN, ACK, FIN, ACK; client in TIME-WAIT}. A FIN that is
 * the first to acknowledge the other one is {@code FIN+ACK}. RFC 9293 section 3.6.
 */
final class Closing {
  private final Flow flow;
  private final Words words;
  private final List<String> said = new ArrayList<>();
  private final Half left = new Half();
  private final Half right = new Half();

  /** One direction: how far its FIN is. */
  private static final class Half {
    private boolean finished;
    private boolean acknowledged;
    private long beyond;

    boolean isAcknowledgedBy(Segment s) {
      return finished && s.has("ACK") && s.acknowledgment() == beyond;
    }
  }

  private Closing(Flow flow, Words words) {
    this.flow = flow;
    this.words = words;
  }

  /** Its words; empty if neither FIN nor RST was seen. */
  static String of(Flow flow, Words words) {
    Closing closing = new Closing(flow, words);
    flow.passages().forEach(closing::take);
    return closing.text();
  }

  private void take(Passage p) {
    Segment s = p.segment();
    Half mine = p.toRight() ? left : right;
    Half theirs = p.toRight() ? right : left;
    boolean acknowledges = theirs.isAcknowledgedBy(s) && !theirs.acknowledged;
    theirs.acknowledged |= acknowledges && !p.lost();
    if (s.has("RST")) {
      said.add("RST");
    } else if (s.has("FIN")) {
      String flags = acknowledges ? "FIN+ACK" : "FIN";
      said.add(mine.finished ? words.say("ladder.again", "FIN") : flags);
      mine.finished = true;
      mine.beyond = (s.sequence() + s.span()) & 0xffff_ffffL;
    } else if (acknowledges) {
      said.add("ACK");
    }
  }

  private String text() {
    if (said.isEmpty()) {
      return "";
    }
    String waits = waits(false) + waits(true);
    return String.join(", ", said) + (waits.isEmpty() ? "" : ";" + waits);
  }

  private String waits(boolean rightEnd) {
    String last = "";
    for (Passage p : flow.passages()) {
      last = p.toldBy(rightEnd).map(Segment::after).orElse(last);
    }
    return last.equals("TIME-WAIT")
        ? " " + words.say("ladder.waits", flow.end(rightEnd).party().word(), last)
        : "";
  }
}
