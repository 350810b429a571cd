package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/**
 * Who made a request on a {@link ClientStream}: {@code interim* head body* trailers? done}, or
 * {@code failed} at any moment before the end. All on the connection's loop.
 *
 * <p>A head with status 101 begins a tunnel: what follows as {@code body} are the server's raw
 * bytes, and {@code done} is its half-close.
 */
public interface Caller {
  /** A 1xx head, neither 100 nor 101; valid during the call. */
  void interim(ResponseHead head);

  /** The final head; valid during the call. */
  void head(ResponseHead head);

  /** A part of the body; the buffer is the caller's. */
  void body(ByteBuf data);

  /** Fields after the body, without those that may not stand there; valid during the call. */
  void trailers(Fields trailers);

  /** The response is whole. The stream may be given back or closed. */
  void done();

  /**
   * There will be no whole response; the stream is over.
   *
   * @param nothingCame whether not one byte of a response was seen
   */
  void failed(Failure failure, boolean nothingCame);

  /** More of the request's body may be written. */
  void writable();

  /** No more bytes for now. */
  void batchEnd();
}
