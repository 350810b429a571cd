package naru.trace;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded ring between one thread that puts and one that takes. Neither ever waits or locks: a
 * full ring refuses. The put is published by the release of {@code tail}, the taking by that of
 * {@code head}.
 */
final class TapeRing {
  private static final Tape NOTHING = new Tape();

  private final AtomicReferenceArray<Tape> slots;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  TapeRing(int capacity) {
    this.slots = new AtomicReferenceArray<>(capacity);
  }

  /** Puts a tape; false if the ring is full. */
  boolean offer(Tape tape) {
    long at = tail.getPlain();
    if (at - head.getAcquire() == slots.length()) {
      return false;
    }
    slots.setPlain((int) (at % slots.length()), tape);
    tail.setRelease(at + 1);
    return true;
  }

  /** Takes the oldest tape. */
  Optional<Tape> poll() {
    long at = head.getPlain();
    if (at == tail.getAcquire()) {
      return Optional.empty();
    }
    int slot = (int) (at % slots.length());
    Tape tape = slots.getPlain(slot);
    slots.setPlain(slot, NOTHING);
    head.setRelease(at + 1);
    return Optional.of(tape);
  }

  /** How many wait, as far as the asking thread can see. */
  long size() {
    return tail.getAcquire() - head.getAcquire();
  }
}
