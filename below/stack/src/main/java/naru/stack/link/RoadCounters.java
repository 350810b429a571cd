package naru.stack.link;

/**
 * What one direction of a {@link Pipe} has done so far, in wire packets.
 *
 * <p>{@code entered + duplicated = delivered + lost + blackholed + queueDropped + inTransit}; what
 * was refused or overflowed has not entered.
 *
 * @param entered packets let in, after super-segments were cut up
 * @param enteredBytes their bytes, from the IP header on
 * @param delivered arrived at the other end, before any merging there
 * @param deliveredBytes their bytes
 * @param inTransit waiting or travelling now
 */
public record RoadCounters(
    long entered,
    long enteredBytes,
    long delivered,
    long deliveredBytes,
    long lost,
    long blackholed,
    long duplicated,
    long corrupted,
    long heldBack,
    long marked,
    long queueDropped,
    long overflowed,
    long refused,
    long inTransit) {}
