package naru.gateway;

import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.RouteChange;
import naru.gateway.core.RetryBudget;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.GrpcPushback;
import naru.http.GrpcStatus;
import naru.http.Peer;
import naru.http.Relay;
import naru.http.ResponseHead;
import naru.http.Slot;
import naru.http.Steering;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a group: counts it where it is, judges its target by what comes back,
 * and finds another one when a try may be repeated. An exchange uses one again and again.
 */
final class Forward implements Steering {
  private static final Slot<Forward> LAST = Slot.lasting("gateway.forward");

  private final Exchange x;
  private final BalanceStop balance;
  private final int loop;
  private final Repeats repeats;
  private final Judgement judgement;
  private final AnswerFields fields;
  private Upstream upstream;
  private boolean over;

  /** The client named no host (HTTP/1.0), but servers must be told one: each its own. */
  private boolean hostless;

  /** Whoever has the request now; null between two tries and at the end. */
  private @Nullable Target current;

  /** Whoever has the request too, as it was slow, and which try that is. */
  private @Nullable Target beside;

  private int besideAttempt;
  private long besideBegan;
  private long began;

  /** When the try began that was taken last. */
  private long itsBegan;

  /** Until the next try, of which it is not yet known where it goes; 0 if there is none. */
  private long pause;

  /** Whom that asks if there is nobody else; null for nobody. */
  private @Nullable Target again;

  private Forward(Exchange x, Upstream upstream, BalanceStop balance) {
    this.x = x;
    this.upstream = upstream;
    this.balance = balance;
    this.loop = x.loopState().index();
    this.repeats = new Repeats(x, balance, upstream);
    this.judgement = new Judgement(x, upstream);
    this.fields = new AnswerFields(x);
  }

  /** The one of this exchange, ready for its next request. */
  static Forward of(Exchange x, Upstream upstream, BalanceStop balance) {
    Forward last = x.peek(LAST);
    if (last == null || !last.over || last.balance != balance) {
      last = new Forward(x, upstream, balance);
      x.put(LAST, last);
    }
    last.reset(upstream);
    return last;
  }

  private void reset(Upstream next) {
    upstream = next;
    repeats.reset(next);
    judgement.reset(next);
    fields.reset();
    over = false;
    pause = 0;
    again = null;
    beside = null;
  }

  void start(Target target, Peer peer) {
    hostless = x.request().hostLength() == 0;
    begin(target);
    Relay.start(x, peer, this);
  }

  private void begin(Target target) {
    current = target;
    target.state().inflight().add(loop, 1);
    target.state().requests().add(loop, 1);
    began = judgement.now();
    if (hostless || upstream.config().hostOfTarget()) {
      x.request().setHost(target.authority());
    }
    Taken route = x.peek(Taken.SLOT);
    RouteChange change = route == null ? null : route.change();
    if (change != null) {
      change.tryBegins(x);
    }
  }

  // ---- a second try beside the first

  @Override
  public long tryNanos() {
    return upstream.config().retrying().tryNanos();
  }

  @Override
  public long hedgeNanos() {
    return upstream.config().retrying().hedgeNanos();
  }

  @Override
  public Optional<Peer> hedge(int attempt) {
    Target first = current;
    if (first == null || repeats.isPaid() || repeats.pay() != RetryBudget.Verdict.GRANTED) {
      return Optional.empty();
    }
    repeats.had(first);
    besideBegan = began;
    int next = repeats.choose();
    Optional<Peer> peer =
        next == Upstream.NOBODY
            ? Optional.empty()
            : balance.peer(x, upstream, upstream.target(loop, next));
    if (peer.isEmpty()) {
      repeats.payBack();
      return peer;
    }
    upstream.tell(x.span(), loop, next);
    begin(upstream.target(loop, next));
    beside = first;
    besideAttempt = attempt - 1;
    return peer;
  }

  @Override
  public void dropped(int attempt) {
    boolean wasFirst = beside != null && attempt == besideAttempt;
    Target loser = take(attempt);
    if (loser != null) {
      if (wasFirst) {
        judgement.wasSlow(loser, itsBegan);
      }
      loser.state().inflight().add(loop, -1);
    }
  }

  /** Whose try this was; from now on there is only the other one, if there were two. */
  private @Nullable Target take(int attempt) {
    Target its = current;
    itsBegan = began;
    if (beside != null) {
      if (attempt == besideAttempt) {
        its = beside;
        itsBegan = besideBegan;
      } else {
        current = beside;
        began = besideBegan;
      }
      beside = null;
    } else {
      current = null;
    }
    return its;
  }

  // ---- what becomes of a try

  @Override
  public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
    boolean alone = beside == null;
    Target target = take(attempt);
    pause = 0;
    if (target == null) {
      return Optional.empty();
    }
    target.state().inflight().add(loop, -1);
    if (alone) {
      repeats.payBack();
    }
    if (!Repeats.isStale(failure)) {
      judgement.broke(target, failure, itsBegan);
    }
    if (!alone || !mayRetry || !repeats.wants(failure, attempt)) {
      return Optional.empty();
    }
    boolean atOnce = repeats.isAtOnce(failure, attempt);
    long wait = atOnce ? 0 : repeats.pauseNanos(attempt);
    if (!repeats.isTimeFor(0, wait)) {
      repeats.refuse(target, attempt, failure, Code.GATEWAY_RETRY_TIME);
      return Optional.empty();
    }
    if (!Repeats.isStale(failure) && !repeats.pay(target, attempt, failure)) {
      return Optional.empty();
    }
    repeats.had(target);
    again = Repeats.isClosed(failure) ? target : null;
    if (again == null && !repeats.isThereAnother()) {
      repeats.payBack();
      return Optional.empty();
    }
    goesOn(target, attempt, failure, wait);
    return atOnce ? next() : Optional.empty();
  }

  /**
   * If there is nobody else, what came is better than nothing, unless it says when to return. What
   * one server asks for is its own: another one is asked without waiting for that. The server of a
   * call of gRPC speaks for all: what it asks for is waited for whoever has the next try.
   */
  @Override
  public Optional<Peer> instead(ResponseHead head, int grpcStatus, int attempt) {
    Target target = current;
    pause = 0;
    if (target == null || !repeats.wants(head.status(), grpcStatus, attempt)) {
      return Optional.empty();
    }
    repeats.had(target);
    boolean another = repeats.isThereAnother();
    long pushback =
        grpcStatus > GrpcStatus.OK ? GrpcPushback.nanos(head.fields()) : GrpcPushback.NONE;
    long asked = another ? 0 : repeats.retryAfterNanos(head);
    if (!another && asked == 0 && pushback == GrpcPushback.NONE) {
      return Optional.empty();
    }
    Failure failure = Failure.of(Code.ORIGIN_STATUS, Side.UPSTREAM, answer(head, grpcStatus));
    long wait =
        pushback == GrpcPushback.NONE ? asked + repeats.pauseNanos(attempt) : Math.max(1, pushback);
    Code refusal = refusal(pushback, asked, wait);
    if (refusal != null) {
      repeats.refuse(target, attempt, failure, refusal);
      return Optional.empty();
    }
    repeats.payBack();
    if (!repeats.pay(target, attempt, failure)) {
      return Optional.empty();
    }
    again = another ? null : target;
    goesOn(target, attempt, failure, wait);
    leave(target);
    judgement.setAside(target, head.status(), grpcStatus, began);
    return Optional.empty();
  }

  /** Why nobody waits so long; null if somebody does. */
  private @Nullable Code refusal(long pushback, long asked, long wait) {
    if (pushback == GrpcPushback.NEVER) {
      return Code.GATEWAY_RETRY_PUSHBACK;
    }
    boolean isTime =
        pushback == GrpcPushback.NONE
            ? repeats.isTimeFor(asked, wait - asked)
            : repeats.isTimeForPushback(wait);
    return isTime ? null : Code.GATEWAY_RETRY_TIME;
  }

  private static String answer(ResponseHead head, int grpcStatus) {
    boolean call = grpcStatus > GrpcStatus.OK;
    return "the target answered "
        + (call ? GrpcStatus.words(grpcStatus) : String.valueOf(head.status()));
  }

  /** There will be another try after a pause. */
  private void goesOn(Target from, int attempt, Failure failure, long nanos) {
    pause = nanos;
    repeats.tell(from, attempt, failure, nanos);
  }

  @Override
  public long pauseNanos() {
    return pause;
  }

  @Override
  public Optional<Peer> afterPause() {
    pause = 0;
    return next();
  }

  private Optional<Peer> next() {
    int pick = repeats.choose();
    Target target = pick == Upstream.NOBODY ? again : upstream.target(loop, pick);
    Optional<Peer> peer = target == null ? Optional.empty() : balance.peer(x, upstream, target);
    // That the same one is asked again was told by the repetition itself.
    if (pick != Upstream.NOBODY || peer.isEmpty()) {
      upstream.tell(x.span(), loop, pick);
    }
    if (target != null && peer.isPresent()) {
      begin(target);
    } else {
      repeats.payBack();
    }
    return peer;
  }

  @Override
  public void answered(ResponseHead head) {
    Target target = current;
    if (target != null) {
      judgement.answered(target, head.status(), began);
      fields.change(head.fields(), upstream, target);
    }
  }

  @Override
  public void concluded(int grpcStatus) {
    judgement.concluded(current, grpcStatus);
  }

  @Override
  public void over(Optional<Failure> failure) {
    over = true;
    Target other = beside;
    if (other != null) {
      beside = null;
      other.state().inflight().add(loop, -1);
    }
    Target target = current;
    if (target != null) {
      leave(target);
      if (failure.isPresent() && failure.get().side() == Side.UPSTREAM) {
        judgement.broke(target, failure.get(), began);
      } else {
        judgement.over(target);
      }
    }
    repeats.payBack();
  }

  private void leave(Target target) {
    current = null;
    target.state().inflight().add(loop, -1);
  }
}
