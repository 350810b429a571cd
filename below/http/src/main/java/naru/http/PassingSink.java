package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/**
 * A sink that passes on all that it does not change. A sink that every request goes by rather has
 * each method of its own: here {@link #next} is one more call, and of many classes.
 */
public interface PassingSink extends ResponseSink {
  /** The sink behind this one, always the same. */
  ResponseSink next();

  @Override
  default void interim(ResponseHead head) {
    next().interim(head);
  }

  @Override
  default void head(ResponseHead head) {
    next().head(head);
  }

  @Override
  default void data(ByteBuf data) {
    next().data(data);
  }

  @Override
  default void trailers(Fields trailers) {
    next().trailers(trailers);
  }

  @Override
  default void end() {
    next().end();
  }

  @Override
  default void fail(Failure failure) {
    next().fail(failure);
  }

  @Override
  default void flush() {
    next().flush();
  }
}
