package naru.stack.link;

import org.jspecify.annotations.Nullable;

/**
 * Controlled delay: drops or marks at the head of the queue when packets have waited too long for
 * too long, and then ever faster until they do not (RFC 8289 section 5).
 */
final class CoDelControl {
  private static final long NONE = Long.MIN_VALUE;

  /** Within this many intervals after dropping it begins anew at the rate that had been reached. */
  private static final int RECENT_INTERVALS = 16;

  private final Bottleneck queue;

  /** When the delay will have been above the target for an interval; {@link #NONE}: it is not. */
  private long firstAboveAt = NONE;

  private long dropNextAt;
  private int count;
  private int lastCount;
  private boolean dropping;

  /** Whether the packet taken last had waited too long, at the end of an interval of such. */
  private boolean okToDrop;

  CoDelControl(Bottleneck queue) {
    this.queue = queue;
  }

  @Nullable Packet dequeue(Queue.CoDel codel, long now) {
    Packet packet = take(codel, now);
    if (dropping) {
      return goOn(codel, packet, now);
    }
    return okToDrop && packet != null ? start(codel, packet, now) : packet;
  }

  /** Takes the first one, and judges the delay by it. */
  private @Nullable Packet take(Queue.CoDel codel, long now) {
    Packet packet = queue.take();
    okToDrop = false;
    if (packet == null || now - packet.queuedAt < codel.targetNanos() || queue.almostEmpty()) {
      firstAboveAt = NONE;
    } else if (firstAboveAt == NONE) {
      firstAboveAt = now + codel.intervalNanos();
    } else {
      okToDrop = now >= firstAboveAt;
    }
    return packet;
  }

  private @Nullable Packet goOn(Queue.CoDel codel, @Nullable Packet first, long now) {
    Packet packet = first;
    dropping = okToDrop;
    while (dropping && packet != null && now >= dropNextAt) {
      count++;
      boolean goesOn = queue.markedOrDropped(packet, codel.marks(), now);
      if (!goesOn) {
        packet = take(codel, now);
        dropping = okToDrop;
      }
      if (dropping) {
        dropNextAt = after(dropNextAt, codel);
      }
      if (goesOn) {
        break;
      }
    }
    return packet;
  }

  private @Nullable Packet start(Queue.CoDel codel, Packet first, long now) {
    boolean goesOn = queue.markedOrDropped(first, codel.marks(), now);
    Packet packet = goesOn ? first : take(codel, now);
    dropping = true;
    int delta = count - lastCount;
    boolean recent = now - dropNextAt < RECENT_INTERVALS * codel.intervalNanos();
    count = delta > 1 && recent ? delta : 1;
    dropNextAt = after(now, codel);
    lastCount = count;
    return packet;
  }

  private long after(long from, Queue.CoDel codel) {
    return from + (long) (codel.intervalNanos() / Math.sqrt(count));
  }
}
