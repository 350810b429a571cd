package naru.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import naru.base.Failure;

/**
 * A trace in one line's worth of facts.
 *
 * @param id the trace
 * @param started wall time of the first entry
 * @param durationNanos see {@link Trace#totalNanos()}
 * @param method the request's method; the record type for a DNS question alone; {@code check} for a
 *     check of a target, {@code TLS} for a handshake that led to no request; else empty
 * @param url what was asked for; the name of a question or handshake, the target of a check
 * @param status the status the first party got; 0 if none came
 * @param saidBy who made that status
 * @param cache the cache's verdict in RFC 9211 terms; empty if no cache was asked
 * @param route the gateway's route; empty if none matched
 * @param target the balancer's last pick; empty if none
 * @param failure the number of the first failure's code, such as {@code N1201}; empty if none
 */
public record TraceSummary(
    TraceId id,
    Instant started,
    long durationNanos,
    String method,
    String url,
    int status,
    Party saidBy,
    String cache,
    String route,
    String target,
    String failure) {

  /** Reads a trace. */
  public static TraceSummary of(Trace trace) {
    List<Trace.Told> told = trace.told();
    Optional<HttpEvent.Request> request = request(trace, told);
    int status = status(trace);
    return new TraceSummary(
        trace.id(),
        trace.started(),
        trace.totalNanos(),
        request.map(HttpEvent.Request::method).orElseGet(() -> question(told, false)),
        request.map(TraceSummary::url).orElseGet(() -> question(told, true)),
        status,
        saidBy(trace, told, status),
        cache(told),
        last(told, GatewayEvent.RouteChosen.class).map(GatewayEvent.RouteChosen::route).orElse(""),
        last(told, GatewayEvent.TargetChosen.class)
            .map(GatewayEvent.TargetChosen::target)
            .orElse(""),
        failure(told).map(f -> f.code().number()).orElse(""));
  }

  /** Whether something failed, or the status says so (500 and up). */
  public boolean failed() {
    return !failure.isEmpty() || status >= 500;
  }

  /** The absolute form of a request's target (RFC 9112 section 3.2.2); the authority of CONNECT. */
  public static String url(HttpEvent.Request request) {
    return request.scheme().isEmpty()
        ? request.authority()
        : request.scheme() + "://" + request.authority() + request.path();
  }

  private static Optional<HttpEvent.Request> request(Trace trace, List<Trace.Told> told) {
    Predicate<HttpEvent.Request> plain = r -> !r.method().equals("CONNECT");
    List<HttpEvent.Request> first =
        trace.first().stream()
            .flatMap(s -> s.entries().stream())
            .map(Entry::event)
            .filter(HttpEvent.Request.class::isInstance)
            .map(HttpEvent.Request.class::cast)
            .toList();
    return first.stream()
        .filter(plain)
        .findFirst()
        .or(() -> first.stream().findFirst())
        .or(() -> last(told, HttpEvent.Request.class));
  }

  private static String question(List<Trace.Told> told, boolean name) {
    for (Trace.Told t : told) {
      switch (t.entry().event()) {
        case DnsEvent.Query q -> {
          return name ? q.name() : q.type();
        }
        case DnsEvent.Failed f -> {
          return name ? f.name() : f.type();
        }
        case GatewayEvent.Checked c -> {
          return name ? c.target() : "check";
        }
        case TlsEvent.Failed f -> {
          return name ? f.serverName() : "TLS";
        }
        default -> {}
      }
    }
    return "";
  }

  private static int status(Trace trace) {
    int status = 0;
    for (SpanRecord span : trace.first().stream().toList()) {
      for (Entry entry : span.entries()) {
        if (entry.event() instanceof HttpEvent.Response r && r.status() >= 200) {
          status = r.status();
        }
      }
    }
    return status;
  }

  /** The teller farthest from the client that answered with this status itself. */
  private static Party saidBy(Trace trace, List<Trace.Told> told, int status) {
    Party said = trace.first().map(SpanRecord::at).orElse(Party.CLIENT);
    boolean hit = last(told, CacheEvent.Hit.class).isPresent();
    for (Trace.Told t : told) {
      if (t.entry().event() instanceof HttpEvent.Response r && r.status() == status) {
        Party from = t.entry().from();
        said = from.ordinal() > said.ordinal() && from != Party.CA ? from : said;
      }
    }
    return hit && said != Party.ORIGIN ? Party.CACHE : said;
  }

  private static String cache(List<Trace.Told> told) {
    String verdict = "";
    for (Trace.Told t : told) {
      if (t.entry().event() instanceof CacheEvent e) {
        verdict =
            switch (e) {
              case CacheEvent.Hit _ -> "hit";
              case CacheEvent.Forwarded f -> "fwd=" + f.reason();
              case CacheEvent.Stored _ -> and(verdict, "stored");
              case CacheEvent.Collapsed _ -> and(verdict, "collapsed");
              case CacheEvent.Revalidated _ -> and(verdict, "fwd-status=304");
              case CacheEvent.NotStored _, CacheEvent.Invalidated _ -> verdict;
            };
      }
    }
    return verdict;
  }

  private static String and(String verdict, String more) {
    return verdict.isEmpty() ? more : verdict + "; " + more;
  }

  private static Optional<Failure> failure(List<Trace.Told> told) {
    return told.stream()
        .map(t -> failureOf(t.entry().event()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The failure that an event carries; a try that was followed by another does not count. */
  public static Optional<Failure> failureOf(Event event) {
    return switch (event) {
      case DnsEvent.Failed f -> Optional.of(f.failure());
      case TcpEvent.Failed f -> Optional.of(f.failure());
      case TlsEvent.Failed f -> Optional.of(f.failure());
      case HttpEvent.Failed f -> Optional.of(f.failure());
      case CaEvent.StatusMissed f -> Optional.of(f.failure());
      case CaEvent.StatusNotKept f -> Optional.of(f.failure());
      case CaEvent.FileNotTaken f -> Optional.of(f.failure());
      case DnsEvent _, TcpEvent _, UdpEvent _, TlsEvent _, HttpEvent _ -> Optional.empty();
      case CaEvent _, ProxyEvent _, GatewayEvent _, ChangeEvent _ -> Optional.empty();
      case GuardEvent _, CacheEvent _, OriginEvent _ -> Optional.empty();
    };
  }

  private static <E extends Event> Optional<E> last(List<Trace.Told> told, Class<E> type) {
    return told.reversed().stream()
        .map(t -> t.entry().event())
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
