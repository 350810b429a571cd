package naru.gateway.change.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
   * @param status 400 to 599, none that {@link #needs} a field; empty for no answer but a reset: of
   *     the connection (RST), in HTTP/2 of the stream (RST_STREAM)
   * @param percent of the requests, 0 to 100
   */
  public record Abort(OptionalInt status, double percent) {
    /** What responses of these must have, and what nobody can make up: RFC 9110 section 15.5. */
    private static final Map<Integer, String> NEEDED =
        Map.of(401, "WWW-Authenticate", 405, "Allow", 407, "Proxy-Authenticate", 426, "Upgrade");

    public Abort {
      int code = status.orElse(503);
      Changes.require(code >= 400 && code <= 599, "an abort has a status of 400 to 599");
      Changes.require(needs(code).isEmpty(), "an abort has no fields, as " + code + " needs");
      requireShare(percent);
    }

    /** An answer. */
    public static Abort answering(int status, double percent) {
      return new Abort(OptionalInt.of(status), percent);
    }

    /** A reset. */
    public static Abort resetting(double percent) {
      return new Abort(OptionalInt.empty(), percent);
    }

    /** The field without which a response of this status is wrong. */
    public static Optional<String> needs(int status) {
      return Optional.ofNullable(NEEDED.get(status));
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
