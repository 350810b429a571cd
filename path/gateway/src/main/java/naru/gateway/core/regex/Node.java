package naru.gateway.core.regex;

import java.util.List;

/** What a regular expression says, as a tree. */
sealed interface Node {
  /** One byte of a set. */
  record One(ByteSet set) implements Node {}

  /** All, one after another; none for the empty text. */
  record Sequence(List<Node> parts) implements Node {}

  /** Any of these; where several hold, the first counts. */
  record Choice(List<Node> parts) implements Node {}

  /**
   * Again and again, as often as it can.
   *
   * @param most -1 for any number
   */
  record Repeat(Node part, int least, int most) implements Node {}

  /** A part whose text is remembered; {@code number} counts from 1. */
  record Group(Node part, int number) implements Node {}
}
