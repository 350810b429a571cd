package naru.trace;

/**
 * Who hears of every part that came in from outside as it ends, kept or not: an access log. Called
 * on the thread that ends the part; must not block.
 */
public interface PartSink {
  /** Whether parts of this party are of interest. */
  boolean wants(Party at);

  /** A part with a request has ended; the facts are valid during the call. */
  void ended(PartFacts facts);
}
