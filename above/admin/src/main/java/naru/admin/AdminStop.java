package naru.admin;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import naru.base.Clock;
import naru.base.Metrics;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.HttpEngine;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.Tracer;
import naru.transport.Loops;

/** The REST API over everything, as the only stop of the admin listener's way. */
public final class AdminStop implements Stop {
  private final AdminParts parts;

  private AdminStop(AdminParts parts) {
    this.parts = parts;
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

  @Override
  public void enter(Exchange x) {
    ResponseHead head = x.response(parts.health().get().ok() ? 200 : 503);
    head.fields().add(Field.CONTENT_TYPE, "application/json");
    x.answer(head, Unpooled.wrappedBuffer("{}".getBytes(StandardCharsets.UTF_8)));
  }
}
