package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * A run of sequence numbers that was sent and is not acknowledged: what RFC 8985 section 5.2 keeps
 * per segment, for up to a whole super-segment. SYN and FIN take a number each.
 */
final class Sent {
  static final int SACKED = 1;

  /** Taken for lost, and not sent again since. */
  static final int LOST = 2;

  /** Was ever sent again: its acknowledgment does not say which one arrived. */
  static final int EVER = 8;

  static final int SYN = 16;
  static final int FIN = 32;

  int start;
  int end;
  int flags;

  /** When it was last sent. */
  long at;

  /** TSval of its last sending. */
  int timestamp;

  @Nullable Sent next;
  @Nullable Sent previous;

  int length() {
    return end - start;
  }

  /** Octets of text: SYN and FIN are none. */
  int text() {
    return end - start - ((flags & SYN) != 0 ? 1 : 0) - ((flags & FIN) != 0 ? 1 : 0);
  }

  boolean is(int flag) {
    return (flags & flag) != 0;
  }

  void set(int flag) {
    flags |= flag;
  }

  void clear(int flag) {
    flags &= ~flag;
  }
}
