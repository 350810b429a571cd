package naru.stack.link;

import java.util.List;

/**
 * What a road does to packets, in the order in which it happens to them: a blackhole or loss takes
 * them, they are doubled and damaged, wait in the queue for the bottleneck, which sends them at a
 * rate, and travel for a delay with jitter, some held back.
 *
 * @param delayNanos the time every packet travels, after it was sent
 * @param duplicate probability that a packet arrives twice
 * @param corrupt probability that one bit of a packet, anywhere in it, is flipped
 * @param bitsPerSecond what the bottleneck sends, counted in bits of IP packets; 0: without limit
 * @param blackholes when everything is lost
 */
public record Impairment(
    Loss loss,
    long delayNanos,
    Jitter jitter,
    Reorder reorder,
    double duplicate,
    double corrupt,
    long bitsPerSecond,
    Queue queue,
    List<Blackhole> blackholes) {

  /** Nothing happens to packets, in no time. With a rate, 1000 packets may wait. */
  public static final Impairment NONE =
      new Impairment(
          new Loss.None(),
          0,
          new Jitter.None(),
          new Reorder.None(),
          0,
          0,
          0,
          Queue.TailDrop.packets(1000),
          List.of());

  public Impairment {
    Chances.checkNotNegative("delayNanos", delayNanos);
    Chances.check("duplicate", duplicate);
    Chances.check("corrupt", corrupt);
    Chances.checkNotNegative("bitsPerSecond", bitsPerSecond);
    blackholes = List.copyOf(blackholes);
  }

  /** Whether single packets fare differently, so that a super-segment must be cut before. */
  public boolean worksOnPackets() {
    return !(loss instanceof Loss.None
        && jitter instanceof Jitter.None
        && reorder instanceof Reorder.None
        && duplicate == 0
        && corrupt == 0
        && bitsPerSecond == 0);
  }

  /** Whether everything that enters at this time is lost. */
  boolean swallows(long now) {
    for (Blackhole hole : blackholes) {
      if (hole.swallows(now)) {
        return true;
      }
    }
    return false;
  }

  public Impairment withLoss(Loss loss) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withDelay(long delayNanos) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withJitter(Jitter jitter) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withReorder(Reorder reorder) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withDuplicate(double probability) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, probability, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withCorrupt(double probability) {
    return new Impairment(
        loss,
        delayNanos,
        jitter,
        reorder,
        duplicate,
        probability,
        bitsPerSecond,
        queue,
        blackholes);
  }

  public Impairment withRate(long bitsPerSecond) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withQueue(Queue queue) {
    return new Impairment(
        loss, delayNanos, jitter, reorder, duplicate, corrupt, bitsPerSecond, queue, blackholes);
  }

  public Impairment withBlackholes(Blackhole... blackholes) {
    return new Impairment(
        loss,
        delayNanos,
        jitter,
        reorder,
        duplicate,
        corrupt,
        bitsPerSecond,
        queue,
        List.of(blackholes));
  }
}
