package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.trace.TcpEvent.Segment;
import naru.trace.Trace;
import naru.trace.render.LadderRow.Way;

/**
 * A connection as a ladder: its two ends, time going down, every segment an arrow. Each end has its
 * own time and its own state, as it told them.
 */
final class Ladder {
  /** A run of plain data longer than this is folded: its beginning and its end stay. */
  private static final int RUN = 10;

  private static final int RUN_HEAD = 3;
  private static final int RUN_TAIL = 2;

  private final Trace trace;
  private final Flow flow;
  private final LadderFrame frame;
  private final Words words;
  private final Numbers numbers;
  private final LadderNotes notes;
  private final EndMemory left = new EndMemory();
  private final EndMemory right = new EndMemory();
  private final List<String> lines = new ArrayList<>();

  private Ladder(Trace trace, Flow flow, Look look) {
    this.trace = trace;
    this.flow = flow;
    this.frame = new LadderFrame(look);
    this.words = Words.in(look.lang());
    this.numbers = Numbers.of(flow);
    this.notes = new LadderNotes(flow, numbers, words);
  }

  /** The lines of one connection, without line ends. */
  static List<String> of(Trace trace, Flow flow, Look look) {
    Ladder ladder = new Ladder(trace, flow, look);
    ladder.draw();
    return ladder.lines;
  }

  private void draw() {
    Flow.End l = flow.left();
    Flow.End r = flow.right();
    lines.add(
        frame.head(l.party().word() + " " + l.address(), r.party().word() + " " + r.address()));
    firstStates();
    List<Passage> all = flow.passages();
    for (int i = 0; i < all.size(); ) {
      int run = frame.isEndless() ? 0 : plainFrom(i);
      if (run > RUN) {
        drawRun(all.subList(i, i + run));
        i += run;
      } else {
        row(all.get(i));
        i++;
      }
    }
  }

  private int plainFrom(int index) {
    List<Passage> all = flow.passages();
    int end = index;
    while (end < all.size() && LadderNotes.isPlain(all.get(end))) {
      end++;
    }
    return end - index;
  }

  private void firstStates() {
    String l = left.firstState(firstTold(false));
    String r = right.firstState(firstTold(true));
    if (frame.hasStates() && !(l + r).isEmpty()) {
      print(new LadderRow("", l, "", r, "", Way.NONE, List.of(), false));
    }
  }

  private Optional<Segment> firstTold(boolean byRight) {
    return flow.passages().stream().flatMap(p -> p.toldBy(byRight).stream()).findFirst();
  }

  private void row(Passage p) {
    String l = left.newState(p.toldBy(false));
    String r = right.newState(p.toldBy(true));
    List<String> said = new ArrayList<>();
    if (!frame.hasStates()) {
      addState(said, flow.left(), l);
      addState(said, flow.right(), r);
    }
    said.addAll(notes.of(p));
    notes.congestion(left, false, p).ifPresent(said::add);
    notes.congestion(right, true, p).ifPresent(said::add);
    String text = numbers.header(p) + " win=" + p.segment().windowBytes();
    print(
        new LadderRow(
            time(p.nanosAt(false)),
            l,
            text,
            r,
            time(p.nanosAt(true)),
            Way.of(p),
            said,
            LadderNotes.isAgain(p)));
  }

  private static void addState(List<String> said, Flow.End end, String state) {
    if (!state.isEmpty()) {
      said.add(end.party().word() + " " + state);
    }
  }

  private String time(Optional<Long> nanos) {
    return nanos
        .map(n -> String.format(Locale.ROOT, "%.3f", (n - trace.startNanos()) / 1e6))
        .orElse("");
  }

  private void drawRun(List<Passage> run) {
    run.subList(0, RUN_HEAD).forEach(this::row);
    fold(run.subList(RUN_HEAD, run.size() - RUN_TAIL));
    run.subList(run.size() - RUN_TAIL, run.size()).forEach(this::row);
  }

  /** Many in one line: how many, how much each way, and what became of the congestion windows. */
  private void fold(List<Passage> many) {
    long bytesRight = bytes(many, true);
    long bytesLeft = bytes(many, false);
    long leftWindow = left.congestionWindow();
    long rightWindow = right.congestionWindow();
    for (Passage p : many) {
      left.newCongestion(p.toldBy(false));
      right.newCongestion(p.toldBy(true));
    }
    List<String> said = new ArrayList<>();
    addWindow(said, flow.left(), leftWindow, left.congestionWindow());
    addWindow(said, flow.right(), rightWindow, right.congestionWindow());
    String text =
        words.say("ladder.fold", many.size(), Facts.bytes(bytesRight), Facts.bytes(bytesLeft));
    print(new LadderRow("", "", text, "", "", Way.NONE, said, false));
  }

  private static long bytes(List<Passage> many, boolean toRight) {
    return many.stream()
        .filter(p -> p.toRight() == toRight)
        .mapToLong(p -> p.segment().lengthBytes())
        .sum();
  }

  private static void addWindow(List<String> said, Flow.End end, long before, long after) {
    if (before != after) {
      said.add(end.party().word() + " cwnd " + before + " -> " + after);
    }
  }

  private void print(LadderRow row) {
    lines.addAll(frame.lines(row));
  }
}
