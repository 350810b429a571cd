package naru.stack.link;

/** Counts what becomes of packets, and tells the observer. */
final class Ledger {
  private static final Fate[] FATES = Fate.values();

  private final long[] counts = new long[FATES.length];
  private LinkObserver observer = LinkObserver.NONE;
  private long enteredBytes;
  private long deliveredBytes;

  void observer(LinkObserver observer) {
    this.observer = observer;
  }

  void note(Fate fate, Packet packet, long at) {
    counts[fate.ordinal()]++;
    enteredBytes += fate == Fate.ENTERED ? packet.bytes : 0;
    deliveredBytes += fate == Fate.DELIVERED ? packet.bytes : 0;
    observer.packet(fate, packet.ordinal, at, packet.frame);
  }

  long count(Fate fate) {
    return counts[fate.ordinal()];
  }

  RoadCounters counters(long inTransit) {
    return new RoadCounters(
        count(Fate.ENTERED),
        enteredBytes,
        count(Fate.DELIVERED),
        deliveredBytes,
        count(Fate.LOST),
        count(Fate.BLACKHOLED),
        count(Fate.DUPLICATED),
        count(Fate.CORRUPTED),
        count(Fate.HELD_BACK),
        count(Fate.MARKED),
        count(Fate.QUEUE_DROPPED),
        count(Fate.OVERFLOWED),
        count(Fate.REFUSED),
        inTransit);
  }
}
