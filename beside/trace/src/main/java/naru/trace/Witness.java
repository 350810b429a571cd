package naru.trace;

/**
 * Somebody who can be told what happened: a {@link Span}, or a {@link Prologue} before there is
 * one.
 */
@FunctionalInterface
public interface Witness {
  /** Tells something between two parties; the time is now. */
  void add(Party from, Party to, Provenance provenance, Event event);
}
