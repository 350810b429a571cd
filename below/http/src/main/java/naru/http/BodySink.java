package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/** Who takes a request's body: {@code data* end}, or {@code abort}. On the exchange's loop. */
public interface BodySink {
  /** A part of the body; the buffer is the sink's from here on. */
  void data(ByteBuf data);

  /** Fields after the body, before {@link #end}; only read during the call. */
  default void trailers(Fields trailers) {}

  /** The body is whole. */
  void end();

  /** The body will not be whole: the client broke it or has gone. */
  void abort(Failure failure);

  /** No more bytes for now. */
  default void flush() {}
}
