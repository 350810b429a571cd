package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/**
 * Where a response goes: {@code interim* head data* trailers? end}, or {@code fail} at any moment
 * before the end. After a head of status 101 the data are the bytes of the other protocol. The
 * client's connection is the last sink; a stop may put its own in front ({@link Exchange#through}).
 *
 * <p>All on the exchange's loop. A {@code fail} before the head becomes a problem answer; after the
 * head the connection is cut, so that the client cannot take a part for the whole.
 */
public interface ResponseSink {
  /** A 1xx head before the final one. Not 101. */
  default void interim(ResponseHead head) {}

  /** The final head. The sink may change it; the caller must not use it afterwards. */
  void head(ResponseHead head);

  /** A part of the body; the buffer is the sink's from here on. */
  void data(ByteBuf data);

  /** The trailer fields, before the end and at most once; valid during the call. */
  void trailers(Fields trailers);

  /** The response is whole. */
  void end();

  /** There will be no (whole) response. */
  void fail(Failure failure);

  /** The source has no more for now: what was written should go out. */
  void flush();
}
