package naru.gateway;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.Deadline;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.GrpcStatus;
import naru.http.Relay;
import org.jspecify.annotations.Nullable;

/**
 * What one request's tries say of their targets: who fails in a row is ejected, and who does worse
 * than the others by what is counted here. A call of gRPC is judged by its own status, in HTTP's
 * words ({@link GrpcStatus#http}).
 *
 * <p>That a client of gRPC gives its call little time says nothing of the target: what ends by that
 * deadline counts neither for nor against it, unless the route's own bound was over too. An
 * exchange uses one again and again.
 */
final class Judgement {
  /** Timers of servers end as early as this. */
  private static final long EARLY_NANOS = 1_000_000L;

  private final Exchange x;
  private final int loop;
  private Upstream upstream;

  /** Of the answer, as it is judged; 0 while there is none. */
  private int status;

  /** How a call of gRPC ended; {@link GrpcStatus#NONE} while that is not known. */
  private int grpc;

  /** The time that the client gave was over, and the target said so. */
  private boolean excused;

  Judgement(Exchange x, Upstream upstream) {
    this.x = x;
    this.loop = x.loopState().index();
    this.upstream = upstream;
  }

  void reset(Upstream next) {
    upstream = next;
    forget();
  }

  private void forget() {
    status = 0;
    grpc = GrpcStatus.NONE;
    excused = false;
  }

  /** Whether the client of a call of gRPC waits no longer, though the route would. */
  private boolean isClientsDeadline() {
    return Relay.leftNanos(x) <= EARLY_NANOS && Deadline.leftNanos(x) > 0;
  }

  /** The time, if it matters how long answers take; else 0. */
  long now() {
    return upstream.decayNanos() > 0 || upstream.compares() ? x.loopState().clock().nanos() : 0;
  }

  // ---- how long it takes

  /**
   * It had not answered when another one had that began later: it takes at least as long as it was
   * waited for. Of the other one, given up when the first answered, nothing is known.
   */
  void wasSlow(Target target, long began) {
    long now = now();
    if (upstream.decayNanos() > 0) {
      target.state().latency().took(loop, now - began, now, upstream.decayNanos());
    }
    if (upstream.compares()) {
      target.state().outcomes().began(loop, now - began);
    }
  }

  /** Who fails fast must not look fast: a failure counts twice what was expected. */
  private void took(Target target, long nanos, boolean good) {
    long now = now();
    long decay = upstream.decayNanos();
    long more = good ? 0 : (long) (2 * target.state().latency().nanos(loop, now, decay));
    target.state().latency().took(loop, nanos + more, now, decay);
  }

  /** A server resets the stream of a call whose time is over. */
  private static boolean mayBeOfDeadline(Code code) {
    return code == Code.GRPC_DEADLINE || code == Code.UPSTREAM_H2_RESET;
  }

  /** It takes longer than this, nobody knows how much: news only if less was expected. */
  private void takesMoreThan(Target target, long nanos) {
    long decay = upstream.decayNanos();
    if (decay > 0 && nanos > target.state().latency().nanos(loop, now(), decay)) {
      took(target, nanos, true);
    }
  }

  // ---- what it answers

  /** Its answer has begun. */
  void answered(Target target, int http, long began) {
    status = judged(http);
    long nanos = now() - began;
    if (excused) {
      takesMoreThan(target, nanos);
      return;
    }
    if (upstream.decayNanos() > 0) {
      took(target, nanos, !isBad(status));
    }
    if (upstream.compares() && status < 500) {
      target.state().outcomes().began(loop, nanos);
    }
  }

  private int judged(int http) {
    return grpc > GrpcStatus.OK ? GrpcStatus.http(grpc) : http;
  }

  private static boolean isBad(int status) {
    return status >= 502 && status <= 504;
  }

  /** Of a call, in its head or in trailers: then its answer was taken for a good one so far. */
  void concluded(@Nullable Target target, int grpcStatus) {
    grpc = grpcStatus;
    excused = grpcStatus == GrpcStatus.DEADLINE_EXCEEDED && isClientsDeadline();
    if (status == 0 || excused) {
      return;
    }
    boolean wasBad = isBad(status);
    status = judged(status);
    if (target != null && !wasBad && isBad(status) && upstream.decayNanos() > 0) {
      took(target, 0, false);
    }
  }

  /** Its answer is not passed on, and counts all the same. */
  void setAside(Target target, int http, int grpcStatus, long began) {
    grpc = grpcStatus;
    answered(target, http, began);
    over(target);
    forget();
  }

  /** Its answer is whole, or the client wanted no more of it: nothing is known without one. */
  void over(Target target) {
    if (status == 0 || excused) {
      return;
    }
    if (upstream.compares()) {
      target.state().outcomes().ended(loop, status < 500);
    }
    if (isBad(status)) {
      failed(target, grpc > GrpcStatus.OK ? GrpcStatus.words(grpc) : "status " + status, "");
    } else {
      upstream.succeeded(target);
    }
  }

  /** It gave no answer, or not the whole of one; unless that was not its fault. */
  void broke(Target target, Failure failure, long began) {
    if (failure.side() != Side.UPSTREAM) {
      return;
    }
    if (mayBeOfDeadline(failure.code()) && isClientsDeadline()) {
      takesMoreThan(target, status == 0 ? now() - began : 0);
      return;
    }
    if (upstream.compares()) {
      target.state().outcomes().failed(loop);
    }
    if (upstream.decayNanos() > 0) {
      took(target, status == 0 ? now() - began : 0, false);
    }
    failed(target, failure.code().reason(), failure.detail());
  }

  private void failed(Target target, String what, String detail) {
    target.state().failures().add(loop, 1);
    upstream
        .failed(target, what, detail, x.loopState().clock().nanos())
        .filter(e -> x.span().isOpen())
        .ifPresent(x.span()::add);
  }
}
