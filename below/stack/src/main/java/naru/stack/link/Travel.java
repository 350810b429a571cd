package naru.stack.link;

/** How long packets travel: the delay, its jitter, and who is held back. */
final class Travel {
  private final NamedRandom jitterRandom;
  private final NamedRandom reorderRandom;

  /** The latest arrival so far, behind which packets that may not overtake wait. */
  private long latest = Long.MIN_VALUE;

  Travel(long seed, String road) {
    jitterRandom = NamedRandom.of(seed, road + "jitter");
    reorderRandom = NamedRandom.of(seed, road + "reorder");
  }

  /**
   * Sets when a packet that leaves at {@code departure} is due.
   *
   * @return whether it is held back
   */
  boolean plan(Packet packet, long departure, Impairment impairment) {
    packet.due = departure + delay(impairment);
    if (!impairment.jitter().reorders()) {
      packet.due = Math.max(packet.due, latest);
    }
    latest = Math.max(latest, packet.due);
    long more = heldBackNanos(impairment.reorder(), packet.ordinal);
    packet.due += more;
    return more > 0;
  }

  private long delay(Impairment impairment) {
    long fixed = impairment.delayNanos();
    return switch (impairment.jitter()) {
      case Jitter.None() -> fixed;
      case Jitter.Uniform uniform -> fixed + (long) (jitterRandom.nextDouble() * uniform.nanos());
      case Jitter.Normal normal ->
          Math.max(0, fixed + (long) (jitterRandom.nextGaussian() * normal.deviationNanos()));
    };
  }

  private long heldBackNanos(Reorder reorder, long ordinal) {
    return switch (reorder) {
      case Reorder.None() -> 0;
      case Reorder.Random(double probability, long byNanos) ->
          reorderRandom.happens(probability) ? byNanos : 0;
      case Reorder.Scripted script -> script.byNanos().getOrDefault(ordinal, 0L);
    };
  }
}
