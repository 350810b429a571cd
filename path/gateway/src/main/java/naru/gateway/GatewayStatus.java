package naru.gateway;

import java.util.List;
import naru.base.Place;

/** How the gateway stands now, for whoever looks. */
public record GatewayStatus(List<UpstreamStatus> upstreams, List<RouteStatus> routes) {
  /** A group. */
  public record UpstreamStatus(
      String name, String balance, Place place, List<TargetStatus> targets) {}

  /**
   * A target.
   *
   * @param address as configured
   * @param resolved where that is now; empty if its name has no address yet
   * @param state as in {@link naru.trace.GatewayEvent.Candidate}, or "unresolved"
   * @param use what an operator said: enabled, drain or maintenance
   * @param inflight requests under way
   * @param requests tries sent
   * @param failures tries that failed
   * @param failuresInRow of them, since the last good answer
   * @param ejections how often it was taken out
   * @param ejectedForMillis until it is back; 0 if it is not out
   * @param checked whether active checks look at it; without them "healthy" says only that nothing
   *     took it out
   * @param evidence what the last active check saw; empty without checks
   * @param seen the last failures of real requests, oldest first
   */
  public record TargetStatus(
      String address,
      List<String> resolved,
      String state,
      String use,
      int weight,
      long inflight,
      long requests,
      long failures,
      int failuresInRow,
      int ejections,
      long ejectedForMillis,
      boolean checked,
      String evidence,
      List<Seen> seen) {}

  /**
   * A failure, so long ago.
   *
   * @param what a reason id, or a status
   * @param detail a sentence; empty where there is no more to say
   */
  public record Seen(long agoMillis, String what, String detail) {}

  /** A route and how many requests took it. */
  public record RouteStatus(String name, Place place, String to, long requests) {}
}
