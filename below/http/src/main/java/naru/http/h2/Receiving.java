package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What each frame means for the streams of a connection. RFC 9113 sections 5.1 and 6: frames for
 * streams that were never opened, that have ended, or that we reset while the frame was on its way.
 */
final class Receiving implements FrameSink {
  /** Of the debug data of a GOAWAY. */
  private static final int MOST_WORDS = 100;

  private final Connection connection;
  private final Limits limits;

  Receiving(Connection connection, Limits limits) {
    this.connection = connection;
    this.limits = limits;
  }

  // ---- DATA

  @Override
  public void data(int id, ByteBuf in, int length, int flowBytes, boolean end)
      throws ConnectionError {
    connection.windows().arrived(flowBytes);
    if (length == 0 && !end) {
      connection.take(Budget.EMPTY_FRAMES);
    }
    Stream stream = connection.find(id);
    if (stream == null || stream.remoteEnded) {
      dataOfClosed(id, stream);
      return;
    }
    stream.receiveWindow -= flowBytes;
    if (stream.receiveWindow < 0) {
      connection.streamError(
          stream, ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the stream's window");
      return;
    }
    if (end) {
      endRemote(stream);
    }
    if (flowBytes > length) {
      connection.consumed(stream, flowBytes - length);
    }
    if (length > 0 || end) {
      ByteBuf data = length == 0 ? Unpooled.EMPTY_BUFFER : in.readRetainedSlice(length);
      connection.owner().data(stream, data, end);
    }
  }

  private void endRemote(Stream stream) {
    stream.remoteEnded = true;
    connection.closeIfEnded(stream);
  }

  private void dataOfClosed(int id, @Nullable Stream stream) throws ConnectionError {
    if (connection.isIdle(id)) {
      throw ConnectionError.protocol("DATA on an idle stream");
    }
    if (stream != null) {
      connection.streamError(stream, ErrorCode.STREAM_CLOSED, "DATA behind END_STREAM");
    } else if (!connection.isBeyondGoAway(id)
        && connection.recent().of(id) != RecentStreams.WE_RESET) {
      connection.closedStreamError(id, ErrorCode.STREAM_CLOSED);
    }
  }

  // ---- header blocks

  @Override
  public void headers(int id, byte[] block, int length, boolean end, int dependsOn)
      throws ConnectionError {
    Stream stream = connection.find(id);
    if (stream == null) {
      stream = opened(id, block, length);
      if (stream == null) {
        return;
      }
    } else if (stream.remoteEnded) {
      drop(block, length);
      connection.streamError(stream, ErrorCode.STREAM_CLOSED, "HEADERS behind END_STREAM");
      return;
    }
    if (dependsOn == id) {
      drop(block, length);
      connection.streamError(stream, ErrorCode.PROTOCOL_ERROR, "a stream depends on itself");
      return;
    }
    if (end) {
      endRemote(stream);
    }
    connection.owner().headers(stream, block, length, end);
  }

  private @Nullable Stream opened(int id, byte[] block, int length) throws ConnectionError {
    if (connection.isBeyondGoAway(id) && (id & 1) == 1) {
      drop(block, length);
      return null;
    }
    if (!connection.isIdle(id)) {
      drop(block, length);
      headersOfClosed(id);
      return null;
    }
    if (!connection.isServer() || (id & 1) == 0) {
      throw ConnectionError.protocol("HEADERS on a stream that the other side cannot open");
    }
    if (connection.size() >= limits.streams() || !connection.owner().takesStreams()) {
      drop(block, length);
      connection.refuse(id);
      return null;
    }
    connection.earn(Budget.PRIORITIES, 2);
    return connection.opened(id);
  }

  private void headersOfClosed(int id) throws ConnectionError {
    switch (connection.recent().of(id)) {
      case RecentStreams.WE_RESET -> {} // it was on its way
      case RecentStreams.THEY_RESET -> connection.closedStreamError(id, ErrorCode.STREAM_CLOSED);
      case RecentStreams.SKIPPED ->
          throw ConnectionError.protocol("a stream id is lower than one before");
      default -> {
        if (connection.isServer()) {
          throw new ConnectionError(ErrorCode.STREAM_CLOSED, "HEADERS on a closed stream");
        }
        // Perhaps one that we reset so long ago that it was forgotten.
        connection.closedStreamError(id, ErrorCode.STREAM_CLOSED);
      }
    }
  }

  /** Decodes only to keep the table right. */
  private void drop(byte[] block, int length) throws ConnectionError {
    connection.decoder().decode(block, 0, length, HeaderSink.NONE);
  }

  // ---- the rest

  @Override
  public void priority(int id, int length, int dependsOn) throws ConnectionError {
    connection.take(Budget.PRIORITIES);
    int code = ErrorCode.NO_ERROR;
    if (length != 5) {
      code = ErrorCode.FRAME_SIZE_ERROR;
    } else if (dependsOn == id) {
      code = ErrorCode.PROTOCOL_ERROR;
    }
    if (code == ErrorCode.NO_ERROR) {
      return; // priorities are not followed: RFC 9113 section 5.3.2
    }
    Stream stream = connection.find(id);
    if (stream == null) {
      throw new ConnectionError(code, "PRIORITY is not well formed");
    }
    connection.streamError(stream, code, "PRIORITY is not well formed");
  }

  @Override
  public void reset(int id, int code) throws ConnectionError {
    Stream stream = connection.find(id);
    if (stream == null) {
      if (connection.isIdle(id)) {
        throw ConnectionError.protocol("RST_STREAM on an idle stream");
      }
      if (!crossedOurs(id)) {
        connection.take(Budget.RESETS);
      }
      return;
    }
    connection.remove(stream, RecentStreams.THEY_RESET);
    connection.owner().reset(stream, code, true, ErrorCode.name(code));
    if (connection.isServer()) {
      connection.take(Budget.RESETS);
    }
  }

  /**
   * Whether a server reset a stream that we had reset, as it does after an answer before the whole
   * request (RFC 9113 section 8.1): that wastes nothing of ours, nor does any reset of a stream
   * that we opened. Once for each stream.
   */
  private boolean crossedOurs(int id) {
    boolean crossed =
        !connection.isServer() && connection.recent().of(id) == RecentStreams.WE_RESET;
    if (crossed) {
      connection.recent().mark(id, RecentStreams.THEY_RESET);
    }
    return crossed;
  }

  @Override
  public void settings(ByteBuf in, int length) throws ConnectionError {
    connection.take(Budget.SETTINGS);
    connection.settings(in, length);
  }

  @Override
  public void settingsAcked() throws ConnectionError {
    connection.take(Budget.SETTINGS);
  }

  @Override
  public void ping(long opaque, boolean ack) throws ConnectionError {
    connection.take(Budget.PINGS);
    if (ack) {
      connection.owner().pong(opaque);
    } else {
      FrameWriter.ping(connection.sending().out(), opaque, true);
    }
  }

  @Override
  public void goAway(int lastStream, int code, ByteBuf in, int length) {
    boolean silent = code == ErrorCode.NO_ERROR || length == 0;
    connection.owner().goAway(lastStream, code, silent ? "" : words(in, length));
  }

  /** The beginning of a text of which nothing is known, as far as it can be shown. */
  private static String words(ByteBuf in, int length) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < Math.min(length, MOST_WORDS); i++) {
      char c = (char) in.readUnsignedByte();
      words.append(c >= ' ' && c < 0x7f && c != '"' ? c : '.');
    }
    return words.toString();
  }

  @Override
  public void windowUpdate(int id, int bytes) throws ConnectionError {
    connection.take(Budget.WINDOW_UPDATES);
    if (id == 0) {
      if (bytes == 0) {
        throw ConnectionError.protocol("WINDOW_UPDATE of 0");
      }
      if (!connection.sending().widen(bytes)) {
        throw new ConnectionError(
            ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is above 2^31-1");
      }
      return;
    }
    Stream stream = connection.find(id);
    if (stream == null) {
      if (connection.isIdle(id)) {
        throw ConnectionError.protocol("WINDOW_UPDATE on an idle stream");
      }
      return;
    }
    if (bytes == 0) {
      connection.streamError(stream, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
    } else if (!connection.sending().widen(stream, bytes)) {
      connection.streamError(
          stream, ErrorCode.FLOW_CONTROL_ERROR, "the stream's window is above 2^31-1");
    }
  }

  @Override
  public void wasted(Budget budget) throws ConnectionError {
    connection.take(budget);
  }
}
