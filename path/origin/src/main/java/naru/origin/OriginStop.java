package naru.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
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
import naru.origin.files.FileConfig;
import naru.origin.files.FileSite;
import naru.origin.files.HotMemory;
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
 * itself, every other path is a file. A route of the gateway that leaves {@link RouteFiles} gets
 * files of its own folder alone. What is in memory is answered on the event loop; what needs disk
 * or store is done on a virtual thread, as many at a time as a {@link Limit} allows, else 503.
 */
public final class OriginStop implements Stop {
  private static final byte[] OK = "ok\n".getBytes(StandardCharsets.US_ASCII);
  private static final String ALLOW_GET = "GET, HEAD";
  private static final String ALLOW_ALL = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final TraceId NO_TRACE = new TraceId(0, 0);
  private static final int ID_BYTES = 6;

  private final OriginConfig config;
  private final FileSite site;
  private final HotMemory memory;
  private final FileServing serving;
  private final ProductApi api;
  private final Limit apiCalls;
  private final Executor threads;

  private OriginStop(
      OriginConfig config, FileSite site, HotMemory memory, Store store, Metrics metrics) {
    SecureRandom random = new SecureRandom();
    this.config = config;
    this.site = site;
    this.memory = memory;
    this.threads = task -> Thread.ofVirtual().name("naru-origin").start(task);
    this.serving = new FileServing(config, random, threads, metrics);
    this.api = ProductApi.of(store, () -> id(random));
    this.apiCalls = Limit.of(metrics, "origin.api-calls", config.apiCalls());
  }

  private OriginStop(OriginConfig config, FileSite site, OriginStop before) {
    this.config = config;
    this.site = site;
    this.memory = before.memory;
    this.threads = before.threads;
    this.serving = before.serving;
    this.api = before.api;
    this.apiCalls = before.apiCalls;
  }

  /**
   * An origin. Blocks: opens the site, and makes the API's table if the store has none.
   *
   * @throws IOException if the site's directory cannot be served
   */
  public static OriginStop open(OriginConfig config, Store store, Metrics metrics)
      throws IOException {
    HotMemory memory = HotMemory.of(metrics, config.hotBytes());
    return new OriginStop(config, FileSite.of(config.files(), memory), memory, store, metrics);
  }

  /**
   * Another one to follow this, with other files: what is at work at the same time and what is kept
   * in memory is bounded for both together, and requests under way end here. The bounds in the
   * config are not looked at again. If nothing differs it is this one. Blocks as {@link #open}.
   *
   * @throws IOException if the site's directory cannot be served
   */
  public OriginStop followedBy(OriginConfig config) throws IOException {
    FileSite files = site(config.files());
    boolean same = config.equals(this.config) && files.standsWhere(site);
    return same ? this : new OriginStop(config, files, this);
  }

  /**
   * A site for a route, which shares the memory and the bounds of the origin. Blocks.
   *
   * @throws IOException if its directory cannot be served
   */
  public FileSite site(FileConfig files) throws IOException {
    return FileSite.of(files, memory);
  }

  @Override
  public void enter(Exchange x) {
    Ask ask = Asks.of(x);
    RouteFiles route = x.peek(RouteFiles.SLOT);
    if (route != null) {
      serving.serve(x, ask, route.site(), route);
    } else if (x.request().form() == RequestHead.Form.ASTERISK) {
      send(x, Answer.withoutContent(204, List.of(new FieldLine("Allow", ALLOW_ALL))));
    } else if (ask.path().equals("/healthz")) {
      own(
          x,
          ask,
          Answer.of(200, "text/plain; charset=utf-8", OK).with("Cache-Control", "no-store"));
    } else if (ask.path().equals("/whoami")) {
      own(x, ask, WhoAmI.of(x));
    } else if (config.api() && ProductApi.owns(ask.path())) {
      api(x, ask);
    } else {
      serving.serve(x, ask, site, null);
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
    return config.api() && ProductApi.owns(ask.path())
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
      Problem busy = Problem.of(Code.GATEWAY_LIMIT, "the limit " + apiCalls.name() + " is reached");
      ApiReply refusal = api.refusal(busy, ask);
      Answer later = refusal.answer().with("Retry-After", "1");
      api(x, new ApiReply(later, refusal.operation(), refusal.resource()));
    }
  }

  private static void api(Exchange x, ApiReply reply) {
    int status = reply.answer().status();
    tell(x, new OriginEvent.Api(reply.operation(), reply.resource(), status));
    send(x, reply.answer());
  }

  // ---- for all

  private static void tell(Exchange x, Event event) {
    x.span().add(Party.ORIGIN, Party.ORIGIN, Provenance.DERIVED, event);
  }

  private static void send(Exchange x, Answer answer) {
    Sending.whole(x, answer);
  }

  private static Clock clock(Exchange x) {
    return x.loopState().tracer().clock();
  }

  private static String id(SecureRandom random) {
    byte[] bits = new byte[ID_BYTES];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
