package naru.http;

import io.netty.buffer.ByteBuf;
import naru.http.h2.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a server as the request goes out on it: head, body, trailers. What the connection's
 * and the stream's window hold back waits in the {@link Connection}. RFC 9113 section 8.1.
 */
abstract sealed class SentStream extends TimedStream implements ClientStream permits HeldStream {
  final Http2Client client;
  final Connection connection;
  private @Nullable Fields trailers;
  private boolean hasTrailers;

  SentStream(LoopState state, Http2Client client, Connection connection) {
    super(state, client.limits());
    this.client = client;
    this.connection = connection;
  }

  /**
   * Sends the head on a stream that was just opened.
   *
   * @param end whether that is all of the request
   */
  final void sendHead(RequestHead request, boolean end) {
    ByteBuf out = connection.beginHeaders(this);
    Http2RequestHeads.write(request, client.scheme(), connection.encoder(), out);
    connection.endHeaders(this, end);
    sentHead(Grpc.isCall(request), end, request.isUpgrade());
    client.flushSoon();
  }

  @Override
  public final void data(ByteBuf data) {
    if (!isLive()) {
      data.release();
      return;
    }
    sentPart();
    connection.data(this, data);
  }

  @Override
  public final void trailers(Fields fields) {
    Fields t = new Fields(256);
    t.copyFrom(fields);
    trailers = t;
    hasTrailers = t.live() > 0;
  }

  /** The time has come for the trailers. */
  final void writeTrailers() {
    Fields t = trailers;
    if (t != null && isLive()) {
      ByteBuf out = connection.beginHeaders(this);
      Http2Fields.write(t, Field.HOP_BY_HOP, connection.encoder(), out);
      connection.endHeaders(this, true);
    }
  }

  @Override
  public final void endBody() {
    if (!isLive()) {
      return;
    }
    if (hasTrailers) {
      connection.endWithTrailers(this);
    } else {
      connection.end(this);
    }
    client.flushSoon();
    sentAll();
  }

  @Override
  public final void flush() {
    client.flushSoon();
  }

  @Override
  public final boolean isWritable() {
    return !isLive() || connection.isWritable(this);
  }
}
