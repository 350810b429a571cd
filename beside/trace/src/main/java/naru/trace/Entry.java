package naru.trace;

/**
 * One event in its frame.
 *
 * @param atNanos when, on the program's {@link naru.base.Clock}
 * @param from who acted or sent
 * @param to who was acted on or received; {@code from} itself for a decision
 * @param provenance how it is known
 * @param event what happened
 */
public record Entry(long atNanos, Party from, Party to, Provenance provenance, Event event) {}
