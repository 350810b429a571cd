package naru.http;

import io.netty.buffer.ByteBuf;
import naru.trace.Party;
import naru.trace.Span;

/**
 * One request on a connection to a server and its response: the whole connection for a while in
 * HTTP/1.1, one stream of many in HTTP/2. Confined to the connection's event loop.
 */
public interface ClientStream {
  /**
   * Sends a request head. Hop-by-hop fields must be gone; the framing of the body is written here,
   * and the fields of an upgrade.
   *
   * @param bodyLength 0 without a body, -1 if it is not known
   * @param targetPrefix written before the path, to make an absolute-form; usually empty
   */
  void send(RequestHead request, long bodyLength, byte[] targetPrefix, Caller caller);

  /** A part of the request's body, or of what goes up a tunnel; the buffer is no longer ours. */
  void data(ByteBuf data);

  /** Fields after the body, before {@link #endBody}, at most once; only read during the call. */
  void trailers(Fields trailers);

  /** The request's body is whole; in a tunnel: the client says no more. */
  void endBody();

  /** What was written goes out. */
  void flush();

  /** Whether more of a body may be written without piling up. */
  boolean isWritable();

  /** Tell no more of the response for now. */
  void pause();

  /** Go on telling. */
  void resume();

  /** Lets go of the response: nothing more is told, and the other side hears that it may stop. */
  void abandon();

  /** Tells the segments since it was last asked, where they are known. */
  void tellSegments(Span span, Party at, Party other);

  /** Whether it is not over; a tunnel is when both directions have ended. */
  boolean isOpen();

  /** Whether the server has said that its connection takes others, but no more (GOAWAY). */
  default boolean isLeaving() {
    return false;
  }

  /** Requests sent on its connection so far. */
  int exchanges();

  /** Our address and port. */
  String localText();

  /** The stream of HTTP/2 that it is, or will be when the head is sent; 0 in HTTP/1.1. */
  default int streamId() {
    return 0;
  }

  /** What is spoken, as the trace names it: such as {@code HTTP/1.1}. */
  String version();
}
