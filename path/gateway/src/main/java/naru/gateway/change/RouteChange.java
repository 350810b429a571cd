package naru.gateway.change;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.gateway.change.config.Answer;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Compression;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Redirect;
import naru.gateway.change.config.Rewrite;
import naru.gateway.change.config.Timeouts;
import naru.gateway.change.core.Location;
import naru.gateway.change.core.NewPath;
import naru.gateway.change.core.WayBack;
import naru.gateway.config.Destination;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Asker;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.http.Slot;
import naru.http.Stop;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * All that a route does to a request and its response besides sending it on, in this order:
 *
 * <ol>
 *   <li>{@link #arrive}, right behind the route, before any guard: the request's deadline, the
 *       response's way back (fields, then compression), the body's limit, CORS preflights
 *   <li>{@link #suffer}, behind the guards: faults that are made on purpose
 *   <li>{@link #answer}: redirects and direct answers; then {@link #change}: the fields of the
 *       request. The split and the mirrors follow, then balance and cache
 *   <li>{@link #forward}, at the door to the server: fields about the client that Naru wrote
 *       itself, then host and path. A cache stands before it: what is stored is found by what
 *       clients ask
 * </ol>
 *
 * Made only for routes that have something to do.
 */
public final class RouteChange {
  /** What Naru says of the client itself, when the request leaves. */
  private static final Set<String> LATE = Set.of("forwarded", "via", "x-real-ip");

  private static final Predicate<String> IS_LATE =
      name -> {
        String lower = name.toLowerCase(Locale.ROOT);
        return LATE.contains(lower) || lower.startsWith("x-forwarded-");
      };

  private static final String FORWARDED_PREFIX = "X-Forwarded-Prefix";

  private final RouteConfig route;
  private final @Nullable Redirect redirect;
  private final @Nullable Answer answer;
  private final @Nullable Rewrite rewrite;
  private final @Nullable PathChange newPath;
  private final @Nullable String newHost;
  private final @Nullable FolderSlash slash;
  private final LeadBack.@Nullable Terms back;
  private final @Nullable Slot<String> asked;
  private final @Nullable Faults faults;
  private final Timeouts timeouts;
  private final long bodyBytes;
  private final Asker asker;
  private final Gaps gaps;
  private final @Nullable CrossOrigin cors;
  private final @Nullable Compression compression;
  private final Limit compressions;
  private final @Nullable HeaderEdit request;
  private final @Nullable HeaderEdit lateRequest;
  private final @Nullable HeaderEdit response;

  private RouteChange(RouteConfig route, Asker asker, Limit compressions, @Nullable Faults faults) {
    Changes changes = route.changes();
    this.route = route;
    this.redirect = changes.redirect().orElse(null);
    this.answer = changes.answer().orElse(null);
    this.rewrite = changes.rewrite().orElse(null);
    this.newPath = changes.rewrite().flatMap(Rewrite::path).orElse(null);
    this.newHost = changes.rewrite().flatMap(Rewrite::host).orElse(null);
    Destination.ToFiles files = route.to() instanceof Destination.ToFiles to ? to : null;
    this.asked = files == null ? null : files.asked();
    this.back =
        changes
            .rewrite()
            .filter(r -> r.redirects() && files == null)
            .map(r -> new LeadBack.Terms(r, route.match().paths(), asker, route.place()))
            .orElse(null);
    this.slash = FolderSlash.of(route);
    this.faults = faults;
    this.timeouts = changes.timeouts();
    this.bodyBytes = changes.bodyBytes();
    this.asker = asker;
    this.gaps = new Gaps(route.name(), asker);
    this.cors = changes.cors().map(c -> new CrossOrigin(c, route.place())).orElse(null);
    this.compression = changes.compression().flatMap(RouteChange::possible).orElse(null);
    this.compressions = compressions;
    this.request = HeaderEdit.of(changes.request(), IS_LATE.negate());
    this.lateRequest = HeaderEdit.of(changes.request(), IS_LATE);
    this.response = HeaderEdit.of(changes.response(), name -> true);
  }

  /** What a route does; null if that is nothing. */
  public static @Nullable RouteChange of(
      RouteConfig route, Asker asker, Limit compressions, @Nullable Faults faults) {
    return route.changes().equals(Changes.NONE)
        ? null
        : new RouteChange(route, asker, compressions, faults);
  }

  private static Optional<Compression> possible(Compression wanted) {
    var codings = Codings.available(wanted.codings());
    return codings.isEmpty()
        ? Optional.empty()
        : Optional.of(new Compression(codings, wanted.types(), wanted.leastBytes()));
  }

  // ---- 1. right behind the route

  /** True if the request may go on; false if it was answered. */
  public boolean arrive(Exchange x) {
    // A tunnel has a time of its own.
    if (timeouts.requestNanos() > 0 && !x.request().isUpgrade()) {
      Deadline.ofRequest(x, route.name(), timeouts.requestNanos());
    }
    Compression compressed = compression;
    if (compressed != null) {
      CompressingSink.on(x, compressed, compressions, route.place());
    }
    if (cors != null || response != null) {
      ChangingSink.on(x, gaps, cors, response);
    }
    LeadBack.Terms leadsBack = back;
    if (leadsBack != null) {
      LeadBack.on(x, leadsBack);
    }
    if (bodyBytes > 0 && !BodyBound.on(x, bodyBytes, route.name())) {
      return false;
    }
    CrossOrigin crossing = cors;
    if (crossing != null && CrossOrigin.isPreflight(x.request())) {
      crossing.answer(x, CrossOrigin.originOf(x.request()));
      return false;
    }
    return true;
  }

  // ---- 2. behind the guards

  /**
   * Makes a fault, if there is to be one.
   *
   * @param behind where the request goes on after a wait
   * @return false if it goes on at once
   */
  public boolean suffer(Exchange x, Stop behind) {
    Faults f = faults;
    return f != null && f.on(x, behind);
  }

  /** True if the route answers by itself, which it has done then. */
  public boolean answer(Exchange x) {
    Redirect elsewhere = redirect;
    if (elsewhere != null) {
      redirect(x, elsewhere);
      return true;
    }
    Answer own = answer;
    if (own != null) {
      answer(x, own);
      return true;
    }
    FolderSlash folder = slash;
    if (folder != null && folder.lacksIt(x.request())) {
      redirect(x, folder.event(x.request()));
      return true;
    }
    return false;
  }

  private void redirect(Exchange x, Redirect elsewhere) {
    ChangeEvent.Redirected event;
    try {
      event = redirected(x.request(), x.client(), elsewhere);
    } catch (IllegalArgumentException e) {
      x.fail(noPath(e));
      return;
    }
    redirect(x, event);
  }

  private static void redirect(Exchange x, ChangeEvent.Redirected event) {
    x.span().add(event);
    ResponseHead head = x.response(event.status());
    head.fields().add(Field.LOCATION, event.location());
    x.answer(head, io.netty.buffer.Unpooled.EMPTY_BUFFER);
  }

  private ChangeEvent.Redirected redirected(
      RequestHead head, Exchange.Client client, Redirect elsewhere) {
    boolean server = head.form() == RequestHead.Form.ASTERISK;
    String location =
        Location.of(
            elsewhere,
            asker.isSecure(head, client) ? "https" : "http",
            asker.authority(head, client),
            server ? "" : head.pathOnly(),
            server ? "" : queryOf(head),
            route.match().paths());
    return new ChangeEvent.Redirected(route.name(), elsewhere.status(), location, route.place());
  }

  private static String queryOf(RequestHead head) {
    return head.path().substring(head.pathOnlyLength());
  }

  private Failure noPath(IllegalArgumentException e) {
    String why = "route '" + route.name() + "' makes no proper path of it";
    return Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, why).causedBy(e);
  }

  private void answer(Exchange x, Answer own) {
    x.span().add(new ChangeEvent.Answered(route.name(), own.status(), route.place()));
    ResponseHead head = x.response(own.status());
    Fields f = head.fields();
    for (HeaderChange.Line line : own.headers()) {
      f.add(line.name(), gaps.fill(line.value(), x));
    }
    if (!own.body().isEmpty() && !f.has(Field.CONTENT_TYPE)) {
      f.add(Field.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    x.answer(head, ByteBufUtil.writeUtf8(x.alloc(), own.body()));
  }

  /** Changes the request's fields. */
  public void change(Exchange x) {
    HeaderEdit edit = request;
    if (edit != null) {
      edit.applyToRequest(x.request().fields(), x, gaps);
    }
  }

  // ---- 3. at the door to the server

  /** Makes the request what the server is asked; false if that is not possible, which is told. */
  public boolean forward(Exchange x) {
    if (newPath instanceof PathChange.Prefix) {
      tellPrefix(x.request());
    }
    HeaderEdit edit = lateRequest;
    if (edit != null) {
      edit.applyToRequest(x.request().fields(), x, gaps);
    }
    if (rewrite == null) {
      return true;
    }
    tellAsked(x);
    try {
      rewrite(x.request());
    } catch (IllegalArgumentException e) {
      x.fail(noPath(e));
      return false;
    }
    x.span().add(rewritten(x.request()));
    return true;
  }

  /** A folder knows by itself where its redirects lead: it needs to hear only where it stands. */
  private void tellAsked(Exchange x) {
    Slot<String> slot = asked;
    if (slot != null && newPath != null && x.request().form() != RequestHead.Form.ASTERISK) {
      x.put(slot, x.request().path());
    }
  }

  private void rewrite(RequestHead head) {
    PathChange path = newPath;
    if (path != null && head.form() != RequestHead.Form.ASTERISK) {
      head.setPath(NewPath.of(path, head.pathOnly(), queryOf(head), route.match().paths()));
    }
    String host = newHost;
    if (host != null) {
      head.setHost(host);
    }
  }

  /** Servers that know of it make links that lead back; of several on the way all are told. */
  private void tellPrefix(RequestHead head) {
    String prefix = WayBack.prefix(head.pathOnly(), route.match().paths());
    if (!prefix.isEmpty()) {
      String before = head.fields().text(FORWARDED_PREFIX).orElse("");
      head.fields().removeAll(FORWARDED_PREFIX);
      head.fields().add(FORWARDED_PREFIX, before + prefix);
    }
  }

  private ChangeEvent.Rewritten rewritten(RequestHead head) {
    return new ChangeEvent.Rewritten(head.authority(), head.path(), route.place());
  }

  /** Bounds the try that begins now. */
  public void tryBegins(Exchange x) {
    if (timeouts.backendNanos() > 0 && !x.request().isUpgrade()) {
      Deadline.ofTry(x, route.name(), timeouts.backendNanos());
    }
  }

  // ---- looking

  /** Which faults would be made, or by shares may be. */
  public List<ChangeEvent> wouldSuffer(RequestHead head, Exchange.Client client) {
    Faults f = faults;
    return f == null ? List.of() : f.look(head, client);
  }

  /** What the route would answer by itself; empty if it would not. Nothing is sent. */
  public Optional<ChangeEvent> wouldAnswer(RequestHead head, Exchange.Client client) {
    CrossOrigin crossing = cors;
    if (crossing != null && CrossOrigin.isPreflight(head)) {
      return Optional.of(crossing.event(CrossOrigin.originOf(head)));
    }
    Redirect elsewhere = redirect;
    if (elsewhere != null) {
      return Optional.of(redirected(head, client, elsewhere));
    }
    Answer own = answer;
    if (own != null) {
      return Optional.of(new ChangeEvent.Answered(route.name(), own.status(), route.place()));
    }
    FolderSlash folder = slash;
    return folder != null && folder.lacksIt(head)
        ? Optional.of(folder.event(head))
        : Optional.empty();
  }

  /** What the servers would be asked instead; empty if the same. Changes the head. */
  public Optional<ChangeEvent> wouldForward(RequestHead head) {
    if (rewrite == null) {
      return Optional.empty();
    }
    rewrite(head);
    return Optional.of(rewritten(head));
  }
}
