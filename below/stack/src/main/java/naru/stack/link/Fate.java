package naru.stack.link;

/** What becomes of a packet on its way through a {@link Pipe}. */
public enum Fate {
  /** It came in; more follows. */
  ENTERED,
  /** A second one like it goes on as well; each has its own end. */
  DUPLICATED,
  /** One bit of it was flipped; it goes on. */
  CORRUPTED,
  /** It was held back for others to overtake; it goes on. */
  HELD_BACK,
  /** The queue marked it "congestion experienced" (RFC 3168); it goes on. */
  MARKED,
  /** It arrived. */
  DELIVERED,
  /** Loss took it. */
  LOST,
  /** It came in at a time when everything is lost. */
  BLACKHOLED,
  /** The queue of the bottleneck dropped it: it was full, or for too long not empty enough. */
  QUEUE_DROPPED,
  /** The pipe itself holds as much as it may. The sender was told. */
  OVERFLOWED,
  /** Larger than the link takes, or asking for what the link does not do. The sender was told. */
  REFUSED
}
