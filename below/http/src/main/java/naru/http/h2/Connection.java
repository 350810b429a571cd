package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one HTTP/2 connection, for both roles. RFC 9113 sections 5 and 6: bytes go
 * in by {@link #receive}, what they mean goes to the {@link Owner}; what the owner says is written
 * as frames into one buffer, which {@link #flush} hands out, so that all frames of a read leave
 * together. Confined to one thread; the time is an argument.
 *
 * <p>The parts: {@link FrameReader} knows frames, this class knows streams, {@link Sending} knows
 * whose data go next, {@link ReceiveWindows} how much may come, {@link Budgets} what may be wasted.
 */
public final class Connection {
  /** Which side we are. */
  public enum Role {
    CLIENT,
    SERVER
  }

  private final Role role;
  private final Settings mine;
  private final Settings theirs = new Settings();
  private final Owner owner;
  private final HpackDecoder decoder;
  private final HpackEncoder encoder = new HpackEncoder();
  private final FrameReader reader;
  private final Budgets budgets;
  private final StreamTable streams = new StreamTable();
  private final RecentStreams recent = new RecentStreams();
  private final Sending sending;
  private final ReceiveWindows windows;
  private final Preface preface = new Preface();

  private int lastPeer;
  private int nextLocal = 1;
  private int refuseAbove = Integer.MAX_VALUE;
  private boolean failed;
  private long now;

  /** A connection whose bytes have not been read or written yet. */
  public Connection(
      Role role, Limits limits, HeaderTags tags, Owner owner, ByteBufAllocator alloc) {
    this.role = role;
    this.mine = role == Role.SERVER ? limits.serverSettings() : limits.clientSettings();
    this.owner = owner;
    this.decoder = new HpackDecoder(tags, (int) mine.headerTableSize(), limits.headerListBytes());
    this.reader = new FrameReader(new Receiving(this, limits), limits, mine.maxFrame());
    this.budgets = new Budgets(limits);
    this.sending = new Sending(this, owner, alloc, limits);
    this.windows = new ReceiveWindows(limits, mine.initialWindow(), sending);
  }

  /** Says the first words: preface, settings, and the larger window of the connection. */
  public void open() {
    ByteBuf out = sending.out();
    if (role == Role.CLIENT) {
      Preface.write(out);
    }
    mine.writeTo(out, role == Role.SERVER);
    windows.open();
  }

  // ---- bytes in

  /**
   * Uses up whole frames; the rest stays in the buffer.
   *
   * @throws ConnectionError when the connection must end; {@link #fail} tells the other side
   */
  public void receive(ByteBuf in, long nowNanos) throws ConnectionError {
    now = nowNanos;
    if (role == Role.SERVER && !preface.read(in)) {
      return;
    }
    while (!failed && reader.read(in)) {
      // each read uses one frame
    }
  }

  /**
   * Whether the other side has begun its preface, a header block or a frame other than DATA and not
   * ended it.
   *
   * @param rest what {@link #receive} left
   */
  public boolean isInHead(ByteBuf rest) {
    if (reader.isInBlock() || !reader.hasBegun()) {
      return true;
    }
    int n = rest.readableBytes();
    return n > 0
        && (n < FrameType.HEADER_BYTES || rest.getByte(rest.readerIndex() + 3) != FrameType.DATA);
  }

  // ---- what we know

  public HpackDecoder decoder() {
    return decoder;
  }

  public HpackEncoder encoder() {
    return encoder;
  }

  /** The other side's settings. */
  public Settings theirs() {
    return theirs;
  }

  /** How many streams are in the table. */
  public int size() {
    return streams.size();
  }

  /** A copy of the streams in the table. */
  public Stream[] all() {
    return streams.all();
  }

  /** The highest stream that the other side opened. */
  public int lastPeer() {
    return lastPeer;
  }

  /** Bytes of heads and bodies that were written so far. */
  public long sentBytes() {
    return sending.sentBytes();
  }

  /** Response bytes that wait, of all streams. */
  long queuedBytes() {
    return sending.queuedBytes();
  }

  // ---- streams

  /** Client: the id of the stream that is opened next; negative if there are no more. */
  public int nextStream() {
    return nextLocal;
  }

  /** Client: opens a stream; its head is to be written at once. False if there are no more ids. */
  public boolean open(Stream stream) {
    if (nextLocal < 0) {
      return false;
    }
    stream.begin(nextLocal, theirs.initialWindow(), mine.initialWindow());
    recent.opened(nextLocal);
    nextLocal += 2;
    streams.put(stream);
    return true;
  }

  /** Server: the client opened a stream. */
  Stream opened(int id) {
    lastPeer = id;
    recent.opened(id);
    Stream stream = owner.open(id);
    stream.begin(id, theirs.initialWindow(), mine.initialWindow());
    streams.put(stream);
    return stream;
  }

  /** Server: a stream is not opened, but its number is used up. */
  void refuse(int id) throws ConnectionError {
    lastPeer = id;
    recent.opened(id);
    recent.mark(id, RecentStreams.WE_RESET);
    budgets.take(Budget.RESETS, now);
    FrameWriter.reset(sending.out(), id, ErrorCode.REFUSED_STREAM);
  }

  @Nullable Stream find(int id) {
    return streams.get(id);
  }

  /** Whether no stream with this id was opened yet. */
  boolean isIdle(int id) {
    boolean fromClient = (id & 1) == 1;
    if (!fromClient) {
      return true; // a server opens none
    }
    return role == Role.SERVER
        ? id > lastPeer && !isBeyondGoAway(id)
        : nextLocal > 0 && id >= nextLocal;
  }

  boolean isServer() {
    return role == Role.SERVER;
  }

  boolean isBeyondGoAway(int id) {
    return id > refuseAbove;
  }

  RecentStreams recent() {
    return recent;
  }

  Owner owner() {
    return owner;
  }

  Sending sending() {
    return sending;
  }

  void take(Budget budget) throws ConnectionError {
    budgets.take(budget, now);
  }

  void earn(Budget budget, int n) {
    budgets.earn(budget, n);
  }

  /** Both sides have ended it. */
  void closeIfEnded(Stream stream) {
    if (stream.remoteEnded && stream.localEnded && stream.isLive()) {
      budgets.earn(Budget.RESETS, 1);
      remove(stream, RecentStreams.ENDED);
    }
  }

  void remove(Stream stream, byte how) {
    sending.forget(stream);
    windows.forget(stream);
    streams.remove(stream.id());
    recent.mark(stream.id(), how);
    stream.over();
  }

  /** Ends a stream at once. Nothing happens if it is over already. */
  public void reset(Stream stream, int code) {
    if (stream.isLive()) {
      remove(stream, RecentStreams.WE_RESET);
      FrameWriter.reset(sending.out(), stream.id(), code);
    }
  }

  /** The other side broke a rule of one stream. RFC 9113 section 5.4.2. */
  public void streamError(Stream stream, int code, String detail) throws ConnectionError {
    if (stream.isLive()) {
      reset(stream, code);
      owner.reset(stream, code, false, detail);
      budgets.take(Budget.RESETS, now);
    }
  }

  /** The same for a stream that is over or was never there. */
  void closedStreamError(int id, int code) throws ConnectionError {
    FrameWriter.reset(sending.out(), id, code);
    budgets.take(Budget.RESETS, now);
  }

  // ---- flow control of what we receive

  /** Bytes of a stream were used: they may be sent again. RFC 9113 section 5.2. */
  public void consumed(Stream stream, int bytes) {
    if (!failed) {
      windows.consumed(stream, bytes);
    }
  }

  ReceiveWindows windows() {
    return windows;
  }

  // ---- what we send

  /**
   * Begins a header block on a stream; its fields are written with the {@link #encoder}.
   *
   * @return where they go
   */
  public ByteBuf beginHeaders(Stream stream) {
    return sending.beginHeaders(stream, encoder);
  }

  /** The header block is whole. Tells {@link Owner#ended} with {@code end}. */
  public void endHeaders(Stream stream, boolean end) {
    sending.endHeaders(stream, theirs.maxFrame());
    if (end) {
      sending.endedLocally(stream);
    }
  }

  /** A part of the body; the buffer is ours from here on. */
  public void data(Stream stream, ByteBuf data) {
    sending.data(stream, data);
  }

  /** No more is said on the stream, when what is queued has gone out. */
  public void end(Stream stream) {
    sending.end(stream);
  }

  /**
   * Trailers are to end the stream: {@link Owner#trailersDue} is told as soon as they may be
   * written, perhaps at once.
   */
  public void endWithTrailers(Stream stream) {
    sending.endWithTrailers(stream);
  }

  /** Whether a stream should get more data now; if not, {@link Owner#writable} is told later. */
  public boolean isWritable(Stream stream) {
    return sending.isWritable(stream);
  }

  /** Sends what is queued, as far as it may go; to be called when the owner can write again. */
  public void drain() {
    sending.drain();
  }

  /** Hands out what was written. */
  public void flush() {
    sending.handOut();
  }

  /** Asks the other side for a sign of life. */
  public void ping(long opaque) {
    FrameWriter.ping(sending.out(), opaque, false);
  }

  /** First step of a shutdown: streams on their way are still taken. RFC 9113 section 6.8. */
  public void announceGoAway() {
    FrameWriter.goAway(sending.out(), Integer.MAX_VALUE, ErrorCode.NO_ERROR);
  }

  /** No new streams from here on. */
  public void goAway(int code) {
    if (refuseAbove == Integer.MAX_VALUE || code != ErrorCode.NO_ERROR) {
      refuseAbove = lastPeer;
      FrameWriter.goAway(sending.out(), lastPeer, code);
    }
  }

  /** Whether {@link #goAway} was said. */
  public boolean isGoingAway() {
    return refuseAbove != Integer.MAX_VALUE;
  }

  /** Ends with an error; the streams are the owner's to tell. */
  public void fail(int code) {
    failed = true;
    goAway(code);
  }

  /** Lets everything go: nothing more is received, and what was not handed out is dropped. */
  public void release() {
    failed = true;
    for (Stream s : streams.all()) {
      remove(s, RecentStreams.WE_RESET);
    }
    sending.release();
  }

  // ---- the other side's settings

  void settings(ByteBuf in, int length) throws ConnectionError {
    int before = theirs.initialWindow();
    theirs.read(in, length);
    if (role == Role.CLIENT && theirs.offersPush()) {
      throw ConnectionError.protocol("a server's SETTINGS_ENABLE_PUSH is 1");
    }
    encoder.limit(theirs.headerTableSize());
    FrameWriter.settingsAck(sending.out());
    int change = theirs.initialWindow() - before;
    if (change != 0) {
      sending.shiftWindows(streams.all(), change);
    }
    owner.settingsChanged();
  }
}
