package naru.gateway.change.config;

import java.util.List;
import java.util.Optional;
import naru.base.IpRange;

/**
 * What goes wrong on purpose, for those who try how their programs bear it.
 *
 * @param delay how long a request waits before it goes on
 * @param abort what it is answered with instead
 * @param clients whose requests it concerns, as trusted forwarding fields tell it; empty for all
 * @param header only requests with this field are concerned, and its value says what happens to
 *     them: {@code delay}, {@code abort} or both; shares do not count then. Only for clients that
 *     are named, or anybody could hold requests
 */
public record Fault(
    Optional<Delay> delay, Optional<Abort> abort, List<IpRange> clients, Optional<String> header) {
  /** Longest delay. */
  public static final long MOST_NANOS = 600_000_000_000L;

  /**
   * A wait.
   *
   * @param percent of the requests, 0 to 100
   */
  public record Delay(long nanos, double percent) {
    public Delay {
      Changes.require(nanos > 0 && nanos <= MOST_NANOS, "a delay is more than 0, at most 10 min");
      requireShare(percent);
    }
  }

  /**
   * A failure.
   *
   * @param status 400 to 599
   * @param percent of the requests, 0 to 100
   */
  public record Abort(int status, double percent) {
    public Abort {
      Changes.require(status >= 400 && status <= 599, "an abort has a status of 400 to 599");
      requireShare(percent);
    }
  }

  public Fault {
    clients = List.copyOf(clients);
    Changes.require(delay.isPresent() || abort.isPresent(), "a fault is a delay or an abort");
    Changes.require(
        header.isEmpty() || !clients.isEmpty(), "a field asks for faults of named clients only");
  }

  private static void requireShare(double percent) {
    Changes.require(percent >= 0 && percent <= 100, "a share is 0 to 100%, not " + percent);
  }
}
