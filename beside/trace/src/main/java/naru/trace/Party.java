package naru.trace;

/** Who takes part in the way of a request. */
public enum Party {
  CLIENT,
  DNS,
  PROXY,
  GATEWAY,
  CACHE,
  ORIGIN,
  CA;

  /** Who connects to this party, as the trace names it: an origin is called by the gateway. */
  public Party caller() {
    return this == ORIGIN ? GATEWAY : CLIENT;
  }

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The name as renderings and JSON use it. */
  public String word() {
    return word;
  }
}
