package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import naru.http.h2.Connection;

/**
 * When what was written on a connection of HTTP/2 leaves: what is written while bytes are read,
 * with one flush at the end of the read; what is written at other times, with one flush at the end
 * of the loop's turn, so that several streams share a packet and a TLS record.
 */
final class Http2Flush {
  private final LoopState state;
  private final Channel channel;
  private final Connection connection;
  private final Runnable task = this::now;
  private boolean reading;
  private boolean scheduled;
  private boolean over;

  Http2Flush(LoopState state, Channel channel, Connection connection) {
    this.state = state;
    this.channel = channel;
    this.connection = connection;
  }

  /** Bytes are read from here on. */
  void readBegins() {
    reading = true;
  }

  /** What came has been read: what is to be written because of it leaves with {@link #now}. */
  void readEnds() {
    reading = false;
  }

  /** Whether bytes are being read. */
  boolean isReading() {
    return reading;
  }

  void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  /** With everything else at the end of this read, or of the loop's turn. */
  void soon() {
    if (!reading && !scheduled && !over) {
      scheduled = true;
      state.loop().execute(task);
    }
  }

  void now() {
    scheduled = false;
    if (!over) {
      connection.flush();
      channel.flush();
    }
  }

  /** The channel may take bytes again. */
  void writabilityChanged() {
    if (channel.isWritable() && !over) {
      connection.drain();
      soon();
    }
  }

  /** The connection has been let go: nothing more is written by it. */
  void over() {
    over = true;
  }
}
