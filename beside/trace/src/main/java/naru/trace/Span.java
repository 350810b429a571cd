package naru.trace;

import java.util.List;
import naru.base.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How a stop tells the trace. One per connection, used again for each exchange; confined to the
 * connection's event loop (or to one thread).
 *
 * <p>Life: {@link #begin} or {@link #beginRoot}, any number of {@link #add}, {@link #end}; after
 * the end {@link #addLate} still reaches the same part, until the next begin. That is how the
 * closing of a connection gets into the trace of its last exchange.
 *
 * <p>The methods named for an event ({@link #request}, {@link #response}, ...) tell the same as
 * {@link #add} with that event, but make no object: for the hottest paths. What they are given as
 * an object must outlive the request and never change.
 */
public final class Span implements Witness {
  private final Tracer tracer;
  private Lane lane;
  private @Nullable Tape tape;
  private long traceHigh;
  private long traceLow;
  private long id;
  private long parent;
  private Party at = Party.CLIENT;
  private boolean kept;
  private boolean quiet;

  Span(Tracer tracer) {
    this.tracer = tracer;
    this.lane = tracer.lane();
  }

  /** Joins the trace that the caller named. */
  public void begin(Party at, long traceHigh, long traceLow, long parent) {
    begin(at, traceHigh, traceLow, parent, true);
  }

  /** Begins a trace of its own. */
  public void beginRoot(Party at) {
    Lane mine = lane();
    begin(at, mine.nextId(), mine.nextId(), 0, true);
  }

  /** Joins the trace of a span of this process, as its child. */
  public void beginUnder(Party at, Span parentSpan) {
    begin(at, parentSpan.traceHigh, parentSpan.traceLow, parentSpan.id, false);
  }

  private void begin(Party at, long traceHigh, long traceLow, long parent, boolean entered) {
    assert tape == null : "a span must end before it begins again";
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.parent = parent;
    this.id = lane().nextId();
    this.at = at;
    this.kept = false;
    this.quiet = false;
    this.tape = blank(entered);
  }

  private Tape blank(boolean entered) {
    Tape blank = lane().take();
    blank.begin(at, traceHigh, traceLow, id, parent, entered);
    return blank;
  }

  private Lane lane() {
    if (!lane.isMine()) {
      lane = tracer.lane();
    }
    return lane;
  }

  private Tape open() {
    Tape open = tape;
    if (open == null) {
      throw new IllegalStateException("the span has not begun");
    }
    return open;
  }

  /**
   * Tells something between two parties; the time is now. What comes when the part has ended, such
   * as the end of a dial that nobody waits for any more, is told late or not at all.
   */
  @Override
  public void add(Party from, Party to, Provenance provenance, Event event) {
    if (tape == null) {
      addLate(from, to, provenance, event);
      return;
    }
    put(open(), tracer.clock().nanos(), from, to, provenance, event);
  }

  /** Tells a decision of this party. */
  public void add(Event event) {
    add(at, at, Provenance.DERIVED, event);
  }

  /**
   * Tells what has a time of its own: what happened before the span began, such as the handshake of
   * its connection, or a segment. Readers find the entries in the order of their times.
   */
  public void add(Entry e) {
    put(open(), e.atNanos(), e.from(), e.to(), e.provenance(), e.event());
  }

  private static void put(
      Tape tape, long nanos, Party from, Party to, Provenance provenance, Event event) {
    long head = Tape.head(Tape.EVENT, from, to, provenance, 0);
    if (event instanceof TcpEvent.Segment) {
      tape.segments.put(head, nanos, event);
      return;
    }
    tape.failed |= isFailure(event);
    tape.put(head, nanos, 0, 0, event, "");
  }

  private static boolean isFailure(Event event) {
    // As TraceSummary.failureOf, by comparing classes: this is asked of every event.
    return event instanceof HttpEvent.Failed
        || event instanceof TcpEvent.Failed
        || event instanceof TlsEvent.Failed
        || event instanceof DnsEvent.Failed
        || (event instanceof HttpEvent.Response response && response.status() >= 500);
  }

  /**
   * A request head ({@link HttpEvent.Request}), its texts as bytes of {@code head}.
   *
   * @param scheme a constant: {@code http}, {@code https} or empty
   * @param version a constant such as {@code HTTP/1.1}
   * @param stream the stream of HTTP/2; 0 without streams
   */
  public void request(
      Party from,
      Party to,
      byte[] head,
      int methodOffset,
      int methodLength,
      int authorityOffset,
      int authorityLength,
      int pathOffset,
      int pathLength,
      String scheme,
      String version,
      int stream) {
    Tape open = open();
    int at = open.room(methodLength + authorityLength + pathLength);
    if (at < 0) {
      return;
    }
    System.arraycopy(head, methodOffset, open.text, at, methodLength);
    System.arraycopy(head, authorityOffset, open.text, at + methodLength, authorityLength);
    System.arraycopy(head, pathOffset, open.text, at + methodLength + authorityLength, pathLength);
    long lengths = (long) methodLength << 32 | authorityLength;
    hot(
        Tape.head(Tape.REQUEST, from, to, Provenance.WIRE, at),
        lengths,
        (long) stream << 32 | pathLength,
        scheme,
        version);
  }

  /**
   * A request's field ({@link HttpEvent.Field}), its value as bytes.
   *
   * @param name in lower case; a constant
   */
  public void field(Party from, Party to, String name, byte[] value, int offset, int length) {
    Tape open = open();
    int at = open.room(length);
    if (at >= 0) {
      System.arraycopy(value, offset, open.text, at, length);
      hot(Tape.head(Tape.FIELD, from, to, Provenance.WIRE, at), length, 0, name, "");
    }
  }

  /**
   * Has it counted how long this part takes, from what was told last to its end. The trace of a
   * part that is kept becomes the example of its bucket.
   */
  public void measure(Histogram times) {
    Tape open = open();
    open.times = times;
    open.timesFrom = open.lastNanos(0);
  }

  /** What was told so far; valid until the next call on any span of this thread. */
  public PartFacts facts() {
    return lane().facts.read(open(), tracer.clock().nanos());
  }

  /** A response head ({@link HttpEvent.Response}); {@code type} is long-lived or empty. */
  public void response(Party from, Party to, int status, long lengthBytes, String type) {
    open().failed |= status >= 500;
    hot(Tape.head(Tape.RESPONSE, from, to, Provenance.WIRE, status), lengthBytes, 0, type, "");
  }

  /** The whole message went over ({@link HttpEvent.Finished}). */
  public void finished(Party from, Party to, long requestBytes, long responseBytes) {
    hot(
        Tape.head(Tape.FINISHED, from, to, Provenance.WIRE, 0),
        requestBytes,
        responseBytes,
        "",
        "");
  }

  /** An open connection is used again ({@link TcpEvent.Reused}). */
  public void reused(Party from, Party to, String local, String remote, int exchange) {
    hot(Tape.head(Tape.REUSED, from, to, Provenance.KERNEL, exchange), 0, 0, local, remote);
  }

  /** A route matched; {@code misses} as {@link RouteFacts#miss} packs them. */
  public void routeChosen(RouteFacts route, long misses) {
    hot(Tape.head(Tape.ROUTE, at, at, Provenance.DERIVED, 0), misses, 0, route, "");
  }

  /**
   * The balancer's pick among at most {@link UpstreamFacts#MAX_PACKED} targets.
   *
   * @param target index of the pick
   * @param firstPair the numbers of targets 0 and 1, see {@link UpstreamFacts#pair}
   * @param secondPair those of 2 and 3
   */
  public void targetChosen(UpstreamFacts upstream, int target, long firstPair, long secondPair) {
    hot(
        Tape.head(Tape.TARGET, at, at, Provenance.DERIVED, target),
        firstPair,
        secondPair,
        upstream,
        "");
  }

  /**
   * The balancer's pick among any number of targets; nothing of {@code packed} is kept.
   *
   * @param target index of the pick
   * @param packed each target's numbers, see {@link UpstreamFacts#pack}
   */
  public void targetChosen(UpstreamFacts upstream, int target, int[] packed) {
    int count = upstream.targets().size();
    if (count <= UpstreamFacts.MAX_PACKED) {
      targetChosen(
          upstream,
          target,
          UpstreamFacts.pair(packed[0], count > 1 ? packed[1] : 0),
          UpstreamFacts.pair(count > 2 ? packed[2] : 0, count > 3 ? packed[3] : 0));
      return;
    }
    Tape open = open();
    int at = open.room(4 * upstream.told());
    if (at < 0) {
      return;
    }
    upstream.write(open.text, at, target, packed);
    hot(Tape.head(Tape.TARGET, this.at, this.at, Provenance.DERIVED, target), at, 0, upstream, "");
  }

  /**
   * Not answered from the store ({@link CacheEvent.Forwarded}).
   *
   * @param key told by its {@code toString}, when somebody reads it
   */
  public void cacheForwarded(Object key, ForwardFacts why) {
    hot(Tape.head(Tape.FORWARDED, at, at, Provenance.DERIVED, 0), 0, 0, key, why);
  }

  private void hot(long head, long a, long b, Object first, Object second) {
    open().put(head, tracer.clock().nanos(), a, b, first, second);
  }

  /**
   * Makes a secret unreadable in the texts told so far, such as a key in a request's path: stars
   * take its place. Costs a look at all of them.
   */
  public void mask(byte[] secret) {
    open().mask(secret);
  }

  /** Ends this part. */
  public void end() {
    Tape ended = open();
    tape = null;
    kept = tracer.accept(lane(), ended, false);
  }

  /** Tells something of the part that ended last; nothing if there was none, or it was not kept. */
  public void addLate(Party from, Party to, Provenance provenance, Event event) {
    if (tape != null) {
      add(from, to, provenance, event);
    } else if (kept) {
      Tape late = blank(false);
      put(late, tracer.clock().nanos(), from, to, provenance, event);
      kept = tracer.accept(lane(), late, true);
    }
  }

  /**
   * Tells what has times of its own of the part that goes on or ended last: the segments of its
   * connection, in one go. Nothing if there was none, or it was not kept.
   */
  public void addLate(List<Entry> entries) {
    if (tape != null) {
      entries.forEach(this::add);
    } else if (kept && !entries.isEmpty()) {
      Tape late = blank(false);
      for (Entry e : entries) {
        put(late, e.atNanos(), e.from(), e.to(), e.provenance(), e.event());
      }
      kept = tracer.accept(lane(), late, true);
    }
  }

  /**
   * This part is of interest only if it fails or takes long: a health check, or a request whose
   * caller does not keep its own part. To be said after the begin.
   */
  public void quieten() {
    quiet = true;
    Tape t = tape;
    if (t != null) {
      t.quiet = true;
    }
  }

  /** Whether {@link #quieten} was said since the begin. */
  public boolean isQuiet() {
    return quiet;
  }

  /** Whether it has begun and not ended. */
  public boolean isOpen() {
    return tape != null;
  }

  /** Who tells. */
  public Party at() {
    return at;
  }

  public TraceId traceId() {
    return new TraceId(traceHigh, traceLow);
  }

  public long traceHigh() {
    return traceHigh;
  }

  public long traceLow() {
    return traceLow;
  }

  /** This span's own id, never 0 after a begin. */
  public long id() {
    return id;
  }
}
