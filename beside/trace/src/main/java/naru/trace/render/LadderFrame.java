package naru.trace.render;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a ladder. Wide: time and state of the left end, the segment between its arrows,
 * state and time of the right end, as RFC 9293 draws its figures. Narrow: the states go among the
 * notes. Notes follow the segment where there is room, else on lines of their own.
 */
final class LadderFrame {
  private static final int WIDE = 110;
  private static final int TIME = 9;
  private static final int STATE = 12;
  private static final int ARROWS = 8;

  /** Columns of the segment where lines have no end. */
  private static final int ENDLESS_TEXT = 100;

  private final boolean wide;
  private final boolean endless;
  private final int text;
  private final Paint paint;

  LadderFrame(Look look) {
    this.wide = look.width() >= WIDE;
    this.endless = look.width() >= Look.ENDLESS;
    this.text = endless ? ENDLESS_TEXT : look.width() - 2 * side() - ARROWS;
    this.paint = new Paint(look.colour());
  }

  /** Columns before the first arrow: the time, and the state if wide. */
  private int side() {
    return TIME + 1 + (wide ? STATE + 1 : 0);
  }

  /** Whether the states have columns of their own. */
  boolean hasStates() {
    return wide;
  }

  /** Whether nothing has to be left out for lack of room. */
  boolean isEndless() {
    return endless;
  }

  /** The head of a ladder: who stands left and who right. */
  String head(String left, String right) {
    int room = 2 * side() + ARROWS + text;
    int gap = Math.max(2, room - Columns.of(left) - Columns.of(right));
    String line = Columns.clean(left + " ".repeat(gap) + right);
    return endless ? line : Columns.cut(line, room);
  }

  /** A row with its notes. */
  List<String> lines(LadderRow row) {
    List<String> lines = new ArrayList<>();
    String notes = Columns.clean(String.join("; ", row.notes()));
    String whole = row.text() + (notes.isEmpty() ? "" : "  " + notes);
    boolean fits = Columns.of(whole) <= text;
    String first = Columns.clean(fits ? whole : row.text());
    String line =
        side(row.leftTime(), row.leftState(), true)
            + row.way().left()
            + " "
            + Columns.fit(first, text)
            + " "
            + row.way().right()
            + side(row.rightTime(), row.rightState(), false);
    lines.add(row.again() ? paint.failure(line) : line);
    if (!fits && !notes.isEmpty()) {
      wrapped(row.notes()).forEach(n -> lines.add(" ".repeat(side() + 6) + n));
    }
    return lines;
  }

  private String side(String time, String state, boolean left) {
    String clock = " ".repeat(Math.max(0, TIME - time.length())) + time;
    if (!wide) {
      return left ? clock + " " : " " + clock;
    }
    String name = Columns.fit(Columns.clean(state), STATE);
    return left ? clock + " " + name + " " : " " + name + " " + clock;
  }

  /** Notes joined to lines of the segment's columns. */
  private List<String> wrapped(List<String> notes) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String note : notes) {
      String clean = Columns.clean(note);
      if (!line.isEmpty() && Columns.of(line.toString()) + 2 + Columns.of(clean) > text - 2) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : "; ").append(clean);
    }
    lines.add(line.toString());
    return endless ? lines : lines.stream().map(l -> Columns.cut(l, text + side() - 2)).toList();
  }
}
