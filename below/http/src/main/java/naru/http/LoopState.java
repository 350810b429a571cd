package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.trace.Tracer;
import naru.transport.Dialer;
import naru.transport.Liveness;
import naru.transport.LoopBuffers;

/** What one event loop keeps for all its connections. Confined to that loop. */
public final class LoopState {
  private final int index;
  private final EventLoop loop;
  private final Tracer tracer;
  private final Dialer dialer;
  private final Sweep sweep;
  private final HeldHeads heldHeads;
  private final HttpDate date = new HttpDate();
  private final ResponseHead response = new ResponseHead();
  private final Map<Peer, PeerPool> pools = new HashMap<>();
  private final MediaTypes types = new MediaTypes();
  private final Counters counters = new Counters();
  private final IdleTimes idleTimes;
  private final Liveness liveness = new Liveness();
  private long lately;
  private volatile List<IpRange> explainTo = List.of();
  private volatile ErrorPages pages = ErrorPages.NONE;
  private volatile RecordedFields recordedFields = RecordedFields.NONE;

  LoopState(int index, EventLoop loop, Tracer tracer, Dialer dialer, IdleTimes idleTimes) {
    this.idleTimes = idleTimes;
    this.index = index;
    this.loop = loop;
    this.tracer = tracer;
    this.dialer = dialer;
    this.heldHeads = new HeldHeads(loop);
    this.sweep = new Sweep(loop, this::now);
    this.lately = tracer.clock().nanos();
  }

  /** Which of the program's loops this is, from 0. */
  public int index() {
    return index;
  }

  public EventLoop loop() {
    return loop;
  }

  public Tracer tracer() {
    return tracer;
  }

  public Dialer dialer() {
    return dialer;
  }

  public Sweep sweep() {
    return sweep;
  }

  public Clock clock() {
    return tracer.clock();
  }

  public ByteBufAllocator alloc() {
    return PooledByteBufAllocator.DEFAULT;
  }

  /** A buffer to write a head into, now, that takes at least so many bytes. */
  ByteBuf head(int bytes) {
    return bytes <= LoopBuffers.HEAD_BYTES ? LoopBuffers.head() : alloc().directBuffer(bytes);
  }

  HeldHeads heldHeads() {
    return heldHeads;
  }

  MediaTypes types() {
    return types;
  }

  List<IpRange> explainTo() {
    return explainTo;
  }

  void explainTo(List<IpRange> clients) {
    explainTo = clients;
  }

  ErrorPages pages() {
    return pages;
  }

  void pages(ErrorPages own) {
    pages = own;
  }

  RecordedFields recordedFields() {
    return recordedFields;
  }

  void recordedFields(RecordedFields fields) {
    recordedFields = fields;
  }

  Liveness liveness() {
    return liveness;
  }

  Counters counters() {
    return counters;
  }

  /** The time, exactly; {@link #lately} is this time from now on. */
  long now() {
    lately = tracer.clock().nanos();
    return lately;
  }

  /**
   * The time when the clock was last read for this loop: when the bytes came that it works on, or
   * when deadlines were last looked at ({@link Sweep}). For deadlines and numbers that stand a tick
   * more or less; reading the clock for each of them costs some percent of a small request.
   */
  public long lately() {
    return lately;
  }

  byte[] date() {
    return date.at(tracer.clock(), now());
  }

  ResponseHead response(int status) {
    response.start(status);
    return response;
  }

  /** This loop's connections to a peer. */
  PeerPool pool(Peer peer) {
    PeerPool pool = pools.get(peer);
    if (pool == null) {
      pool = new PeerPool(this, peer, idleTimes.of(peer), idleTimes.demand(peer));
      pools.put(peer, pool);
      sweep.add(pool);
    }
    return pool;
  }

  /** The peer as it wants to be spoken to, where it has said so not long ago. */
  public Peer asWanted(Peer peer) {
    return peer.hasChoice() && idleTimes.demand(peer).holds(now()) ? peer.overHttp1() : peer;
  }

  /** Whether a peer failed because it wants HTTP/1.1, which {@link #asWanted} knows from now on. */
  public boolean wantsHttp1(Peer peer, Failure failure) {
    boolean wants = failure.code() == Code.UPSTREAM_HTTP1_REQUIRED && peer.hasChoice();
    if (wants) {
      idleTimes.demand(peer).made(now());
      PeerPool pool = pools.get(peer);
      if (pool != null) {
        pool.http1Required();
      }
      counters.upstreamHttp1Required++;
    }
    return wants;
  }

  void forget(PeerPool pool) {
    pools.remove(pool.peer(), pool);
  }
}
