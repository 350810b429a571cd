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

  /** The name as renderings and JSON use it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
