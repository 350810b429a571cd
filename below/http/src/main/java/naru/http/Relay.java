package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
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
  private final Exchange x;
  private final Upload upload;
  private final Download download;
  private final Tries tries;
  private final RelayTimes times;
  private Steering steering;
  private int attempt;

  private boolean over = true;

  /** Why there is no try at this moment, and will be one; null if that is not so. */
  private @Nullable Failure pausedAfter;

  private Relay(Exchange x, Peer peer, Steering steering) {
    this.x = x;
    this.upload = new Upload(x, this);
    this.download = new Download(x, steering);
    this.tries = new Tries(this, x, peer);
    this.times = new RelayTimes(this, x.loopState());
    this.steering = steering;
  }

  private static Relay of(Exchange x, Peer peer, Steering steering) {
    Relay last = x.relay();
    if (last == null || !last.isFree()) {
      Relay fresh = new Relay(x, peer, steering);
      x.relay(fresh);
      return fresh;
    }
    last.steering = steering;
    return last;
  }

  private boolean isFree() {
    return over && tries.areFree();
  }

  /** Forwards the exchange to a peer, in origin-form. */
  public static void start(Exchange x, Peer peer, Steering steering) {
    Relay relay = of(x, peer, steering);
    // How the body is framed is read off the fields that go now.
    relay.upload.begin();
    x.request().fields().removeHopByHop();
    x.source(relay);
    relay.begin(peer);
  }

  private void begin(Peer peer) {
    attempt = 0;
    over = false;
    pausedAfter = null;
    boolean call = Grpc.isCall(x.request());
    download.begin(steering, call);
    times.begin(call ? Grpc.timeoutNanos(x.request()) : 0);
    long wait = steering.hedgeNanos();
    if (wait > 0 && upload.length() == 0 && x.request().method().isIdempotent()) {
      times.hedgeAfter(wait);
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
      relay.tell(failure);
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
      WhyFields.keep(x, head.fields());
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
    int grpc = download.grpcStatus(head.fields());
    if (isTriedInstead(t, head, grpc)) {
      return;
    }
    tries.choose(t, steering);
    times.unbound();
    upload.settled();
    download.head(head, grpc);
    ClientStream s = tries.main().stream();
    if (download.isTunnel() && s != null) {
      upload.tunnel(s);
      x.readTunnel(upload);
    }
    if (!x.isWritable()) {
      pause();
    }
  }

  /** Whether the answer is left aside, as another try follows now or after a pause. */
  private boolean isTriedInstead(Try t, ResponseHead head, int grpc) {
    boolean refused = Repetition.isRefusal(head.status(), grpc, x.request().method());
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
    download.body(data);
  }

  void trailers(Fields trailers) {
    download.trailers(trailers);
  }

  void done(Try t) {
    if (download.isTunnel()) {
      endDown(t.stream());
      return;
    }
    x.span().finished(Party.ORIGIN, x.at(), upload.bytes(), download.bytes());
    t.finish();
    finish(Optional.empty());
    x.out().end();
  }

  void batchEnd() {
    if (!over && download.isBegun()) {
      x.out().flush();
    }
  }

  /** The server took more of the request. */
  void writable() {
    upload.writable();
  }

  // ---- a tunnel

  private void endDown(@Nullable ClientStream s) {
    download.ended();
    if (upload.isDone() || s == null || !s.isOpen()) {
      endTunnel();
    }
    x.out().end();
  }

  @Override
  public void clientEnded() {
    if (download.isTunnel() && download.isEnded() && !over) {
      endTunnel();
    }
  }

  private void endTunnel() {
    x.span().finished(Party.ORIGIN, x.at(), upload.bytes(), download.bytes());
    tries.main().leave();
    finish(Optional.empty());
  }

  // ---- tries that fail

  /** Whether the request may be sent once more after this. */
  boolean mayRepeat(Failure failure, boolean nothingCame) {
    boolean open = !over && !download.isBegun() && !tries.isTwofold() && upload.isRepeatable();
    return open && Repetition.isHarmless(failure, nothingCame, x.request().method());
  }

  void tryFailed(Try t, Failure failure, boolean nothingCame) {
    upload.noStream();
    if (download.isBegun()) {
      giveUp(failure);
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
    times.wakeAfter(nanos);
  }

  /** The pause is over. */
  void wake() {
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
    tell(late);
    tries.end(late, steering);
  }

  /** The client of a gRPC call said how long it may take, and waits no longer. */
  void callOverdue() {
    Failure late =
        Failure.of(Code.GRPC_DEADLINE, Side.UPSTREAM, "no whole answer within grpc-timeout");
    tell(late);
    cancel(late);
    x.out().fail(late);
  }

  /** A failure that was concluded here and came from no connection. */
  private void tell(Failure failure) {
    x.span().add(Party.ORIGIN, x.at(), Provenance.DERIVED, new HttpEvent.Failed(failure));
  }

  // ---- two tries at once

  /** The time has come to start a second try. */
  void hedge() {
    if (over || download.isBegun() || !tries.main().isActive() || tries.isHedging()) {
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
    upload.over();
    steering.over(failure); // who may ask what was left of the time
    times.over();
  }
}
