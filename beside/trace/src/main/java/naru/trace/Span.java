package naru.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * How a stop tells the trace. One per connection, used again for each exchange; confined to the
 * connection's event loop (or to one thread).
 *
 * <p>Life: {@link #begin} or {@link #beginRoot}, any number of {@link #add}, {@link #end}; after
 * the end {@link #addLate} still reaches the same part, until the next begin. That is how the
 * closing of a connection gets into the trace of its last exchange.
 */
public final class Span implements Witness {
  private final Tracer tracer;
  private final List<Entry> entries = new ArrayList<>(16);
  private long traceHigh;
  private long traceLow;
  private long id;
  private long parent;
  private Party at = Party.CLIENT;
  private boolean open;

  Span(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Joins the trace that the caller named. */
  public void begin(Party at, long traceHigh, long traceLow, long parent) {
    assert !open : "a span must end before it begins again";
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.parent = parent;
    this.id = tracer.nextId();
    this.at = at;
    this.open = true;
    entries.clear();
  }

  /** Begins a trace of its own. */
  public void beginRoot(Party at) {
    begin(at, tracer.nextId(), tracer.nextId(), 0);
  }

  /** Joins the trace of a span of this process, as its child. */
  public void beginUnder(Party at, Span parentSpan) {
    begin(at, parentSpan.traceHigh, parentSpan.traceLow, parentSpan.id);
  }

  @Override
  public void add(Party from, Party to, Provenance provenance, Event event) {
    add(new Entry(tracer.clock().nanos(), from, to, provenance, event));
  }

  /** Tells a decision of this party. */
  public void add(Event event) {
    add(at, at, Provenance.DERIVED, event);
  }

  /** Tells what happened before the span began, such as the handshake of its connection. */
  public void add(Entry entry) {
    assert open : "the span has not begun";
    entries.add(entry);
  }

  /** Ends this part. */
  public void end() {
    assert open : "the span has not begun";
    open = false;
    tracer.accept(new SpanRecord(traceId(), id, parent, at, entries, true));
    entries.clear();
  }

  /** Tells something of the part that ended last; nothing if there was none. */
  public void addLate(Party from, Party to, Provenance provenance, Event event) {
    if (open) {
      add(from, to, provenance, event);
    } else if (id != 0) {
      Entry entry = new Entry(tracer.clock().nanos(), from, to, provenance, event);
      tracer.accept(new SpanRecord(traceId(), id, parent, at, List.of(entry), true));
    }
  }

  /** Whether it has begun and not ended. */
  public boolean isOpen() {
    return open;
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
