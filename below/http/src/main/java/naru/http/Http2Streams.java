package naru.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import naru.http.h2.Stream;

/**
 * The streams of a client's connection and the requests on them: makes {@link Http2Exchange}s, uses
 * them again, reads their heads and trailers.
 */
final class Http2Streams {
  /** Streams kept for later ones. */
  private static final int MAX_POOLED = 128;

  private static final RequestHead UNREADABLE = RequestHead.of("GET", "/", "unreadable.invalid");

  private final Http2Server server;
  private final HttpService service;
  private final LoopState state;
  private final Connection connection;
  private final Http2Heads heads;
  private final ArrayDeque<Http2Exchange> pool = new ArrayDeque<>();
  private final List<Http2Exchange> unflushed = new ArrayList<>();
  private final Fields trailers = new Fields(256);
  private ConnectionTrace lastTrace;
  private int exchanges;

  /**
   * None yet.
   *
   * @param own the trace of what is said before the first request
   */
  Http2Streams(
      Http2Server server,
      HttpService service,
      LoopState state,
      Connection connection,
      ConnectionTrace own) {
    this.server = server;
    this.service = service;
    this.state = state;
    this.connection = connection;
    this.heads = new Http2Heads(connection.decoder());
    this.lastTrace = own;
  }

  /** How many there were. */
  int exchanges() {
    return exchanges;
  }

  /** The trace of the last request. */
  ConnectionTrace lastTrace() {
    return lastTrace;
  }

  // ---- come and go

  Http2Exchange open() {
    Http2Exchange stream = pool.poll();
    if (stream == null) {
      stream = new Http2Exchange(server, service, state);
    }
    exchanges++;
    stream.opened(exchanges);
    return stream;
  }

  /** Keeps a stream that is over for a later one. */
  void keep(Http2Exchange stream) {
    if (pool.size() < MAX_POOLED && !stream.isSuspect()) {
      stream.pooled();
      pool.push(stream);
    }
  }

  void reset(Http2Exchange stream, boolean byThem, String detail) {
    if (byThem) {
      String why = "the client reset the stream: " + detail;
      stream.abandon(Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, why), true);
      return;
    }
    Failure malformed = Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, detail);
    if (!stream.isBegun()) {
      stream.refuse(malformed);
    }
    stream.abandon(malformed, false);
  }

  /** Gives up all of them. */
  void abandon(Stream[] streams, Failure failure, boolean byThem) {
    unflushed.clear();
    for (Stream s : streams) {
      ((Http2Exchange) s).abandon(failure, byThem);
    }
  }

  // ---- heads and trailers

  void headers(Http2Exchange stream, byte[] block, int length, boolean end) throws ConnectionError {
    if (stream.isBegun()) {
      trailers(stream, block, length, end);
      return;
    }
    heads.read(block, length, end, stream.exchange().request());
    lastTrace = stream.trace();
    if (heads.isBeyondList()) {
      String detail = "the head is larger than " + service.http2().headerListBytes() + " bytes";
      Failure large = Failure.of(Code.REQUEST_HEAD_TOO_LARGE, Side.CLIENT, detail);
      stream.refuseWithAnswer(large, UNREADABLE, service.way());
    } else if (!heads.fault().isEmpty()) {
      stream.malformed(heads.fault());
    } else {
      stream.setOff(service.way());
    }
  }

  private void trailers(Http2Exchange stream, byte[] block, int length, boolean end)
      throws ConnectionError {
    String fault = Http2Heads.trailers(connection.decoder(), block, length, trailers);
    if (!end) {
      fault = "a second head does not end the stream";
    }
    if (fault.isEmpty()) {
      stream.trailers(trailers);
    } else {
      stream.malformed(fault);
    }
  }

  // ---- bodies

  /** See {@link Http2Server#flushLater}. */
  void flushLater(Http2Exchange stream) {
    unflushed.add(stream);
  }

  /** It is the end of the read. */
  void flushBodies() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flushBody();
    }
    unflushed.clear();
  }
}
