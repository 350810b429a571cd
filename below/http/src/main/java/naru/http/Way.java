package naru.http;

/**
 * An ordered list of stops. The way of a request is fixed when the request begins: a reload changes
 * the way of the requests after it.
 */
public final class Way {
  private final Stop[] stops;

  private Way(Stop[] stops) {
    this.stops = stops;
  }

  /** The stops in travelling order; the last one must answer. */
  public static Way of(Stop... stops) {
    if (stops.length == 0) {
      throw new IllegalArgumentException("a way needs a stop");
    }
    return new Way(stops.clone());
  }

  Stop stop(int i) {
    return stops[i];
  }

  int length() {
    return stops.length;
  }
}
