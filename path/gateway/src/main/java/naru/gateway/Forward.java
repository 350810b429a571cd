package naru.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.RouteChange;
import naru.gateway.config.Retrying;
import naru.gateway.config.Sticky;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Peer;
import naru.http.Relay;
import naru.http.ResponseHead;
import naru.http.Slot;
import naru.trace.GatewayEvent;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a group: counts it where it is, judges its target by what comes back,
 * and finds another one when a try may be repeated. An exchange uses one again and again.
 */
final class Forward implements Relay.Steering {
  private static final Slot<Forward> LAST = Slot.lasting("gateway.forward");
  private static final List<String> SCHEMES = List.of("http://", "https://");

  private final Exchange x;
  private final BalanceStop balance;
  private final int loop;
  private final List<Target> tried = new ArrayList<>(2);
  private Upstream upstream;
  private String scheme = "";

  /** Where the client's authority stands in the head, which a try may set to the target's own. */
  private int authorityOffset;

  private int authorityLength;
  private boolean over;

  /** Whoever has the request now; null between two tries and at the end. */
  private @Nullable Target current;

  /** Whoever has the request too, as it was slow, and which try that is. */
  private @Nullable Target beside;

  private int besideAttempt;
  private long besideBegan;
  private boolean badAnswer;
  private int status;
  private long began;

  /** Whether the try under way is a repetition that the budget pays for. */
  private boolean paid;

  private Forward(Exchange x, Upstream upstream, BalanceStop balance) {
    this.x = x;
    this.upstream = upstream;
    this.balance = balance;
    this.loop = x.loopState().index();
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
    scheme = x.scheme();
    authorityOffset = x.request().authorityOffset();
    authorityLength = x.request().authorityLength();
    tried.clear();
    badAnswer = false;
    over = false;
    paid = false;
    status = 0;
    beside = null;
  }

  void start(Target target, Peer peer) {
    begin(target);
    Relay.start(x, peer, this);
  }

  private void begin(Target target) {
    current = target;
    target.state().inflight().add(loop, 1);
    target.state().requests().add(loop, 1);
    if (upstream.decayNanos() > 0) {
      began = x.loopState().clock().nanos();
    }
    if (upstream.config().hostOfTarget()) {
      x.request().setHost(target.address());
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
    if (first == null || paid || !pay()) {
      return Optional.empty();
    }
    tried.add(first);
    besideBegan = began;
    int next = balance.choose(x, upstream, tried);
    Optional<Peer> peer =
        next == Upstream.NOBODY
            ? Optional.empty()
            : balance.peer(x, upstream, upstream.target(loop, next));
    if (peer.isEmpty()) {
      payBack();
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
      if (wasFirst && upstream.decayNanos() > 0) {
        long now = x.loopState().clock().nanos();
        loser.state().latency().took(loop, now - besideBegan, now, upstream.decayNanos());
      }
      loser.state().inflight().add(loop, -1);
    }
  }

  /** Whose try this was; from now on there is only the other one, if there were two. */
  private @Nullable Target take(int attempt) {
    Target its = current;
    if (beside != null) {
      if (attempt == besideAttempt) {
        its = beside;
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
    if (target == null) {
      return Optional.empty();
    }
    target.state().inflight().add(loop, -1);
    if (alone) {
      payBack();
    }
    if (!isStale(failure)) {
      judge(target, failure.side() != Side.UPSTREAM, failure);
    }
    if (!alone || !mayRetry || attempt > upstream.config().retries() || !isToRepeat(failure)) {
      return Optional.empty();
    }
    if (!isStale(failure) && !pay()) {
      x.span()
          .add(
              new GatewayEvent.NotRetried(
                  attempt, target.address(), Code.GATEWAY_RETRY_BUDGET.reason(), failure));
      return Optional.empty();
    }
    Optional<Peer> peer = elsewhere(failure, attempt, target);
    if (peer.isEmpty()) {
      payBack();
    }
    return peer;
  }

  /** A kept connection that closed as it was used says nothing of its server, nor of the load. */
  private static boolean isStale(Failure failure) {
    return failure.code() == Code.UPSTREAM_REUSED_IDLE;
  }

  /** Whether the config wants such a failure to be repeated. */
  private boolean isToRepeat(Failure failure) {
    Retrying.On what =
        switch (failure.code()) {
          case UPSTREAM_CLOSED_EARLY, UPSTREAM_RESET, UPSTREAM_REUSED_IDLE, UPSTREAM_H2_RESET ->
              Retrying.On.RESET;
          case UPSTREAM_H2_REFUSED -> Retrying.On.REFUSED_STREAM;
          case UPSTREAM_FIRST_BYTE_TIMEOUT, UPSTREAM_TRY_TIMEOUT -> Retrying.On.TIMEOUT;
          default -> Retrying.On.CONNECT_FAILURE;
        };
    return upstream.config().retrying().on().contains(what);
  }

  private boolean pay() {
    long inflight = upstream.inflight() + 1;
    paid = upstream.budget().begin(inflight, x.loopState().clock().nanos());
    return paid;
  }

  private void payBack() {
    if (paid) {
      paid = false;
      upstream.budget().ended();
    }
  }

  private Optional<Peer> elsewhere(Failure failure, int attempt, Target target) {
    tried.add(target);
    int next = balance.choose(x, upstream, tried);
    return next == Upstream.NOBODY
        ? sameAgain(failure, attempt, target)
        : again(failure, attempt, target, next);
  }

  private Optional<Peer> again(Failure failure, int attempt, Target from, int next) {
    Target target = upstream.target(loop, next);
    Optional<Peer> peer = balance.peer(x, upstream, target);
    if (peer.isPresent()) {
      x.span().add(new GatewayEvent.Retried(attempt, from.address(), failure));
      upstream.tell(x.span(), loop, next);
      begin(target);
    }
    return peer;
  }

  /** A kept connection that closed as it was used says nothing of its server: it may be dialed. */
  private Optional<Peer> sameAgain(Failure failure, int attempt, Target target) {
    boolean closed =
        failure.code() == Code.UPSTREAM_CLOSED_EARLY || failure.code() == Code.UPSTREAM_RESET;
    if (!closed && !isStale(failure)) {
      return Optional.empty();
    }
    Optional<Peer> peer = balance.peer(x, upstream, target);
    if (peer.isPresent()) {
      x.span().add(new GatewayEvent.Retried(attempt, target.address(), failure));
      begin(target);
    }
    return peer;
  }

  /** If there is nobody else, what came is better than nothing. */
  @Override
  public Optional<Peer> instead(ResponseHead head, int attempt) {
    Target target = current;
    boolean wanted =
        head.status() >= 502
            && head.status() <= 504
            && upstream.config().retrying().on().contains(Retrying.On.GATEWAY_ERROR)
            && attempt <= upstream.config().retries();
    if (!wanted || target == null) {
      return Optional.empty();
    }
    payBack();
    if (!pay()) {
      return Optional.empty();
    }
    tried.add(target);
    long beganThen = began;
    int next = balance.choose(x, upstream, tried);
    Failure failure =
        Failure.of(Code.ORIGIN_STATUS, Side.UPSTREAM, "the target answered " + head.status());
    Optional<Peer> peer =
        next == Upstream.NOBODY ? Optional.empty() : again(failure, attempt, target, next);
    if (peer.isEmpty()) {
      payBack();
      return peer;
    }
    target.state().inflight().add(loop, -1);
    long beganNow = began;
    began = beganThen;
    judge(target, false, failure);
    began = beganNow;
    return peer;
  }

  @Override
  public void answered(ResponseHead head) {
    status = head.status();
    badAnswer = status >= 502 && status <= 504;
    Target target = current;
    if (target != null) {
      hideAddress(head.fields(), Field.LOCATION, target);
      hideAddress(head.fields(), Field.CONTENT_LOCATION, target);
      if (upstream.decayNanos() > 0) {
        took(target, !badAnswer);
      }
      String token = upstream.token(target, x.request());
      if (token != null) {
        stick(head.fields(), token);
      }
    }
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
      boolean broke = failure.isPresent() && failure.get().side() == Side.UPSTREAM;
      judge(target, !badAnswer && !broke, broke ? failure.get() : null);
    }
    payBack();
  }

  /** Who fails fast must not look fast: a failure counts twice what was expected. */
  private void took(Target target, boolean good) {
    long now = x.loopState().clock().nanos();
    long nanos = now - began;
    if (!good) {
      nanos += (long) (2 * target.state().latency().nanos(loop, now, upstream.decayNanos()));
    }
    target.state().latency().took(loop, nanos, now, upstream.decayNanos());
  }

  /** Tells the client the token that leads here again. */
  private void stick(Fields f, String token) {
    switch (upstream.config().selection().sticky().orElseThrow().by()) {
      case Sticky.By.Header header -> {
        f.removeAll(header.name());
        f.add(header.name(), token);
      }
      case Sticky.By.Cookie cookie -> {
        f.add(Field.SET_COOKIE, cookie.line(token, scheme.equals("https")));
        // What is stored for everybody must not hold one client's: RFC 9111 section 5.2.2.7.
        f.add(Field.CACHE_CONTROL, "private=\"Set-Cookie\"");
      }
    }
  }

  private void leave(Target target) {
    current = null;
    target.state().inflight().add(loop, -1);
  }

  private void judge(Target target, boolean good, @Nullable Failure failure) {
    if (good) {
      upstream.succeeded(target);
      return;
    }
    target.state().failures().add(loop, 1);
    if (failure != null && upstream.decayNanos() > 0) {
      took(target, false);
    }
    String what = failure == null ? "status " + status : failure.code().reason();
    upstream
        .failed(target, what, x.loopState().clock().nanos())
        .filter(e -> x.span().isOpen())
        .ifPresent(x.span()::add);
  }

  // ---- what the client must not learn

  /** What the client asked for. */
  private String authority() {
    byte[] head = x.request().bytes();
    return new String(head, authorityOffset, authorityLength, StandardCharsets.ISO_8859_1);
  }

  /** A redirect to the server's own address leads the client to where it asked. */
  private void hideAddress(Fields f, int id, Target target) {
    int i = f.find(id);
    if (i < 0) {
      return;
    }
    String value = f.valueText(i);
    for (String inner : SCHEMES) {
      String prefix = inner + target.address();
      boolean own =
          value.startsWith(prefix)
              && (value.length() == prefix.length()
                  || "/?#".indexOf(value.charAt(prefix.length())) >= 0);
      if (own) {
        f.set(id, scheme + "://" + authority() + value.substring(prefix.length()));
        return;
      }
    }
  }
}
