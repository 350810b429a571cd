package naru.http;

import java.util.ArrayList;
import java.util.List;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection to a server, as {@link Http2Streams} has the streams of a client's:
 * makes them, has their heads and trailers read, and tells each at the end of a read that there is
 * no more for now.
 */
final class Http2Calls {
  private final Http2Client client;
  private final LoopState state;
  private final Connection connection;
  private final Http2ResponseHeads heads;
  private final Fields trailers = new Fields(256);

  /** Those that something came for in this read. */
  private final List<Http2Call> told = new ArrayList<>();

  /** Whose head is being read; it stays so if that fails. */
  private @Nullable Http2Call reading;

  private int count;

  /** Whether one of them had a response. */
  private boolean answered;

  /** Whether anything came since there was none on the connection. */
  private boolean heard;

  /** Whether nothing came since one was made on a connection that had carried others before. */
  private boolean kept;

  Http2Calls(Http2Client client, LoopState state, Connection connection) {
    this.client = client;
    this.state = state;
    this.connection = connection;
    this.heads = new Http2ResponseHeads(connection.decoder());
  }

  // ---- come and go

  /** One more. */
  Http2Call next() {
    boolean idle = connection.size() == 0;
    heard &= !idle;
    kept = !heard && (kept || (count > 0 && idle));
    return new Http2Call(client, connection, state, ++count);
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** A response came. */
  void answered() {
    answered = true;
  }

  /** Whether there was one. */
  boolean wereAnswered() {
    return answered;
  }

  /** Bytes came. */
  void heard() {
    heard = true;
  }

  /** Whether there were some, and are none now. */
  boolean areOver() {
    return count > 0 && connection.size() == 0;
  }

  /** Whether nothing came since there was none: the server may be closing the connection. */
  boolean areQuiet() {
    return count > 0 && (connection.size() == 0 || !heard);
  }

  /** Whether nothing came since there was none, and there were some before. */
  boolean wasSilent() {
    return kept && !heard;
  }

  // ---- what comes

  void headers(Http2Call call, byte[] block, int length, boolean end) throws ConnectionError {
    reading = call;
    call.headers(heads, block, length, end, trailers);
    reading = null;
  }

  /**
   * Whose head could not be read and was the end of its stream, which the connection does not know
   * any more; null if there is none.
   */
  @Nullable Http2Call unread() {
    Http2Call last = reading;
    return last == null || last.isLive() ? null : last;
  }

  /** The call's taker is told at the end of the read that there is no more for now. */
  void tellLater(Http2Call call) {
    told.add(call);
  }

  /** It is the end of the read. */
  void readEnds() {
    for (int i = 0; i < told.size(); i++) {
      told.get(i).readEnd();
    }
    told.clear();
  }
}
