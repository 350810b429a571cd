package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import naru.base.Failure;

/** The client's side of an exchange: a connection, or a stop that asks on its own behalf. */
interface Port {
  /** The last sink. */
  ResponseSink sink();

  void readBody(BodySink sink);

  /** Has what the client says in the other protocol delivered, from now on. */
  void readTunnel(BodySink sink);

  void pauseBody();

  void resumeBody();

  /** A source for the response was named, to be paused and cancelled. */
  void source(ResponseSource source);

  boolean isWritable();

  Channel takeOver(ResponseHead head);

  /** No answer at all: the client sees a reset. */
  void reset(Failure why);

  /** For a fork: what it sends, instead of nothing. */
  default void giveBody(ByteBuf body) {
    throw new IllegalStateException("only a fork can be given a body");
  }

  /** For a fork: nobody wants its response any more. */
  default void abandonFork(Failure why) {}

  /** For a fork: its response is to wait. */
  default void pauseResponse() {}

  /** For a fork: its response goes on. */
  default void resumeResponse() {}
}
