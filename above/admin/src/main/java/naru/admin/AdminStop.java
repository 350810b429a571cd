package naru.admin;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.Executor;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.HttpEngine;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.Bytes;
import naru.trace.Tracer;
import naru.trace.render.Lang;
import naru.transport.Loops;

/**
 * The REST API over everything, as the only stop of the admin listener's way: {@code /api/v1/**},
 * described by {@code /api/v1/openapi.json}.
 *
 * <p>Who asks is looked at on the event loop; what is asked is done on a virtual thread, as many at
 * a time as {@code admin.calls} allows, for much of it reads the disk.
 */
public final class AdminStop implements Stop {
  /** Bytes of a trace that is added. */
  static final int MOST_TRACE_BYTES = 16 << 20;

  /** Bytes of any other content. */
  static final int MOST_BYTES = 64 << 10;

  private static final int CALLS = 16;

  private final Desk desk;
  private final Doorkeeper doorkeeper;
  private final EventStreams streams;
  private final Limit calls;
  private final Executor threads = task -> Thread.ofVirtual().name("naru-admin").start(task);

  private AdminStop(AdminParts parts) {
    TraceDesk traces = new TraceDesk(parts.store(), parts.tracer());
    this.desk = new Desk(parts, traces);
    this.doorkeeper = new Doorkeeper(parts.token());
    this.streams = new EventStreams(parts, traces);
    this.calls = Limit.of(parts.metrics(), "admin.calls", CALLS);
  }

  public static AdminStop of(AdminParts parts) {
    return new AdminStop(parts);
  }

  /**
   * The engine for the admin listener: its requests are told to nobody, so that looking at traces
   * makes none. Use its tracer for the listener too.
   */
  public static HttpEngine engine(Loops loops, Clock clock) {
    Tracer quiet = Tracer.of(clock, 1, part -> {});
    return HttpEngine.of(loops, quiet, new Metrics());
  }

  /** The program stops: streams, which would last, end. */
  public void leave() {
    streams.leave();
  }

  @Override
  public void enter(Exchange x) {
    Optional<Failure> refused = Doorkeeper.atTheGate(x);
    if (refused.isPresent()) {
      send(x, Problem.of(refused.get()));
      return;
    }
    switch (Found.of(x.request().method(), x.request().pathOnly())) {
      case Found.Hit hit -> hit(x, hit);
      case Found.WrongMethod wrong ->
          send(
              x,
              problem(Code.REQUEST_METHOD, "this takes " + wrong.allow())
                  .with("Allow", wrong.allow()));
      case Found.Nothing _ ->
          send(x, problem(Code.ADMIN_NOT_FOUND, "there is nothing here; see /api/v1/openapi.json"));
    }
  }

  private void hit(Exchange x, Found.Hit hit) {
    Operation operation = hit.operation();
    Optional<Failure> refused = doorkeeper.at(operation, x);
    if (refused.isPresent()) {
      send(x, Problem.of(refused.get()));
      return;
    }
    try {
      Query query = Query.parse(x.request().query(), operation.parameters());
      Lang lang = Lang.of(x.request().fields().text(Field.ACCEPT_LANGUAGE).orElse(""));
      if (operation == Operation.FOLLOW_EVENTS) {
        streams.open(x, query);
      } else {
        call(x, hit, query, lang);
      }
    } catch (FailureException e) {
      send(x, Problem.of(e.failure()));
    }
  }

  private void call(Exchange x, Found.Hit hit, Query query, Lang lang) {
    int most = hit.operation() == Operation.ADD_TRACE ? MOST_TRACE_BYTES : MOST_BYTES;
    String accept = x.request().fields().text(naru.http.Field.ACCEPT).orElse("");
    Call.begin(
        x,
        calls,
        most,
        threads,
        body -> desk.answer(new Ask(hit.operation(), hit.path(), query, body, accept, lang)),
        reply -> send(x, reply));
  }

  private static ByteBuf buffer(Exchange x, Bytes content) {
    return x.alloc().buffer(content.length()).writeBytes(content.toArray());
  }

  private static Reply problem(Code code, String what) {
    return Problem.of(Failure.of(code, Side.CLIENT, what));
  }

  static void send(Exchange x, Reply reply) {
    ResponseHead head = x.response(reply.status());
    head.fields().add(Field.CONTENT_TYPE, reply.type());
    head.fields().add(Field.CACHE_CONTROL, "no-store");
    head.fields().add("X-Content-Type-Options", "nosniff");
    reply.fields().forEach(f -> head.fields().add(f.getKey(), f.getValue()));
    x.answer(head, buffer(x, reply.content()));
  }
}
