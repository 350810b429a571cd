package naru.stack.tcp;

import java.util.EnumSet;
import java.util.Set;

/** The states of a connection (RFC 9293 section 3.3.2). */
public enum State {
  CLOSED,
  LISTEN,
  SYN_SENT,
  SYN_RECEIVED,
  ESTABLISHED,
  FIN_WAIT_1,
  FIN_WAIT_2,
  CLOSE_WAIT,
  CLOSING,
  LAST_ACK,
  TIME_WAIT;

  private final String text = name().replace('_', '-');

  /** Both sides know both initial sequence numbers. */
  boolean synchronised() {
    return ordinal() >= ESTABLISHED.ordinal();
  }

  /** The other side may still send text. */
  boolean receives() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /** The user may still send. */
  boolean sends() {
    return this == ESTABLISHED || this == CLOSE_WAIT;
  }

  /** What was queued may still have to go out, or be acknowledged. */
  boolean transmits() {
    return switch (this) {
      case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK -> true;
      case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, FIN_WAIT_2, TIME_WAIT -> false;
    };
  }

  /** The moves of the RFC's diagram (figure 5), and to CLOSED, which is always possible. */
  boolean mayBecome(State next) {
    return next == CLOSED || moves().contains(next);
  }

  private Set<State> moves() {
    return switch (this) {
      case CLOSED -> EnumSet.of(LISTEN, SYN_SENT, SYN_RECEIVED);
      case LISTEN -> EnumSet.of(SYN_SENT, SYN_RECEIVED);
      case SYN_SENT -> EnumSet.of(SYN_RECEIVED, ESTABLISHED);
      case SYN_RECEIVED -> EnumSet.of(ESTABLISHED, FIN_WAIT_1, CLOSE_WAIT);
      case ESTABLISHED -> EnumSet.of(FIN_WAIT_1, CLOSE_WAIT);
      case FIN_WAIT_1 -> EnumSet.of(FIN_WAIT_2, CLOSING, TIME_WAIT);
      case FIN_WAIT_2 -> EnumSet.of(TIME_WAIT);
      case CLOSE_WAIT -> EnumSet.of(LAST_ACK);
      case CLOSING -> EnumSet.of(TIME_WAIT);
      case LAST_ACK, TIME_WAIT -> EnumSet.noneOf(State.class);
    };
  }

  /** As the RFC writes it: {@code SYN-SENT}. */
  @Override
  public String toString() {
    return text;
  }
}
