package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on a connection. RFC 9113 section 5.1. An owner extends it with what
 * it keeps for each stream, and may use the object again when the stream is over.
 *
 * <p>There is no enum of states: a stream in the table is open in the directions that have not
 * ended; one that is over is not in the table.
 */
public abstract class Stream {
  private int id;
  private boolean live;
  boolean remoteEnded;
  boolean localEnded;

  /** How much the other side takes, and how much it may send. */
  int sendWindow;

  int receiveWindow;

  /** How large we let {@link #receiveWindow} become. */
  int grant;

  /** Received bytes that were taken from us and not yet told in a WINDOW_UPDATE. */
  int consumed;

  /** What could not be sent yet. */
  private @Nullable Parts queue;

  int queuedBytes;
  boolean endQueued;
  boolean trailersQueued;
  boolean inTurn;

  /** The owner was told to wait, see {@link Connection#isWritable(Stream)}. */
  boolean full;

  /** Where its last frame begins in the buffer of that generation. */
  int frameAt;

  int frameGeneration;

  protected Stream() {}

  void begin(int newId, int send, int receive) {
    id = newId;
    live = true;
    remoteEnded = false;
    localEnded = false;
    sendWindow = send;
    receiveWindow = receive;
    grant = receive;
    consumed = 0;
    endQueued = false;
    trailersQueued = false;
    inTurn = false;
    full = false;
    frameGeneration = -1;
  }

  void over() {
    live = false;
    dropQueue();
  }

  /** The stream identifier. */
  public final int id() {
    return id;
  }

  /** Whether it is in the table: at least one direction has not ended. */
  public final boolean isLive() {
    return live;
  }

  /** Whether the other side has said END_STREAM. */
  public final boolean isRemoteEnded() {
    return remoteEnded;
  }

  /** Whether our END_STREAM was written. */
  public final boolean isLocalEnded() {
    return localEnded;
  }

  /** Bytes of DATA that wait for a window or for the connection. */
  public final int queuedBytes() {
    return queuedBytes;
  }

  /** How many bytes of DATA the other side takes; may be negative. */
  public final int sendWindow() {
    return sendWindow;
  }

  // ---- the queue

  void enqueue(ByteBuf data, ByteBufAllocator alloc) {
    Parts q = queue;
    if (q == null) {
      q = new Parts();
      queue = q;
    }
    queuedBytes += data.readableBytes();
    q.add(data, alloc);
  }

  @Nullable ByteBuf firstQueued() {
    Parts q = queue;
    return q == null ? null : q.first();
  }

  void removeFirst() {
    Parts q = queue;
    if (q != null) {
      q.take();
    }
  }

  private void dropQueue() {
    Parts q = queue;
    if (q != null) {
      q.drop();
    }
    queuedBytes = 0;
    endQueued = false;
    trailersQueued = false;
  }
}
