package naru.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened on a connection before its first request named a trace: accepting, the TLS
 * handshake, a certificate issued for it. Confined to the connection's event loop.
 */
public final class Prologue implements Witness {
  /** More entries than this are dropped: segments of a connection that never asks for anything. */
  static final int MAX_ENTRIES = 512;

  private final Tracer tracer;
  private final List<Entry> entries = new ArrayList<>(8);
  private long leftOut;

  Prologue(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void add(Party from, Party to, Provenance provenance, Event event) {
    add(new Entry(tracer.clock().nanos(), from, to, provenance, event));
  }

  /** Tells what has a time of its own, such as a segment. */
  public void add(Entry entry) {
    if (entries.size() < MAX_ENTRIES) {
      entries.add(entry);
    } else {
      leftOut++;
    }
  }

  /** Hands everything to the span of the first request, once. */
  public void moveTo(Span span) {
    if (entries.isEmpty()) {
      return; // as for all requests of a connection but the first
    }
    entries.forEach(span::add);
    if (leftOut > 0) {
      span.add(new TcpEvent.SegmentsLeftOut(leftOut));
    }
    clear();
  }

  /** Hands everything to another prologue, such as work done for it on another thread. */
  public void moveTo(Prologue other) {
    entries.forEach(other::add);
    other.leftOut += leftOut;
    clear();
  }

  private void clear() {
    entries.clear();
    leftOut = 0;
  }

  /** An empty one with the same tracer, for work on another thread. */
  public Prologue apart() {
    return new Prologue(tracer);
  }

  /** A connection that never got to a request: its prologue becomes a trace of its own. */
  public void endAlone(Party at) {
    if (!entries.isEmpty()) {
      Span span = tracer.span();
      span.beginRoot(at);
      moveTo(span);
      span.end();
    }
  }
}
