package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Carries an exchange over a connection to a server and back: the one place where a request is
 * forwarded, for the gateway and the forward proxy alike.
 *
 * <p>Everything is written anew: hop-by-hop fields stay behind, framing is decided here, {@code
 * traceparent} names this stop as the parent. Both bodies stream, each side pausing the other. A
 * {@link Try} that failed may be repeated, on another peer, while nothing of a response was passed
 * on: always if the request was certainly not processed, and for idempotent methods if no byte of a
 * response came (RFC 9110 section 9.2.2); a body is kept for that ({@link Upload}). A request
 * without a body may have two tries at once, of which the first to answer is taken.
 *
 * <p>An answer of 101 makes a tunnel of the exchange: bytes both ways until both have ended.
 *
 * <p>An exchange uses one relay again and again.
 */
public final class Relay implements ResponseSource, Upload.Owner {
  private static final byte[] NO_PREFIX = new byte[0];

  private final Exchange x;
  private final Upload upload;
  private final Tries tries;
  private final RelayTimes times;
  private Steering steering;
  private byte[] targetPrefix;
  private int attempt;

  /** Counts the requests that were carried. */
  private int run;

  /** Whether this is a call of gRPC. */
  private boolean call;

  private boolean passedOn;
  private boolean tunnel;
  private boolean downEnded;
  private boolean over = true;

  /** Why there is no try at this moment, and will be one; null if that is not so. */
  private @Nullable Failure pausedAfter;

  private long responseBytes;

  private Relay(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    this.x = x;
    this.upload = new Upload(x, this);
    this.tries = new Tries(this, x, peer);
    this.times = new RelayTimes(this, x.loopState());
    this.targetPrefix = targetPrefix;
    this.steering = steering;
  }

  private static Relay of(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    Relay last = x.relay();
    if (last == null || !last.isFree()) {
      Relay fresh = new Relay(x, peer, targetPrefix, steering);
      x.relay(fresh);
      return fresh;
    }
    last.targetPrefix = targetPrefix;
    last.steering = steering;
    return last;
  }

  private boolean isFree() {
    return over && tries.areFree();
  }

  /** Forwards the exchange to a peer, in origin-form. */
  public static void start(Exchange x, Peer peer, Steering steering) {
    start(x, peer, NO_PREFIX, steering);
  }

  /**
   * Forwards the exchange to another proxy.
   *
   * @param targetPrefix {@code http://host:port}, which makes the target an absolute-form
   */
  public static void start(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    Relay relay = of(x, peer, targetPrefix, steering);
    // How the body is framed is read off the fields that go now.
    relay.upload.begin();
    x.request().fields().removeHopByHop();
    x.source(relay);
    relay.begin(peer);
  }

  private void begin(Peer peer) {
    attempt = 0;
    run++;
    passedOn = false;
    tunnel = false;
    downEnded = false;
    over = false;
    pausedAfter = null;
    responseBytes = 0;
    call = Grpc.isCall(x.request());
    times.begin(call ? Grpc.timeoutNanos(x.request()) : 0);
    long wait = steering.hedgeNanos();
    if (wait > 0 && upload.length() == 0 && x.request().method().isIdempotent()) {
      x.loop().schedule(new Hedging(this, run), wait, TimeUnit.NANOSECONDS);
    }
    attempt(peer);
  }

  /**
   * Ends the try under way as if its peer had failed so, before anything was seen of a response or
   * in the middle of it. Does nothing if there is none.
   */
  public static void failTry(Exchange x, Failure failure) {
    Relay relay = x.relay();
    if (relay != null && !relay.over && relay.pausedAfter == null) {
      x.span().add(Party.ORIGIN, x.at(), Provenance.DERIVED, new HttpEvent.Failed(failure));
      relay.tries.end(failure, relay.steering);
    }
  }

  /** What is left of the time that the client of a gRPC call gives; very much if it gives none. */
  public static long leftNanos(Exchange x) {
    Relay relay = x.relay();
    return relay == null ? Long.MAX_VALUE : relay.times.leftNanos();
  }

  private void attempt(Peer peer) {
    attempt++;
    times.bound(steering.tryNanos());
    tries.begin(peer, attempt);
  }

  // ---- what a try needs

  long bodyLength() {
    return upload.length();
  }

  byte[] targetPrefix() {
    return targetPrefix;
  }

  /** Whether the stream to the server bounds the silence of both sides itself. */
  boolean keepsTime() {
    return !over && tries.main().stream() instanceof Http2Call call && call.keepsTime();
  }

  /** The try's head is on its way. */
  void sent(Try t, ClientStream stream) {
    if (t == tries.main()) {
      upload.to(stream);
    }
  }

  /** The try's connection is gone, and it looks for another. */
  void between() {
    upload.noStream();
  }

  // ---- the response

  void interim(Try t, ResponseHead head) {
    if (!tries.isTwofold()) {
      x.out().interim(head);
    }
  }

  void answered(Try t, ResponseHead head) {
    x.span()
        .response(
            Party.ORIGIN,
            x.at(),
            head.status(),
            head.contentLength(),
            x.loopState().types().of(head.fields()));
    int grpc = call ? GrpcStatus.of(head.fields()) : GrpcStatus.NONE;
    if (isTriedInstead(t, head, grpc)) {
      return;
    }
    tries.choose(t, steering);
    passedOn = true;
    times.unbound();
    upload.settled();
    head.fields().removeHopByHop();
    if (grpc != GrpcStatus.NONE) {
      steering.concluded(grpc);
    }
    steering.answered(head);
    tunnel = head.status() == 101;
    x.out().head(head);
    ClientStream s = tries.main().stream();
    if (tunnel && s != null) {
      upload.tunnel(s);
      x.readTunnel(upload);
    }
    if (!x.isWritable()) {
      pause();
    }
  }

  /**
   * A server that fails may have done something, so that only idempotent requests are repeated. Of
   * a call of gRPC nobody can know: whoever steers says which codes mean that nothing was done.
   */
  private boolean isTriedInstead(Try t, ResponseHead head, int grpc) {
    boolean refused =
        grpc > GrpcStatus.OK
            || (head.status() >= 500 || head.status() == 429)
                && x.request().method().isIdempotent();
    boolean may = refused && !tries.isTwofold() && upload.isRepeatable();
    Optional<Peer> next = may ? steering.instead(head, grpc, t.number()) : Optional.empty();
    long pause = may && next.isEmpty() ? steering.pauseNanos() : 0;
    if (next.isEmpty() && pause == 0) {
      return false;
    }
    String status =
        "the server answered "
            + (grpc > GrpcStatus.OK ? GrpcStatus.words(grpc) : String.valueOf(head.status()));
    upload.noStream();
    t.drop();
    next.ifPresentOrElse(
        this::attempt, () -> pause(Failure.of(Code.ORIGIN_STATUS, Side.UPSTREAM, status), pause));
    return true;
  }

  void body(ByteBuf data) {
    responseBytes += data.readableBytes();
    x.out().data(data);
  }

  void trailers(Fields trailers) {
    int grpc = call ? GrpcStatus.of(trailers) : GrpcStatus.NONE;
    if (grpc != GrpcStatus.NONE) {
      steering.concluded(grpc);
    }
    x.out().trailers(trailers);
  }

  void done(Try t) {
    if (tunnel) {
      endDown(t.stream());
      return;
    }
    x.span().finished(Party.ORIGIN, x.at(), upload.bytes(), responseBytes);
    t.finish();
    finish(Optional.empty());
    x.out().end();
  }

  void batchEnd() {
    if (!over && passedOn) {
      x.out().flush();
    }
  }

  /** The server took more of the request. */
  void writable() {
    upload.writable();
  }

  // ---- a tunnel

  private void endDown(@Nullable ClientStream s) {
    downEnded = true;
    if (upload.isDone() || s == null || !s.isOpen()) {
      endTunnel();
    }
    x.out().end();
  }

  @Override
  public void clientEnded() {
    if (tunnel && downEnded && !over) {
      endTunnel();
    }
  }

  private void endTunnel() {
    x.span().finished(Party.ORIGIN, x.at(), upload.bytes(), responseBytes);
    tries.main().leave();
    finish(Optional.empty());
  }

  // ---- tries that fail

  /** Whether the request may be sent once more after this. */
  boolean mayRepeat(Failure failure, boolean nothingCame) {
    boolean silent =
        switch (failure.code()) {
          case UPSTREAM_CLOSED_EARLY, UPSTREAM_RESET, UPSTREAM_LOST, UPSTREAM_REUSED_IDLE ->
              nothingCame;
          case UPSTREAM_TRY_TIMEOUT -> true;
          default -> false;
        };
    boolean harmless = failure.retry() || (silent && x.request().method().isIdempotent());
    return harmless && !over && !passedOn && !tries.isTwofold() && upload.isRepeatable();
  }

  void tryFailed(Try t, Failure failure, boolean nothingCame) {
    upload.noStream();
    if (passedOn) {
      finish(Optional.of(failure));
      x.out().fail(failure);
      return;
    }
    boolean may = mayRepeat(failure, nothingCame);
    boolean other = tries.isAny();
    Optional<Peer> next = steering.failed(failure, t.number(), may && !other);
    if (over || other) {
      return;
    }
    long pause = may && next.isEmpty() ? steering.pauseNanos() : 0;
    if (next.isPresent() && may) {
      attempt(next.get());
    } else if (pause > 0) {
      pause(failure, pause);
    } else {
      giveUp(failure);
    }
  }

  private void giveUp(Failure failure) {
    finish(Optional.of(failure));
    x.out().fail(failure);
  }

  // ---- between two tries

  private void pause(Failure failure, long nanos) {
    pausedAfter = failure;
    times.unbound();
    x.loop().schedule(new Waking(this, run), nanos, TimeUnit.NANOSECONDS);
  }

  /** A pause is over. */
  private record Waking(Relay relay, int request) implements Runnable {
    @Override
    public void run() {
      if (relay.run == request) {
        relay.wake();
      }
    }
  }

  private void wake() {
    Failure failure = pausedAfter;
    if (over || failure == null) {
      return;
    }
    pausedAfter = null;
    steering.afterPause().ifPresentOrElse(this::attempt, () -> giveUp(failure));
  }

  // ---- deadlines

  /** No response came within the time of a try. */
  void tryOverdue() {
    Failure late =
        Failure.of(
            Code.UPSTREAM_TRY_TIMEOUT, Side.UPSTREAM, "no response within the time of one try");
    x.span().add(Party.ORIGIN, x.at(), Provenance.DERIVED, new HttpEvent.Failed(late));
    tries.end(late, steering);
  }

  /** The client of a gRPC call said how long it may take, and waits no longer. */
  void callOverdue() {
    Failure late =
        Failure.of(Code.GRPC_DEADLINE, Side.UPSTREAM, "no whole answer within grpc-timeout");
    x.span().add(Party.ORIGIN, x.at(), Provenance.DERIVED, new HttpEvent.Failed(late));
    finish(Optional.of(late));
    tries.drop();
    x.out().fail(late);
  }

  // ---- two tries at once

  /** The time has come to start a second try. */
  private record Hedging(Relay relay, int request) implements Runnable {
    @Override
    public void run() {
      if (relay.run == request) {
        relay.hedge();
      }
    }
  }

  private void hedge() {
    if (over || passedOn || !tries.main().isActive() || tries.isHedging()) {
      return;
    }
    Optional<Peer> beside = steering.hedge(attempt + 1);
    if (beside.isPresent()) {
      attempt++;
      tries.beginBeside(beside.get(), attempt);
    }
  }

  // ---- ends

  @Override
  public void pause() {
    ClientStream s = tries.main().stream();
    if (s != null) {
      s.pause();
    }
  }

  @Override
  public void resume() {
    ClientStream s = tries.main().stream();
    if (s != null) {
      s.resume();
    }
  }

  @Override
  public void cancel(Failure why) {
    if (!over) {
      finish(Optional.of(why));
      tries.drop();
    }
  }

  @Override
  public void clientBroke(Failure failure) {
    finish(Optional.of(failure));
    tries.drop();
  }

  private void finish(Optional<Failure> failure) {
    over = true;
    pausedAfter = null;
    times.over();
    upload.over();
    steering.over(failure);
  }
}
