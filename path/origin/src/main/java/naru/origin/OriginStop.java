package naru.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.http.Stop;
import naru.origin.api.ApiReply;
import naru.origin.api.ProductApi;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Problem;
import naru.origin.files.FileReply;
import naru.origin.files.FileSite;
import naru.store.Store;
import naru.trace.Event;
import naru.trace.OriginEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TraceId;

/**
 * The built-in origin as the last stop of a way, behind a listener of its own or in the gateway's.
 *
 * <p>{@code /api/**} is the products API, {@code /healthz} and {@code /whoami} speak of the server
 * itself, every other path is a file. What is in memory is answered on the event loop; what needs
 * disk or store is done on a virtual thread, as many at a time as a {@link Limit} allows, else 503.
 */
public final class OriginStop implements Stop {
  private static final byte[] OK = "ok\n".getBytes(StandardCharsets.US_ASCII);
  private static final String ALLOW_GET = "GET, HEAD";
  private static final String ALLOW_ALL = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final TraceId NO_TRACE = new TraceId(0, 0);
  private static final int ID_BYTES = 6;
  private static final int BOUNDARY_BYTES = 16;

  private final OriginConfig config;
  private final FileSite site;
  private final Limit hotBytes;
  private final boolean hasApi;
  private final ProductApi api;
  private final Limit lookups;
  private final Limit sending;
  private final Limit apiCalls;
  private final LongAdder hot;
  private final SecureRandom random = new SecureRandom();
  private final Executor threads = task -> Thread.ofVirtual().name("naru-origin").start(task);

  private OriginStop(
      OriginConfig config, FileSite site, Limit hotBytes, Store store, Metrics metrics) {
    this.config = config;
    this.site = site;
    this.hotBytes = hotBytes;
    this.hasApi = config.api();
    this.api = ProductApi.of(store, () -> hex(ID_BYTES));
    this.lookups = Limit.of(metrics, "origin.lookups", config.lookups());
    this.sending = Limit.of(metrics, "origin.sending", config.sending());
    this.apiCalls = Limit.of(metrics, "origin.api-calls", config.apiCalls());
    this.hot = metrics.counter("naru_origin_hot_total", "files answered from memory");
  }

  private OriginStop(OriginConfig config, FileSite site, Limit hotBytes, OriginStop before) {
    this.config = config;
    this.site = site;
    this.hotBytes = hotBytes;
    this.hasApi = config.api();
    this.api = before.api;
    this.lookups = before.lookups;
    this.sending = before.sending;
    this.apiCalls = before.apiCalls;
    this.hot = before.hot;
  }

  /**
   * An origin. Blocks: opens the site, and makes the API's table if the store has none.
   *
   * @throws IOException if the site's directory cannot be served
   */
  public static OriginStop open(OriginConfig config, Store store, Metrics metrics)
      throws IOException {
    Limit hotBytes = Limit.of(metrics, "origin.hot-bytes", config.hotBytes());
    FileSite site = FileSite.of(config.files(), hotBytes);
    return new OriginStop(config, site, hotBytes, store, metrics);
  }

  /**
   * Another one to follow this, with other files: what is at work at the same time is bounded for
   * both together, and requests under way end here. The bounds in the config are not looked at
   * again, but {@link OriginConfig#hotBytes}. If nothing differs it is this one, with what it has
   * in memory. Blocks as {@link #open}.
   *
   * @throws IOException if the site's directory cannot be served
   */
  public OriginStop followedBy(OriginConfig config) throws IOException {
    Limit fresh = Limit.of(new Metrics(), hotBytes.name(), config.hotBytes());
    FileSite files = FileSite.of(config.files(), fresh);
    boolean same = config.equals(this.config) && files.standsWhere(site);
    return same ? this : new OriginStop(config, files, fresh, this);
  }

  /** Its memory is the one that is told from now on. */
  public void publish(Metrics metrics) {
    hotBytes.publish(metrics);
  }

  @Override
  public void enter(Exchange x) {
    Ask ask = Asks.of(x);
    if (x.request().form() == RequestHead.Form.ASTERISK) {
      send(x, Answer.withoutContent(204, List.of(new FieldLine("Allow", ALLOW_ALL))));
    } else if (ask.path().equals("/healthz")) {
      own(
          x,
          ask,
          Answer.of(200, "text/plain; charset=utf-8", OK).with("Cache-Control", "no-store"));
    } else if (ask.path().equals("/whoami")) {
      own(x, ask, WhoAmI.of(x));
    } else if (hasApi && ProductApi.owns(ask.path())) {
      api(x, ask);
    } else {
      file(x, ask);
    }
  }

  /**
   * What it has for a request; nothing is sent. Blocks on the file system.
   *
   * @param place where the origin is configured
   */
  public OriginEvent.Looked explain(RequestHead head, Place place) {
    Ask ask = Asks.of(head, NO_TRACE);
    if (isOwn(ask)) {
      return new OriginEvent.Looked("", ask.path(), OriginEvent.Verdict.OWN, 0, place);
    }
    return hasApi && ProductApi.owns(ask.path())
        ? new OriginEvent.Looked("", ask.path(), OriginEvent.Verdict.API, 0, place)
        : site.look(ask, place);
  }

  private static boolean isOwn(Ask ask) {
    return ask.path().equals("/healthz") || ask.path().equals("/whoami");
  }

  // ---- about the server itself

  private static void own(Exchange x, Ask ask, Answer answer) {
    Answer told =
        ask.isRetrieval()
            ? answer.to(ask)
            : Problem.of(Code.REQUEST_METHOD, "this takes only " + ALLOW_GET)
                .answer(ask)
                .with("Allow", ALLOW_GET);
    tell(x, new OriginEvent.Api(ask.path().substring(1), ask.path(), told.status()));
    send(x, told);
  }

  // ---- the API

  private void api(Exchange x, Ask ask) {
    Optional<ApiReply> early = api.early(ask);
    if (early.isPresent()) {
      api(x, early.get());
    } else if (api.needsContent(ask)) {
      Problem tooLong =
          Problem.of(
              Code.REQUEST_BODY_TOO_LARGE,
              "the content is longer than " + ProductApi.MOST_CONTENT_BYTES + " bytes");
      RequestContent.read(
          x,
          ProductApi.MOST_CONTENT_BYTES,
          content -> call(x, ask, content),
          () -> api(x, api.refusal(tooLong, ask)));
    } else {
      call(x, ask, new byte[0]);
    }
  }

  private void call(Exchange x, Ask ask, byte[] content) {
    Clock clock = clock(x);
    boolean begun =
        Errand.run(
            x,
            threads,
            apiCalls,
            () -> api.answer(ask, content, clock.wall()),
            reply -> api(x, reply),
            unused -> {});
    if (!begun) {
      ApiReply refusal = api.refusal(busy(apiCalls), ask);
      api(x, new ApiReply(retryLater(refusal.answer()), refusal.operation(), refusal.resource()));
    }
  }

  private static void api(Exchange x, ApiReply reply) {
    int status = reply.answer().status();
    tell(x, new OriginEvent.Api(reply.operation(), reply.resource(), status));
    send(x, reply.answer());
  }

  // ---- files

  /** An answer, and the file that it is sent from if it is not in memory. */
  private record Ready(FileReply reply, Optional<OpenFile> file) {}

  private void file(Exchange x, Ask ask) {
    Clock clock = clock(x);
    Optional<FileReply> quick = site.quick(ask, moment(clock));
    if (quick.isPresent() && quick.get().answer().isInMemory()) {
      hot.increment();
      tell(x, quick.get());
      send(x, quick.get().answer());
    } else if (!Errand.run(
        x,
        threads,
        lookups,
        () -> ready(ask, clock),
        ready -> sendFile(x, ready, ask),
        unused -> unused.file().ifPresent(this::close))) {
      send(x, retryLater(busy(lookups).answer(ask)));
    }
  }

  /** Opens the file before the head is sent; one that changed meanwhile is looked up again. */
  private Ready ready(Ask ask, Clock clock) throws IOException {
    try {
      return readyOnce(ask, clock);
    } catch (FileSystemException changed) {
      return readyOnce(ask, clock);
    }
  }

  private Ready readyOnce(Ask ask, Clock clock) throws IOException {
    FileReply reply = site.answer(ask, moment(clock));
    return new Ready(reply, OpenFile.of(reply.answer()));
  }

  private void sendFile(Exchange x, Ready ready, Ask ask) {
    tell(x, ready.reply());
    if (ready.file().isEmpty()) {
      send(x, ready.reply().answer());
    } else if (sending.tryTake(1)) {
      FileBody.send(x, ready.reply().answer(), ready.file().get(), threads, sending);
    } else {
      close(ready.file().get());
      send(x, retryLater(busy(sending).answer(ask)));
    }
  }

  private void close(OpenFile file) {
    threads.execute(file::close);
  }

  private FileReply.Moment moment(Clock clock) {
    long nanos = clock.nanos();
    return new FileReply.Moment(clock.wallAt(nanos), nanos, () -> hex(BOUNDARY_BYTES));
  }

  // ---- for all

  private static void tell(Exchange x, FileReply reply) {
    tell(
        x,
        new OriginEvent.File(
            reply.path(), reply.coding(), reply.bytes(), reply.etag(), reply.siblings()));
  }

  private static void tell(Exchange x, Event event) {
    x.span().add(Party.ORIGIN, Party.ORIGIN, Provenance.DERIVED, event);
  }

  private static void send(Exchange x, Answer answer) {
    Sending.whole(x, answer);
  }

  private static Problem busy(Limit limit) {
    return Problem.of(Code.GATEWAY_LIMIT, "the limit " + limit.name() + " is reached");
  }

  private static Answer retryLater(Answer answer) {
    return answer.with("Retry-After", "1");
  }

  private static Clock clock(Exchange x) {
    return x.loopState().tracer().clock();
  }

  private String hex(int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
