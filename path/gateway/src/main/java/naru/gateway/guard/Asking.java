package naru.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.guard.config.Ask;
import naru.gateway.guard.core.OwnFields;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Fork;
import naru.http.Nobody;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.http.ResponseSource;
import naru.trace.GuardEvent;
import org.jspecify.annotations.Nullable;

/** One question about one request, from the sub-request to what its answer means. */
final class Asking implements ResponseSink, ResponseSource {
  private static final Set<String> OF_THE_BODY =
      Set.of("content-type", "content-encoding", "content-language", "expect", "if-match", "range");

  /** What tells of the request that is asked about: nobody else may write it, however spelled. */
  private static final List<String> OF_THE_ASKED =
      List.of("x-forwarded-method", "x-forwarded-uri", "x-original-method", "x-original-uri");

  private final Ask config;
  private final Passage p;
  private final Exchange x;
  private final GuardCounts counts;
  private @Nullable Fork fork;
  private @Nullable ScheduledFuture<?> timer;
  private long since;
  private boolean allowed;
  private boolean passedOn;
  private boolean over;
  private List<Map.Entry<String, String>> handedOn = List.of();

  Asking(Ask config, Passage p, GuardCounts counts) {
    this.config = config;
    this.p = p;
    this.x = p.exchange();
    this.counts = counts;
  }

  void begin() {
    since = p.now();
    p.hold(this);
    Fork f = x.fork(this);
    fork = f;
    write(f.exchange().request());
    timer = x.loop().schedule(this::timedOut, config.timeoutNanos(), TimeUnit.NANOSECONDS);
    p.messenger().send(f.exchange(), config.upstream());
  }

  private void write(RequestHead head) {
    Fields fields = head.fields();
    String method = head.methodText();
    String uri = head.path();
    for (Map.Entry<String, String> field : List.copyOf(fields.entries())) {
      String name = field.getKey().toLowerCase(java.util.Locale.ROOT);
      if (!isSent(name)) {
        fields.removeAll(name);
      }
    }
    OwnFields.forget(fields, OF_THE_ASKED);
    if (!config.sameMethod()) {
      head.setGet();
    }
    head.setPath(config.path());
    fields.add("X-Original-Method", method);
    fields.add("X-Original-Uri", uri);
  }

  private boolean isSent(String name) {
    boolean always = name.equals("host") || Field.id(name) == Field.X_FORWARDED_FOR;
    return config.send().isEmpty()
        ? !OF_THE_BODY.contains(name) && !name.replace('_', '-').startsWith("x-original-")
        : always || config.send().contains(name);
  }

  private long millis() {
    return (p.now() - since) / 1_000_000;
  }

  private void tell(int status, boolean good) {
    x.span().add(new GuardEvent.Asked(config.upstream(), status, millis(), good, config.place()));
  }

  // ---- the answer

  @Override
  public void head(ResponseHead head) {
    stopTimer();
    int status = head.status();
    allowed = status >= 200 && status < 300;
    if (allowed) {
      x.authorized();
    }
    tell(status, allowed);
    if (!allowed) {
      passedOn = true;
      counts.refusedByServer();
      p.answered();
      x.out().head(head);
      return;
    }
    handedOn = HandingOn.of(head.fields(), config.handOn());
    take(head.fields());
  }

  /** What the answer says of who asks becomes the request's. */
  private void take(Fields answer) {
    List<Map.Entry<String, String>> taken = new ArrayList<>();
    for (String name : config.take()) {
      answer.text(name).ifPresent(value -> taken.add(Map.entry(name, value)));
    }
    Fields fields = x.request().fields();
    OwnFields.forget(fields, config.take());
    taken.forEach(field -> fields.add(field.getKey(), field.getValue()));
  }

  @Override
  public void data(ByteBuf data) {
    if (passedOn) {
      x.out().data(data);
    } else {
      data.release();
    }
  }

  @Override
  public void trailers(Fields trailers) {
    if (passedOn) {
      x.out().trailers(trailers);
    }
  }

  @Override
  public void end() {
    if (!finish()) {
      return;
    }
    if (passedOn) {
      x.out().end();
    } else {
      p.hold(Nobody.YET);
      p.run(this::pass);
    }
  }

  private void pass() {
    HandingOn.on(x, handedOn);
    p.pass();
  }

  @Override
  public void fail(Failure failure) {
    if (!finish()) {
      return;
    }
    if (passedOn) {
      x.out().fail(failure);
    } else {
      unavailable(failure.toString());
    }
  }

  @Override
  public void flush() {
    if (passedOn) {
      x.out().flush();
    }
  }

  private void timedOut() {
    Fork f = fork;
    String why = "no answer within " + config.timeoutNanos() / 1_000_000 + " ms";
    if (f != null && !over) {
      f.abandon(Failure.of(Code.AUTH_FORWARD, Side.US, why));
      finish();
      unavailable(why);
    }
  }

  private void unavailable(String why) {
    tell(0, false);
    counts.refused(Code.AUTH_FORWARD);
    p.refuse(Code.AUTH_FORWARD, config.upstream() + ": " + why, config.place(), List.of());
  }

  private void stopTimer() {
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
  }

  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    stopTimer();
    Fork f = fork;
    if (f != null && f.exchange().span().isOpen()) {
      f.exchange().span().end();
    }
    return true;
  }

  // ---- the client

  @Override
  public void pause() {
    Fork f = fork;
    if (f != null && passedOn) {
      f.pause();
    }
  }

  @Override
  public void resume() {
    Fork f = fork;
    if (f != null) {
      f.resume();
    }
  }

  @Override
  public void cancel(Failure why) {
    Fork f = fork;
    if (f != null && !over) {
      f.abandon(why);
      finish();
    }
  }
}
