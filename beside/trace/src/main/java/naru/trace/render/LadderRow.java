package naru.trace.render;

import java.util.List;

/**
 * One step of a ladder.
 *
 * @param leftTime when the left end saw it; empty if it did not tell
 * @param leftState the state that the left end is in now; empty if it did not change
 * @param text the segment
 * @param rightState as {@code leftState}
 * @param rightTime as {@code leftTime}
 * @param way how it went
 * @param notes what else is worth knowing, each a few words
 * @param again whether it, or what it carries, was lost
 */
record LadderRow(
    String leftTime,
    String leftState,
    String text,
    String rightState,
    String rightTime,
    Way way,
    List<String> notes,
    boolean again) {
  LadderRow {
    notes = List.copyOf(notes);
  }

  /** The arrows beside the text: they point where it went, and end in an x where it was lost. */
  enum Way {
    TO_RIGHT("-->", "-->"),
    TO_RIGHT_LOST("-->", "--x"),
    TO_LEFT("<--", "<--"),
    TO_LEFT_LOST("x--", "<--"),
    /** No segment: a word about those between, or the states before the first. */
    NONE("   ", "   ");

    private final String left;
    private final String right;

    Way(String left, String right) {
      this.left = left;
      this.right = right;
    }

    String left() {
      return left;
    }

    String right() {
      return right;
    }

    static Way of(Passage p) {
      return p.toRight() ? p.lost() ? TO_RIGHT_LOST : TO_RIGHT : p.lost() ? TO_LEFT_LOST : TO_LEFT;
    }
  }
}
