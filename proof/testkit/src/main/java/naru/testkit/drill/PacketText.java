package naru.testkit.drill;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A segment as a script writes it: complete if it arrives, a pattern if it must leave.
 *
 * @param marks words in brackets
 * @param ports null: those of the dialogue's first connection
 * @param acknowledges false if it does not matter whether ACK is set; in the text a question mark
 *     after the flags
 * @param sequence {@link #NEW} for a later initial sequence number than the connection before had
 * @param acknowledgment null: the segment carries none
 * @param window null: any
 * @param options null: any
 */
public record PacketText(
    Set<Mark> marks,
    @Nullable Ports ports,
    int flags,
    boolean acknowledges,
    long sequence,
    int length,
    @Nullable Long acknowledgment,
    @Nullable Span window,
    int urgent,
    @Nullable List<Option> options) {

  /** The sequence number that the script writes as {@code new}. */
  static final long NEW = -1;

  /** What the IP header says, or what is spoilt. */
  enum Mark {
    ECT0,
    ECT1,
    CE,
    NOECN,
    DF,
    BADCSUM
  }

  /** Source and destination. */
  record Ports(int source, int destination) {}

  /** From the one to the other, both included. */
  record Span(int from, int to) {
    boolean contains(int value) {
      return from <= value && value <= to;
    }

    @Override
    public String toString() {
      return from == to ? Integer.toString(from) : from + ".." + to;
    }
  }
}
