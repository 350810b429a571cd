package naru.admin;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Method;
import naru.http.ResponseHead;
import naru.trace.Trace;
import naru.trace.TraceStore;

/** The streams of finished traces (Server-Sent Events), as many as {@code admin.events} allows. */
final class EventStreams {
  /** Traces that may wait for one client; more are dropped, and the client is told. */
  static final int WAITING = 256;

  private static final int STREAMS = 16;
  private static final int MOST_REPLAYED = TraceDesk.MOST_ON_PAGE;

  private final TraceStore store;
  private final TraceDesk traces;
  private final Limit limit;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;
  private final Executor threads = task -> Thread.ofVirtual().name("naru-events").start(task);

  EventStreams(AdminParts parts, TraceDesk traces) {
    this.store = parts.store();
    this.traces = traces;
    this.limit = Limit.of(parts.metrics(), "admin.events", STREAMS);
  }

  /** Opens one. On the loop. */
  void open(Exchange x, Query query) {
    TraceFilter filter = TraceFilter.of(query);
    int last = query.number("last", 0, MOST_REPLAYED, 0);
    if (x.request().method() == Method.HEAD) {
      x.out().head(head(x));
      x.out().end();
    } else if (!limit.tryTake(1)) {
      String what = "the limit " + limit.name() + " is reached";
      AdminStop.send(x, Problem.of(Failure.of(Code.ADMIN_BUSY, Side.US, what)));
    } else {
      String since = x.request().fields().text("Last-Event-ID").orElse("");
      EventStream stream = new EventStream(x, store.follow(WAITING), filter, limit);
      x.source(stream);
      x.out().head(head(x));
      x.out().flush();
      threads.execute(() -> run(stream, () -> earlier(filter, since, last)));
    }
  }

  private void run(EventStream stream, Supplier<EventStream.Earlier> before) {
    open.add(stream);
    if (leaving) {
      stream.leave();
    }
    try {
      stream.run(before);
    } finally {
      open.remove(stream);
    }
  }

  /** Ends those that are open, and those that are opened from now on. */
  void leave() {
    leaving = true;
    open.forEach(EventStream::leave);
  }

  /**
   * What the client should have before what comes: all after the one it saw last, as far as they
   * are still known, or the last few. The oldest first.
   */
  private EventStream.Earlier earlier(TraceFilter filter, String since, int last) {
    if (since.isEmpty()) {
      return new EventStream.Earlier(
          last == 0 ? List.of() : traces.find(filter, "", last).reversed(), false);
    }
    List<Trace> newest = traces.find(filter, "", MOST_REPLAYED);
    List<Trace> after = newest.stream().takeWhile(t -> !t.id().toString().equals(since)).toList();
    return new EventStream.Earlier(after.reversed(), after.size() == newest.size());
  }

  private static ResponseHead head(Exchange x) {
    ResponseHead head = x.response(200);
    head.fields().add(Field.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    head.fields().add(Field.CACHE_CONTROL, "no-store");
    return head;
  }
}
