package naru.gateway.config;

import java.util.List;
import java.util.Optional;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.guard.config.Circuit;
import naru.http.Slot;

/** Where the requests of a route go. */
public sealed interface Destination {
  /** To a group of servers, by its name. */
  record ToUpstream(String name) implements Destination {}

  /** To the origin in this process. */
  record ToOrigin() implements Destination {}

  /**
   * To a folder of files, which the origin in this process serves: what it needs to know is left
   * for it in the exchange.
   *
   * @param folder as it is told
   * @param asked where a rewrite leaves path and query as they were before: what the folder says of
   *     places is for who asked there
   */
  record ToFiles(String folder, Slot<String> asked) implements Destination {}

  /** Nowhere: the route answers by itself. */
  record Nowhere() implements Destination {}

  /**
   * To one of several, by their weights.
   *
   * @param arms at least one; if all weights are 0, no request can be served
   */
  record Split(List<Arm> arms) implements Destination {
    /** Most arms. */
    public static final int MAX_ARMS = 32;

    public Split {
      arms = List.copyOf(arms);
      GatewayConfig.require(
          !arms.isEmpty() && arms.size() <= MAX_ARMS, "a split has 1 to " + MAX_ARMS + " arms");
    }
  }

  /**
   * One way of a split.
   *
   * @param upstream a group of servers, by its name
   * @param weight its share of the sum of all weights; 0 for none
   * @param request fields of what goes this way
   * @param response fields of what comes back
   * @param circuit bounds what is under way to the group; empty for no bound
   */
  record Arm(
      String upstream,
      int weight,
      HeaderChange request,
      HeaderChange response,
      Optional<Circuit> circuit) {
    public Arm {
      GatewayConfig.require(
          weight >= 0 && weight <= 1_000_000, "a weight is 0 to 1000000, not " + weight);
    }

    /** A way without a bound. */
    public Arm(String upstream, int weight, HeaderChange request, HeaderChange response) {
      this(upstream, weight, request, response, Optional.empty());
    }

    /** The same, bounded. */
    public Arm boundedBy(Optional<Circuit> bound) {
      return new Arm(upstream, weight, request, response, bound);
    }
  }

  /** The groups that it names. */
  default List<String> upstreams() {
    return switch (this) {
      case ToUpstream to -> List.of(to.name());
      case Split split -> split.arms().stream().map(Arm::upstream).toList();
      case ToOrigin origin -> List.of();
      case ToFiles files -> List.of();
      case Nowhere nowhere -> List.of();
    };
  }
}
