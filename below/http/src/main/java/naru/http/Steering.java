package naru.http;

import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;

/** Who steers the tries of a {@link Relay}. All calls on the loop. */
public interface Steering {
  /**
   * A try failed before a final head was passed on. A kept connection that the server closed just
   * as the request was sent on it is not told: that is mended by one more try at the same peer, on
   * another connection ({@link Try}), and only what comes of that one is told here.
   *
   * @param attempt counts from 1
   * @param mayRetry whether another try is permitted: the request was certainly not processed, or
   *     it is idempotent and no byte of a response came; and its body is kept, and no other try is
   *     under way
   * @return where to try next; empty to give up, and the exchange fails with this failure
   */
  Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry);

  /**
   * Asked where {@link #failed} or {@link #instead} named nobody: whether they will, and when.
   *
   * @return nanoseconds after which {@link #afterPause} is asked; 0 to give up
   */
  default long pauseNanos() {
    return 0;
  }

  /** The pause is over: where to try next; empty to give up with the last failure. */
  default Optional<Peer> afterPause() {
    return Optional.empty();
  }

  /**
   * A response's head came, and the request may be sent again: asked before {@link #answered}. That
   * is so for a status of 500 and above, or of 429, if the method is idempotent, and for every head
   * that refuses a call of gRPC; only while one try is under way, and as long as the whole of the
   * request's body is kept. The head alone decides: what follows it is not waited for, and is given
   * up with its stream if somebody is named here, or will be after a pause.
   *
   * @param grpcStatus why a call of gRPC was refused, if the head is all there is of its response,
   *     see {@link GrpcStatus}; else 0 or {@link GrpcStatus#NONE}
   * @param attempt counts from 1
   * @return where to try once more, as if this try had failed; empty to pass the response on
   */
  default Optional<Peer> instead(ResponseHead head, int grpcStatus, int attempt) {
    return Optional.empty();
  }

  /**
   * How a call of gRPC ended: told before {@link #answered} if the head says so, else when the
   * trailers come. Never called for other requests.
   */
  default void concluded(int grpcStatus) {}

  /** The response's head came from this try's peer; called before it is passed on. */
  void answered(ResponseHead head);

  /** It is over; no other call follows. Empty if the response was whole. */
  void over(Optional<Failure> failure);

  /**
   * How long one try may take until its response's head comes, in nanoseconds; 0 for no bound of
   * its own. A try that takes longer fails as {@link Code#UPSTREAM_TRY_TIMEOUT}.
   */
  default long tryNanos() {
    return 0;
  }

  /**
   * When to ask {@link #hedge}, if no response has come by then: nanoseconds after the first try
   * began; 0 for never. Only for requests that are idempotent and have no body.
   */
  default long hedgeNanos() {
    return 0;
  }

  /**
   * Where to try beside the try that is still waiting; empty to wait on. Called once at most.
   *
   * @param attempt the number of the try to be
   */
  default Optional<Peer> hedge(int attempt) {
    return Optional.empty();
  }

  /** The other one of two tries answered first: this one was given up. */
  default void dropped(int attempt) {}
}
