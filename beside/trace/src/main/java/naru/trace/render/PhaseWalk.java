package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import naru.trace.CaEvent;
import naru.trace.CacheEvent;
import naru.trace.ChangeEvent;
import naru.trace.DnsEvent;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import naru.trace.UdpEvent;
import naru.trace.render.Phase.Kind;

/**
 * Divides one party's time into phases, without overlap and without rest: every nanosecond from its
 * first entry to its end belongs to exactly one. An event opens a phase, closes one, or is noted in
 * one; an end whose beginning nobody told takes the gap before it. Only the CA's work, which runs
 * inside a handshake, lies over the others.
 */
final class PhaseWalk {
  private enum Act {
    OPEN,
    CLOSE,
    NOTE,
    BREAK,
    SKIP
  }

  private record Move(Act act, Kind kind) {}

  private static final class Open {
    private final Kind kind;
    private final long start;
    private long end;
    private final List<Entry> entries = new ArrayList<>();

    Open(Kind kind, long start) {
      this.kind = kind;
      this.start = start;
      this.end = start;
    }
  }

  private final SpanRecord span;
  private final long end;
  private final List<Open> done = new ArrayList<>();
  private Open current;

  private PhaseWalk(SpanRecord span) {
    this.span = span;
    this.end = Trace.endNanos(span);
    this.current = new Open(Kind.GAP, Trace.startOf(span));
  }

  static List<Phase> of(SpanRecord span) {
    return span.entries().isEmpty() ? List.of() : new PhaseWalk(span).walk();
  }

  private List<Phase> walk() {
    for (Entry entry : span.entries()) {
      if (entry.atNanos() <= end && !entry.event().isPacket()) {
        take(entry);
      }
    }
    finish(current, end);
    return done.stream()
        .map(o -> new Phase(o.kind, span, o.start, o.end, o.entries))
        .sorted((a, b) -> Long.compare(a.startNanos(), b.startNanos()))
        .toList();
  }

  private void take(Entry entry) {
    if (entry.event() instanceof CaEvent && span.at() != Party.CA) {
      takeOverlay(entry);
      return;
    }
    Move move = move(entry);
    switch (move.act) {
      case OPEN -> open(move.kind, entry);
      case CLOSE -> close(move.kind, entry);
      case NOTE -> note(move.kind, entry);
      case BREAK -> close(current.kind == Kind.GAP ? move.kind : current.kind, entry);
      case SKIP -> {}
    }
    follow(entry);
  }

  /** What begins at once when something ends. */
  private void follow(Entry entry) {
    long now = entry.atNanos();
    if (entry.event() instanceof HttpEvent.Finished && closesLater(now)) {
      current = new Open(Kind.CLOSE, now);
    } else if (entry.event() instanceof HttpEvent.Response r
        && r.status() >= 200
        && current.kind == Kind.GAP
        && !answersConnect(entry)) {
      current = new Open(Kind.BODY, now);
    }
  }

  private boolean closesLater(long now) {
    return span.entries().stream()
        .anyMatch(
            e -> e.event() instanceof TcpEvent.Closed && e.atNanos() >= now && e.atNanos() <= end);
  }

  private boolean answersConnect(Entry entry) {
    return !done.isEmpty()
        && done.getLast().kind == Kind.PROXY
        && done.getLast().entries.contains(entry);
  }

  private void open(Kind kind, Entry entry) {
    if (current.kind != kind) {
      finish(current, entry.atNanos());
      current = new Open(kind, entry.atNanos());
    }
    current.entries.add(entry);
  }

  private void close(Kind kind, Entry entry) {
    long now = entry.atNanos();
    if (kind == Kind.DNS && answersAgain()) {
      Open earlier = done.getLast();
      earlier.entries.add(entry);
      earlier.end = now;
      current = new Open(Kind.GAP, now);
      return;
    }
    Open closed = new Open(kind, current.kind == Kind.GAP ? current.start : now);
    if (current.kind == kind) {
      closed = current;
    }
    closed.entries.add(entry);
    finish(closed, now);
    if (current == closed || current.kind == Kind.GAP) {
      current = new Open(Kind.GAP, now);
    }
  }

  /** A and AAAA are asked at once; the later answer belongs to the same phase. */
  private boolean answersAgain() {
    return current.kind == Kind.GAP
        && !done.isEmpty()
        && done.getLast().kind == Kind.DNS
        && done.getLast().end == current.start;
  }

  private void note(Kind kind, Entry entry) {
    if (current.kind == kind) {
      current.entries.add(entry);
      return;
    }
    for (Open earlier : done.reversed()) {
      if (earlier.kind == kind) {
        earlier.entries.add(entry);
        return;
      }
    }
    Open moment = new Open(kind, entry.atNanos());
    moment.entries.add(entry);
    done.add(moment);
  }

  private void takeOverlay(Entry entry) {
    if (!(entry.event() instanceof CaEvent.Requested) && !done.isEmpty()) {
      Open last = done.getLast();
      if (last.kind == Kind.CA) {
        last.entries.add(entry);
        last.end = entry.atNanos();
        return;
      }
    }
    Open over = new Open(Kind.CA, entry.atNanos());
    over.entries.add(entry);
    done.add(over);
  }

  private void finish(Open phase, long now) {
    phase.end = now;
    if (phase.kind != Kind.GAP || phase.end > phase.start) {
      done.add(phase);
    }
  }

  private Move move(Entry entry) {
    return switch (entry.event()) {
      case DnsEvent.Query _, DnsEvent.Truncated _ -> new Move(Act.OPEN, Kind.DNS);
      case DnsEvent _ -> new Move(Act.CLOSE, Kind.DNS);
      case TcpEvent e -> tcp(e);
      case UdpEvent _ -> new Move(Act.SKIP, Kind.DNS);
      case TlsEvent.Established _, TlsEvent.Failed _ -> new Move(Act.CLOSE, Kind.TLS);
      case TlsEvent.CertificateVerified _, TlsEvent.Stapled _, TlsEvent.ClientVerified _ ->
          new Move(Act.NOTE, Kind.TLS);
      case TlsEvent.Secrets _ -> new Move(Act.SKIP, Kind.TLS);
      case TlsEvent _ -> new Move(Act.OPEN, Kind.TLS);
      case CaEvent.Requested _ -> new Move(Act.OPEN, Kind.CA);
      case CaEvent _ -> new Move(Act.CLOSE, Kind.CA);
      case HttpEvent e -> http(entry, e);
      case ProxyEvent e -> proxy(e);
      case GatewayEvent.RouteChosen _, GatewayEvent.NoRoute _ -> new Move(Act.CLOSE, Kind.ROUTE);
      case GatewayEvent.Ejected _,
          GatewayEvent.Carried _,
          GatewayEvent.Listening _,
          GatewayEvent.NotRetried _,
          GatewayEvent.Checked _ ->
          new Move(Act.NOTE, Kind.TARGET);
      case GatewayEvent.Retried _ -> retried(entry);
      case GatewayEvent _ -> new Move(Act.CLOSE, Kind.TARGET);
      case ChangeEvent _ -> new Move(Act.NOTE, Kind.ROUTE);
      case GuardEvent.Throttled _ -> new Move(Act.NOTE, Kind.GUARD);
      case GuardEvent _ -> new Move(Act.CLOSE, Kind.GUARD);
      case CacheEvent.Hit _, CacheEvent.Forwarded _ -> new Move(Act.CLOSE, Kind.CACHE);
      case CacheEvent.Collapsed _ -> new Move(Act.OPEN, Kind.CACHE);
      case CacheEvent _ -> new Move(Act.NOTE, Kind.CACHE);
      case OriginEvent _ -> new Move(Act.CLOSE, Kind.ORIGIN);
    };
  }

  private Move tcp(TcpEvent event) {
    return switch (event) {
      case TcpEvent.Connecting _ -> new Move(Act.OPEN, Kind.TCP);
      case TcpEvent.Connected _, TcpEvent.Accepted _, TcpEvent.Reused _ ->
          new Move(Act.CLOSE, Kind.TCP);
      case TcpEvent.Info _, TcpEvent.Introduced _, TcpEvent.Waited _ ->
          new Move(Act.NOTE, Kind.TCP);
      case TcpEvent.Segment _, TcpEvent.SegmentsLeftOut _ -> new Move(Act.SKIP, Kind.TCP);
      case TcpEvent.Closed _ -> new Move(Act.CLOSE, Kind.CLOSE);
      case TcpEvent.Failed _ -> new Move(Act.BREAK, Kind.TCP);
    };
  }

  private Move http(Entry entry, HttpEvent event) {
    return switch (event) {
      case HttpEvent.Request r when entry.from() == span.at() ->
          new Move(Act.OPEN, waiting(r, entry));
      case HttpEvent.Request _ -> new Move(Act.SKIP, Kind.GAP);
      case HttpEvent.Spoken s ->
          new Move(Act.NOTE, s.how().name().endsWith("ALPN") ? Kind.TLS : Kind.TCP);
      case HttpEvent.ForwardedFor _ -> new Move(Act.NOTE, Kind.ROUTE);
      case HttpEvent.Field _ -> new Move(Act.SKIP, Kind.GAP);
      case HttpEvent.Response r when r.status() < 200 -> new Move(Act.SKIP, Kind.GAP);
      case HttpEvent.Response _ when entry.to() == span.at() && waiting(current.kind) ->
          new Move(Act.CLOSE, current.kind);
      case HttpEvent.Response _ -> new Move(Act.OPEN, Kind.BODY);
      case HttpEvent.Finished _ -> new Move(Act.CLOSE, Kind.BODY);
      case HttpEvent.Failed _ -> new Move(Act.BREAK, Kind.FAILED);
    };
  }

  private static Kind waiting(HttpEvent.Request request, Entry entry) {
    if (request.method().equals("CONNECT")) {
      return Kind.PROXY;
    }
    return entry.to() == Party.ORIGIN ? Kind.ORIGIN : Kind.WAIT;
  }

  private static boolean waiting(Kind kind) {
    return kind == Kind.PROXY || kind == Kind.ORIGIN || kind == Kind.WAIT;
  }

  private static Move proxy(ProxyEvent event) {
    return switch (event) {
      case ProxyEvent.Decided _, ProxyEvent.Authenticated _, ProxyEvent.PrivateTargetRefused _ ->
          new Move(Act.CLOSE, Kind.PROXY);
      case ProxyEvent.ClientHidden _, ProxyEvent.ClientTold _ -> new Move(Act.NOTE, Kind.PROXY);
      case ProxyEvent.TunnelOpened _ -> new Move(Act.OPEN, Kind.TUNNEL);
      case ProxyEvent.TunnelClosed _ -> new Move(Act.CLOSE, Kind.TUNNEL);
    };
  }

  /** The try that failed ends here; the retry itself takes no time. */
  private Move retried(Entry entry) {
    finish(current, entry.atNanos());
    current = new Open(Kind.GAP, entry.atNanos());
    return new Move(Act.CLOSE, Kind.RETRY);
  }
}
