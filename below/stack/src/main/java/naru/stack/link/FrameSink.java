package naru.stack.link;

import io.netty.buffer.ByteBuf;

/** Where frames arrive. */
@FunctionalInterface
public interface FrameSink {
  /** One frame, which then belongs to the sink. */
  void frame(ByteBuf frame);
}
