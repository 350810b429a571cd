package naru.trace;

import java.util.List;
import naru.base.Failure;
import naru.base.Place;

/** The gateway: which route, which target, and the tries. */
public sealed interface GatewayEvent extends Event {
  /**
   * Where a request would come in: what a dry run tells.
   *
   * @param asked scheme and port of what is asked for, such as {@code https on port 443}
   * @param listener the listener of these; empty if there is none
   * @param others listeners of other schemes and ports
   * @param place where the listener stands
   */
  record Listening(String asked, String listener, List<String> others, Place place)
      implements GatewayEvent {
    public Listening {
      others = List.copyOf(others);
    }
  }

  /**
   * A route matched.
   *
   * @param route its name
   * @param place where it stands
   * @param missed the routes looked at before, with the first predicate that failed
   */
  record RouteChosen(String route, Place place, List<NearMiss> missed) implements GatewayEvent {}

  /** No route matched. */
  record NoRoute(List<NearMiss> missed) implements GatewayEvent {}

  /**
   * The balancer's pick.
   *
   * @param upstream the group's name
   * @param target the address
   * @param balance the algorithm, such as {@code least-request}
   * @param candidates each target with the numbers that decided
   * @param place where the upstream stands
   */
  record TargetChosen(
      String upstream, String target, String balance, List<Candidate> candidates, Place place)
      implements GatewayEvent {}

  /** The group has no target that could be used. */
  record NoTarget(String upstream, List<Candidate> candidates, Place place)
      implements GatewayEvent {}

  /**
   * A try failed, and there will be another, mostly at another target.
   *
   * @param attempt counts the failed try, from 1
   * @param pauseMillis how long that waits first
   */
  record Retried(int attempt, String target, Failure failure, long pauseMillis)
      implements GatewayEvent {
    /** Without a pause. */
    public Retried(int attempt, String target, Failure failure) {
      this(attempt, target, failure, 0);
    }
  }

  /**
   * A try failed, might have been repeated, and was not.
   *
   * @param attempt counts the failed try, from 1
   * @param reason a reason id: {@code retry.budget-exhausted}, {@code retry.too-many}, {@code
   *     retry.no-time}
   */
  record NotRetried(int attempt, String target, String reason, Failure failure)
      implements GatewayEvent {}

  /**
   * What went through a stream: a TCP connection, a TLS connection that was not decrypted, or a UDP
   * session.
   *
   * @param bytesUp to the target
   * @param bytesDown to the client
   */
  record Carried(String stream, long bytesUp, long bytesDown) implements GatewayEvent {}

  /**
   * A target was taken out after what real requests showed.
   *
   * @param failures in a row; 0 if it was compared with the others
   * @param why the numbers of the comparison; empty for failures in a row
   */
  record Ejected(String upstream, String target, int failures, long forMillis, String why)
      implements GatewayEvent {
    /** After failures in a row. */
    public Ejected(String upstream, String target, int failures, long forMillis) {
      this(upstream, target, failures, forMillis, "");
    }
  }

  /**
   * Active checks turned a target.
   *
   * @param healthy whether it is back; otherwise it is out
   * @param row so many checks in a row said so
   * @param seen what the last one saw, such as {@code status 500} or {@code NOT_SERVING}
   */
  record Checked(String upstream, String target, boolean healthy, int row, String seen)
      implements GatewayEvent {}

  /**
   * A route that did not match.
   *
   * @param route its name
   * @param predicate what failed first: {@code host}, {@code path}, {@code method}, {@code header
   *     x}, or {@code not path} for what it must not be
   */
  record NearMiss(String route, String predicate) {}

  /**
   * A target as the balancer saw it.
   *
   * @param target its address
   * @param state {@code healthy}; {@code unhealthy}; {@code ejected}; {@code unresolved} for a name
   *     without an address yet; {@code drained} by hand; {@code full}; {@code reserve} for a backup
   *     that is not needed or who is not of the wanted subset; {@code starting} for one that gets
   *     less than its share for a while
   * @param inflight requests under way
   * @param weight its share; of one that is starting, per cent of its share
   * @param micros how long its answers take, where that decides; 0 where it does not, or is not
   *     known
   */
  record Candidate(String target, String state, int inflight, int weight, long micros) {
    /** Where times do not decide. */
    public Candidate(String target, String state, int inflight, int weight) {
      this(target, state, inflight, weight, 0);
    }
  }
}
