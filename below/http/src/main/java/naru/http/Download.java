package naru.http;

import io.netty.buffer.ByteBuf;

/**
 * The response on its way from the try that was taken to the exchange, the other direction of an
 * {@link Upload}: whoever steers hears how it begins and, of a call of gRPC, how it ends. Once it
 * has begun there is no other try. A relay uses one again and again.
 */
final class Download {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Exchange x;
  private Steering steering;

  /** Whether this answers a call of gRPC. */
  private boolean call;

  private boolean begun;
  private boolean tunnel;
  private boolean ended;
  private long bytes;

  Download(Exchange x, Steering steering) {
    this.x = x;
    this.steering = steering;
  }

  /** An exchange begins. */
  void begin(Steering newSteering, boolean grpcCall) {
    steering = newSteering;
    call = grpcCall;
    begun = false;
    tunnel = false;
    ended = false;
    bytes = 0;
  }

  /** Whether something of it was passed on. */
  boolean isBegun() {
    return begun;
  }

  /** Whether the server agreed to speak another protocol. RFC 9110 section 15.2.2. */
  boolean isTunnel() {
    return tunnel;
  }

  /** The server has said the last of a tunnel. */
  void ended() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Bytes of the body that were passed on. */
  long bytes() {
    return bytes;
  }

  /** How the call of gRPC ended, if these fields tell; {@link GrpcStatus#NONE} if it is none. */
  int grpcStatus(Fields fields) {
    return call ? GrpcStatus.of(fields) : GrpcStatus.NONE;
  }

  /**
   * Passes the head on, without what is for this hop alone.
   *
   * @param grpc what {@link #grpcStatus} says of its fields
   */
  void head(ResponseHead head, int grpc) {
    begun = true;
    head.fields().removeHopByHop();
    WhyFields.keep(x, head.fields());
    concluded(grpc);
    steering.answered(head);
    tunnel = head.status() == SWITCHING_PROTOCOLS;
    x.out().head(head);
  }

  void body(ByteBuf data) {
    bytes += data.readableBytes();
    x.out().data(data);
  }

  void trailers(Fields trailers) {
    concluded(grpcStatus(trailers));
    x.out().trailers(trailers);
  }

  private void concluded(int grpc) {
    if (grpc != GrpcStatus.NONE) {
      steering.concluded(grpc);
    }
  }
}
