package naru.gateway;

import java.util.ArrayList;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.gateway.change.Deadline;
import naru.gateway.config.Retrying;
import naru.gateway.core.Pauses;
import naru.gateway.core.RetryBudget;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.GrpcStatus;
import naru.http.Relay;
import naru.http.ResponseHead;
import naru.trace.GatewayEvent;
import org.jspecify.annotations.Nullable;

/**
 * What one request's tries again are bound by: which targets had it, what the config wants to be
 * repeated, the budget that pays for it, and how long it waits. An exchange uses one again and
 * again.
 */
final class Repeats {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final long MILLI = 1_000_000L;

  private final Exchange x;
  private final BalanceStop balance;
  private final List<Target> tried = new ArrayList<>(2);
  private Upstream upstream;

  /** Whether the try under way, or the next one, is a repetition that the budget pays for. */
  private boolean paid;

  Repeats(Exchange x, BalanceStop balance, Upstream upstream) {
    this.x = x;
    this.balance = balance;
    this.upstream = upstream;
  }

  void reset(Upstream next) {
    upstream = next;
    tried.clear();
    paid = false;
  }

  /** This one had the request. */
  void had(Target target) {
    tried.add(target);
  }

  /** Somebody else who could have it; {@link Upstream#NOBODY} if there is nobody. */
  int choose() {
    return balance.choose(x, upstream, tried);
  }

  /** Whether {@link #choose} would find somebody; touches nothing. */
  boolean isThereAnother() {
    long now = x.loopState().clock().nanos();
    return upstream.tryOut(now, balance.draw(x), tried, x.request()).isPresent();
  }

  // ---- what is wanted

  /** A kept connection that closed as it was used says nothing of its server, nor of the load. */
  static boolean isStale(Failure failure) {
    return failure.code() == Code.UPSTREAM_REUSED_IDLE;
  }

  /** A server that closed before it answered may be dialed again, where there is no other. */
  static boolean isClosed(Failure failure) {
    return switch (failure.code()) {
      case UPSTREAM_CLOSED_EARLY, UPSTREAM_RESET, UPSTREAM_LOST, UPSTREAM_REUSED_IDLE -> true;
      default -> false;
    };
  }

  private static Retrying.On kind(Failure failure) {
    return switch (failure.code()) {
      case UPSTREAM_CLOSED_EARLY,
          UPSTREAM_RESET,
          UPSTREAM_LOST,
          UPSTREAM_REUSED_IDLE,
          UPSTREAM_H2_RESET ->
          Retrying.On.RESET;
      case UPSTREAM_H2_REFUSED, UPSTREAM_HTTP1_REQUIRED -> Retrying.On.REFUSED_STREAM;
      case UPSTREAM_FIRST_BYTE_TIMEOUT, UPSTREAM_TRY_TIMEOUT -> Retrying.On.TIMEOUT;
      default -> Retrying.On.CONNECT_FAILURE;
    };
  }

  /** Whether the config wants a request to be repeated after such a failure. */
  boolean wants(Failure failure, int attempt) {
    return attempt <= upstream.config().retries()
        && upstream.config().retrying().on().contains(kind(failure));
  }

  /**
   * Whether the config wants a request to be repeated rather than such an answer passed on.
   *
   * @param grpc the status of a call of gRPC; not positive where the one of HTTP counts
   */
  boolean wants(int status, int grpc, int attempt) {
    Retrying.On what = grpc > GrpcStatus.OK ? Retrying.On.ofGrpc(grpc) : answer(status);
    return what != null
        && attempt <= upstream.config().retries()
        && upstream.config().retrying().on().contains(what);
  }

  private static Retrying.@Nullable On answer(int status) {
    return switch (status) {
      case 502, 503, 504 -> Retrying.On.GATEWAY_ERROR;
      case TOO_MANY_REQUESTS -> Retrying.On.TOO_MANY_REQUESTS;
      default -> null;
    };
  }

  // ---- when

  /** The first repetition after a connection that was not made goes to somebody else at once. */
  boolean isAtOnce(Failure failure, int attempt) {
    return isStale(failure) || (attempt == 1 && kind(failure) == Retrying.On.CONNECT_FAILURE);
  }

  /** A pause after so many tries that failed; at least a nanosecond. */
  long pauseNanos(int failed) {
    return Math.max(
        1, Pauses.nanos(upstream.config().retrying().backOff(), failed, balance.draw(x)));
  }

  /** How long an answer asks to be left alone; 0 if it does not. */
  long retryAfterNanos(ResponseHead head) {
    return head.fields()
        .text(Field.RETRY_AFTER)
        .map(value -> Pauses.retryAfter(value, x.loopState().clock().wall()))
        .orElse(0L);
  }

  /**
   * Whether it can be waited for so long as the server of a call asks: within the request's time
   * or, if that has no bound, no longer than for a Retry-After.
   */
  boolean isTimeForPushback(long nanos) {
    long left = leftNanos();
    return left == Long.MAX_VALUE
        ? nanos <= upstream.config().retrying().backOff().retryAfterNanos()
        : nanos < left;
  }

  private long leftNanos() {
    return Math.min(Deadline.leftNanos(x), Relay.leftNanos(x));
  }

  /** Whether it can be waited for so long. */
  boolean isTimeFor(long retryAfterNanos, long pauseNanos) {
    return retryAfterNanos <= upstream.config().retrying().backOff().retryAfterNanos()
        && retryAfterNanos + pauseNanos < leftNanos();
  }

  // ---- what it costs

  boolean isPaid() {
    return paid;
  }

  /** Asks for a repetition. */
  RetryBudget.Verdict pay() {
    long inflight = upstream.inflight() + 1;
    RetryBudget.Verdict verdict = upstream.budget().begin(inflight, x.loopState().clock().nanos());
    paid = verdict == RetryBudget.Verdict.GRANTED;
    return verdict;
  }

  /** The same, and tells the trace if it may not be. */
  boolean pay(Target target, int attempt, Failure failure) {
    return switch (pay()) {
      case GRANTED -> true;
      case SPENT -> refuse(target, attempt, failure, Code.GATEWAY_RETRY_BUDGET);
      case FULL -> refuse(target, attempt, failure, Code.GATEWAY_RETRY_LIMIT);
    };
  }

  /** Tells the trace that there is no other try; false. */
  boolean refuse(Target target, int attempt, Failure failure, Code why) {
    x.span().add(new GatewayEvent.NotRetried(attempt, target.address(), why.reason(), failure));
    return false;
  }

  /** Tells the trace that there is another try. */
  void tell(Target target, int attempt, Failure failure, long pauseNanos) {
    x.span().add(new GatewayEvent.Retried(attempt, target.address(), failure, pauseNanos / MILLI));
  }

  void payBack() {
    if (paid) {
      paid = false;
      upstream.budget().ended();
    }
  }
}
