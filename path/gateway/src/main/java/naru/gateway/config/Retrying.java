package naru.gateway.config;

import java.util.Set;
import naru.http.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is repeated, and how much of it.
 *
 * @param on which failures
 * @param budgetPercent no more repetitions at once than this share of the requests under way
 * @param perSecond but so many each second in any case
 * @param tryNanos how long one try may take until its answer begins; 0 for no bound of its own
 * @param hedgeNanos an idempotent request without a body goes to a second target too if no answer
 *     has begun after this, and the first answer counts; 0 for never
 * @param atOnce no more repetitions at once than this, waiting ones too, whatever the budget says
 * @param backOff how long a repetition waits
 */
public record Retrying(
    Set<On> on,
    int budgetPercent,
    int perSecond,
    long tryNanos,
    long hedgeNanos,
    int atOnce,
    BackOff backOff) {
  /** Failures. */
  public enum On {
    /** No connection was made. */
    CONNECT_FAILURE,
    /** The connection broke before anything came. */
    RESET,
    /** The server said that it did not process the request. */
    REFUSED_STREAM,
    /** Nothing came in time. */
    TIMEOUT,
    /** The server answered 502, 503 or 504 to an idempotent request. */
    GATEWAY_ERROR,
    /** The server answered 429 to an idempotent request. */
    TOO_MANY_REQUESTS,
    /** The server said nothing to a call of gRPC but that it is cancelled; likewise the others. */
    GRPC_CANCELLED(GrpcStatus.CANCELLED),
    GRPC_DEADLINE_EXCEEDED(GrpcStatus.DEADLINE_EXCEEDED),
    GRPC_INTERNAL(GrpcStatus.INTERNAL),
    GRPC_RESOURCE_EXHAUSTED(GrpcStatus.RESOURCE_EXHAUSTED),
    GRPC_UNAVAILABLE(GrpcStatus.UNAVAILABLE);

    private final int grpc;

    On() {
      this(GrpcStatus.NONE);
    }

    On(int grpc) {
      this.grpc = grpc;
    }

    /** Whether only calls of gRPC have it, which comes over HTTP/2 alone. */
    public boolean isOfGrpc() {
      return grpc != GrpcStatus.NONE;
    }

    /** What a call that ended with this code has; null if such calls are never repeated. */
    public static @Nullable On ofGrpc(int status) {
      for (On on : values()) {
        if (on.isOfGrpc() && on.grpc == status) {
          return on;
        }
      }
      return null;
    }
  }

  /**
   * Pauses before repetitions: at random between nothing and a bound that doubles with each, so
   * that what failed together does not come back together. The first repetition after a connection
   * that could not be made waits for nothing if there is another target: that one has shown no
   * fault, and nothing was done at the first. Nor does one after a kept connection that closed.
   *
   * @param baseNanos bound of the first pause; 0 for no pauses
   * @param maxNanos the bound grows no further
   * @param retryAfterNanos the longest Retry-After of an answer that is waited for, before the
   *     pause, if no other target can be asked; an answer that asks for more is then passed on
   */
  public record BackOff(long baseNanos, long maxNanos, long retryAfterNanos) {
    private static final long MILLI = 1_000_000L;

    /** 25 ms, 250 ms, and a second of Retry-After. */
    public static final BackOff USUAL = new BackOff(25 * MILLI, 250 * MILLI, 1000 * MILLI);

    public BackOff {
      GatewayConfig.require(
          baseNanos >= 0 && maxNanos >= baseNanos && retryAfterNanos >= 0,
          "pauses are not negative, base up to max");
    }
  }

  /** What was not processed, within half of the requests and 100 each second, 1000 at once. */
  public static final Retrying USUAL =
      new Retrying(
          Set.of(On.CONNECT_FAILURE, On.RESET, On.REFUSED_STREAM, On.TIMEOUT),
          50,
          100,
          0,
          0,
          1000,
          BackOff.USUAL);

  public Retrying {
    on = Set.copyOf(on);
    GatewayConfig.require(budgetPercent >= 0 && perSecond >= 0, "a budget is not negative");
    GatewayConfig.require(atOnce >= 1, "at least one repetition at once");
    GatewayConfig.require(tryNanos >= 0 && hedgeNanos >= 0, "times are not negative");
  }

  /** The same with another budget. */
  public Retrying budget(int percent, int eachSecond) {
    return new Retrying(on, percent, eachSecond, tryNanos, hedgeNanos, atOnce, backOff);
  }

  /** The same, repeating these failures. */
  public Retrying after(Set<On> failures) {
    return new Retrying(failures, budgetPercent, perSecond, tryNanos, hedgeNanos, atOnce, backOff);
  }

  /** The same with a bound for each try. */
  public Retrying within(long nanos) {
    return new Retrying(on, budgetPercent, perSecond, nanos, hedgeNanos, atOnce, backOff);
  }

  /** The same with a second try beside a slow first one. */
  public Retrying hedging(long nanos) {
    return new Retrying(on, budgetPercent, perSecond, tryNanos, nanos, atOnce, backOff);
  }

  /** The same with other pauses. */
  public Retrying pausing(BackOff other) {
    return new Retrying(on, budgetPercent, perSecond, tryNanos, hedgeNanos, atOnce, other);
  }

  /** The same with another bound of repetitions at once. */
  public Retrying atMost(int repetitions) {
    return new Retrying(on, budgetPercent, perSecond, tryNanos, hedgeNanos, repetitions, backOff);
  }
}
