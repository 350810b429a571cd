package naru.origin;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.http.Exchange;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.Problem;
import naru.origin.core.Refusal;
import naru.origin.files.FileReply;
import naru.origin.files.FileSite;
import naru.trace.OriginEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Answers from sites of files: from memory on the loop, from the disk by way of virtual threads.
 * How many of these are at work is bounded for all sites together.
 */
final class FileServing {
  private static final int BOUNDARY_BYTES = 16;

  /** How many wait for a turn to look a file up, and how long at most. */
  private static final int WAITING = 8192;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Turns lookups;
  private final Limit sending;
  private final Unsent unsent;
  private final LongAdder hot;
  private final SecureRandom random;
  private final Executor threads;

  FileServing(OriginConfig config, SecureRandom random, Executor threads, Metrics metrics) {
    this.lookups =
        new Turns(
            Limit.of(metrics, "origin.lookups", config.lookups()),
            Limit.of(metrics, "origin.lookups-waiting", WAITING),
            threads,
            PATIENCE_NANOS);
    this.sending = Limit.of(metrics, "origin.sending", config.sending());
    this.unsent = new Unsent(Limit.of(metrics, "origin.unsent-bytes", config.unsentBytes()));
    this.hot = metrics.counter("naru_origin_hot_total", "files answered from memory");
    this.random = random;
    this.threads = threads;
  }

  /** An answer, and the file that it is sent from if it is not in memory. */
  private record Ready(FileReply reply, Optional<OpenFile> file) {}

  /**
   * Answers. On the loop.
   *
   * @param route whose folder it is; null for the origin's own
   */
  void serve(Exchange x, Ask ask, FileSite site, @Nullable RouteFiles route) {
    Clock clock = x.loopState().tracer().clock();
    Optional<FileReply> quick = site.quick(ask, moment(clock));
    if (quick.isPresent() && quick.get().answer().isInMemory()) {
      hot.increment();
      send(x, new Ready(quick.get(), Optional.empty()), ask, route);
    } else if (!Errand.inTurn(
        x,
        lookups,
        () -> ready(ask, site, clock),
        ready -> send(x, ready, ask, route),
        unused -> unused.file().ifPresent(this::close),
        () -> busy(x, lookups.limit(), ask, route))) {
      busy(x, lookups.limit(), ask, route);
    }
  }

  /** Opens the file before the head is sent; one that changed meanwhile is looked up again. */
  private Ready ready(Ask ask, FileSite site, Clock clock) {
    try {
      return readyOnce(ask, site, clock);
    } catch (FileSystemException changed) {
      return readyAgain(ask, site, clock);
    } catch (IOException e) {
      return new Ready(site.unreadable(ask, e), Optional.empty());
    }
  }

  private Ready readyAgain(Ask ask, FileSite site, Clock clock) {
    try {
      return readyOnce(ask, site, clock);
    } catch (IOException e) {
      return new Ready(site.unreadable(ask, e), Optional.empty());
    }
  }

  private Ready readyOnce(Ask ask, FileSite site, Clock clock) throws IOException {
    FileReply reply = site.answer(ask, moment(clock));
    return new Ready(reply, OpenFile.of(reply.answer()));
  }

  private void send(Exchange x, Ready ready, Ask ask, @Nullable RouteFiles route) {
    FileReply reply = ready.reply();
    if (reply.refusal().isPresent()) {
      Refusal why = reply.refusal().get();
      if (route == null) {
        tell(x, reply);
        Sending.whole(x, own(why, reply, ask));
        return;
      }
      route.refuse(x, why, reply);
      if (!why.hasPage()) {
        return;
      }
    }
    tell(x, reply);
    if (ready.file().isEmpty()) {
      fromMemory(x, reply.answer());
    } else if (sending.tryTake(1)) {
      FileBody.send(x, reply.answer(), ready.file().get(), threads, sending, unsent);
    } else {
      close(ready.file().get());
      busy(x, sending, ask, route);
    }
  }

  private void fromMemory(Exchange x, Answer answer) {
    if (Sending.isBrief(answer)) {
      Sending.whole(x, answer);
    } else {
      FileBody.send(x, answer, threads, unsent);
    }
  }

  /** As a server of its own says no. */
  private static Answer own(Refusal why, FileReply reply, Ask ask) {
    if (why.code() == Code.FILE_MISSING) {
      return with(ErrorPage.notFound(ask), reply);
    }
    String detail =
        why.code() == Code.FILE_UNREADABLE ? "the file cannot be read now" : why.detail();
    return with(Problem.of(why.code(), detail).answer(ask), reply);
  }

  private static Answer with(Answer answer, FileReply reply) {
    Answer whole = answer;
    for (var field : reply.answer().fields()) {
      whole = whole.with(field.name(), field.value());
    }
    return whole;
  }

  private static void busy(Exchange x, Limit limit, Ask ask, @Nullable RouteFiles route) {
    String why = "the limit " + limit.name() + " is reached";
    if (route == null) {
      Answer answer = Problem.of(Code.GATEWAY_LIMIT, why).answer(ask);
      Sending.whole(x, answer.with("Retry-After", "1"));
    } else {
      x.fail(Failure.of(Code.GATEWAY_LIMIT, Side.US, why), List.of(Map.entry("Retry-After", "1")));
    }
  }

  private void close(OpenFile file) {
    threads.execute(file::close);
  }

  private FileReply.Moment moment(Clock clock) {
    long nanos = clock.nanos();
    return new FileReply.Moment(clock.wallAt(nanos), nanos, this::boundary);
  }

  private String boundary() {
    byte[] bits = new byte[BOUNDARY_BYTES];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private static void tell(Exchange x, FileReply reply) {
    OriginEvent.File file =
        new OriginEvent.File(
            reply.path(), reply.coding(), reply.bytes(), reply.etag(), reply.siblings());
    x.span().add(Party.ORIGIN, Party.ORIGIN, Provenance.DERIVED, file);
  }
}
