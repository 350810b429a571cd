package naru.http;

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
}
