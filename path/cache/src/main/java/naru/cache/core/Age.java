package naru.cache.core;

import java.util.concurrent.TimeUnit;

/** How old a response is. RFC 9111 section 4.2.3, with its names. */
public final class Age {
  private Age() {}

  /** The age on arrival, in nanoseconds. */
  public static long initialNanos(Response response) {
    Response.Arrival arrival = response.arrival();
    long apparentAge =
        Math.max(0, arrival.arrivedSeconds() - response.date().orElse(arrival.arrivedSeconds()));
    long responseDelay = arrival.arrivedNanos() - arrival.askedNanos();
    long correctedAge = TimeUnit.SECONDS.toNanos(response.age()) + responseDelay;
    return Math.max(TimeUnit.SECONDS.toNanos(apparentAge), correctedAge);
  }

  /** The age at a moment on the program's clock, in nanoseconds. */
  public static long nanos(Response response, long nowNanos) {
    long residentTime = nowNanos - response.arrival().arrivedNanos();
    return initialNanos(response) + residentTime;
  }
}
