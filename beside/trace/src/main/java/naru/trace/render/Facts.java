package naru.trace.render;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import naru.base.Failure;
import naru.trace.CaEvent;
import naru.trace.CacheEvent;
import naru.trace.ChangeEvent;
import naru.trace.DnsEvent;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.ProxyEvent;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.TraceSummary;
import naru.trace.UdpEvent;

/** An event in words: the facts that it holds, in the order that a reader wants them. */
final class Facts {
  private final Words words;

  Facts(Words words) {
    this.words = words;
  }

  String of(Event event) {
    return switch (event) {
      case DnsEvent e -> dns(e);
      case TcpEvent e -> tcp(e);
      case UdpEvent e -> udp(e);
      case TlsEvent e -> tls(e);
      case CaEvent e -> ca(e);
      case HttpEvent e -> http(e);
      case ProxyEvent e -> DecisionFacts.proxy(e, words);
      case GatewayEvent e -> DecisionFacts.gateway(e, words);
      case ChangeEvent e -> ChangeFacts.of(e, words);
      case GuardEvent e -> GuardFacts.of(e, words);
      case CacheEvent e -> DecisionFacts.cache(e, words);
      case OriginEvent e -> DecisionFacts.origin(e, words);
    };
  }

  /** The same for a row among others: names without what a reader of one line can do without. */
  String brief(Event event) {
    return switch (event) {
      case TcpEvent.Connected e -> e.remote();
      case TlsEvent.Established e -> key(e.version(), e.group(), cipher(e.suite()), e);
      case TlsEvent.CertificateVerified e -> ends(e);
      default -> of(event);
    };
  }

  static String failure(Failure f) {
    return f.code().number() + " " + f.code().reason() + ": " + f.detail();
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    String[] units = {"KB", "MB", "GB", "TB"};
    double value = bytes / 1000.0;
    int unit = 0;
    while (value >= 999.95 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  private static String list(List<String> values) {
    return String.join(", ", values);
  }

  private String dns(DnsEvent event) {
    return switch (event) {
      case DnsEvent.Query e ->
          words.say("dns.query", e.type(), e.name(), e.server(), e.transport(), e.id());
      case DnsEvent.Answer e -> answer(e);
      case DnsEvent.Truncated e -> words.say("dns.truncated", e.bytes());
      case DnsEvent.Known e -> words.say("dns.known", list(e.addresses()), source(e.source()));
      case DnsEvent.Failed e -> failure(e.failure());
    };
  }

  private String answer(DnsEvent.Answer e) {
    String what =
        e.records().isEmpty()
            ? words.say("dns.empty", e.type(), e.rcode())
            : list(e.records().stream().map(r -> withoutName(r, e.name())).toList());
    String where =
        e.zone().isEmpty()
            ? source(e.source())
            : words.say("dns.zone", e.zone(), source(e.source()));
    return what + ", " + where;
  }

  /** {@code shop.naru.test 60 A 10.0.0.1} is {@code A 10.0.0.1 ttl 60} to who asked that name. */
  private static String withoutName(String record, String name) {
    String[] parts = record.split(" ", 4);
    return parts.length == 4 && parts[0].equalsIgnoreCase(name)
        ? parts[2] + " " + parts[3] + " ttl " + parts[1]
        : record;
  }

  /** A leaf's subject may be empty: its names are elsewhere (RFC 5280, 4.2.1.6). */
  private static String called(String subject, String serverName) {
    return subject.isEmpty() ? serverName : commonName(subject);
  }

  /** {@code CN=Naru Root,OU=1f} is {@code Naru Root}; a name without a common name stays whole. */
  private static String commonName(String subject) {
    return Arrays.stream(subject.split(","))
        .filter(part -> part.startsWith("CN="))
        .map(part -> part.substring(3))
        .findFirst()
        .orElse(subject);
  }

  /** Who was verified and who vouches: the leaf by the name that had to match, and the anchor. */
  private static String ends(TlsEvent.CertificateVerified e) {
    return e.path().isEmpty()
        ? e.serverName()
        : e.serverName() + " <- " + commonName(e.path().getLast());
  }

  /** {@code TLS_AES_128_GCM_SHA256} is {@code AES-128-GCM}. */
  private static String cipher(String suite) {
    return suite.replaceFirst("^TLS_", "").replaceFirst("_SHA\\d*$", "").replace('_', '-');
  }

  private String source(DnsEvent.Source source) {
    return words.say("source." + JsonShape.word(source));
  }

  private String tcp(TcpEvent event) {
    return switch (event) {
      case TcpEvent.Connecting e -> words.say("tcp.connecting", e.remote());
      case TcpEvent.Connected e -> words.say("tcp.connected", e.local(), e.remote());
      case TcpEvent.Accepted e -> words.say("tcp.accepted", e.local(), e.remote());
      case TcpEvent.Introduced e -> introduced(e);
      case TcpEvent.Reused e -> words.say("tcp.reused", e.local(), e.remote(), e.exchange());
      case TcpEvent.Waited e ->
          words.say("tcp.waited", e.open(), e.remote(), e.waitedMillis(), e.ahead());
      case TcpEvent.Info e -> words.say("tcp.info", millis(e.rttMicros() * 1000), e.retransmits());
      case TcpEvent.Segment e -> SegmentText.line(e);
      case TcpEvent.SegmentsLeftOut e -> words.say("tcp.left-out", e.count());
      case TcpEvent.Closed e -> words.say("tcp.closed." + JsonShape.word(e.how()));
      case TcpEvent.Failed e -> failure(e.failure());
    };
  }

  private String introduced(TcpEvent.Introduced e) {
    String who =
        e.client().isEmpty()
            ? words.say("tcp.introduced.itself", e.version())
            : words.say("tcp.introduced", e.version(), e.client(), e.called());
    return e.notes().isEmpty() ? who : who + ", " + list(e.notes());
  }

  /** All of the kernel's numbers, for the near look. */
  String numbers(TcpEvent.Info e) {
    return words.say(
        "tcp.numbers",
        millis(e.rttMicros() * 1000),
        millis(e.rttVarMicros() * 1000),
        e.retransmits(),
        e.congestionWindow(),
        e.slowStartThreshold(),
        e.mssBytes(),
        e.receiveWindowBytes());
  }

  private String udp(UdpEvent event) {
    return switch (event) {
      case UdpEvent.Datagram e ->
          words.say(
              "udp.datagram",
              e.sent() ? e.local() : e.remote(),
              e.sent() ? e.remote() : e.local(),
              bytes(e.lengthBytes()));
    };
  }

  private String tls(TlsEvent event) {
    return switch (event) {
      case TlsEvent.ClientHello e -> hello(e);
      case TlsEvent.ServerHello e ->
          words.say("tls.server-hello", e.version(), e.suite(), e.group(), e.bytes())
              + (e.helloRetry() ? ", " + words.say("tls.hello-retry") : "");
      case TlsEvent.CertificateShown e ->
          words.say(
              "tls.certificate",
              e.subject(),
              list(e.names()),
              e.publicKey(),
              e.issuer(),
              e.signature(),
              e.notAfter(),
              e.sha256(),
              e.chain());
      case TlsEvent.CertificateVerified e ->
          words.say(
              "tls.verified",
              String.join(" <- ", e.path().stream().map(n -> called(n, e.serverName())).toList()));
      case TlsEvent.Stapled e -> words.say("tls.stapled", e.bytes());
      case TlsEvent.ClientVerified e ->
          words.say("tls.client-verified", e.subject(), list(e.names()), e.sha256());
      case TlsEvent.Established e -> established(e);
      case TlsEvent.Secrets e -> words.say("tls.secrets", e.lines().size());
      case TlsEvent.Failed e -> failure(e.failure());
    };
  }

  private String hello(TlsEvent.ClientHello e) {
    return words.say(
            "tls.client-hello",
            e.serverName(),
            list(e.versions()),
            list(e.groups()),
            e.suites(),
            list(e.alpn()),
            e.bytes())
        + (e.resumes() ? ", " + words.say("tls.resumes") : "");
  }

  private String established(TlsEvent.Established e) {
    return key(e.version(), e.group(), e.suite(), e) + (e.alpn().isEmpty() ? "" : ", " + e.alpn());
  }

  private String key(String version, String group, String cipher, TlsEvent.Established e) {
    String what = version + (group.isEmpty() ? "" : " " + group) + " " + cipher;
    return what + (e.resumed() ? ", " + words.say("tls.resumed") : "");
  }

  private String ca(CaEvent event) {
    return switch (event) {
      case CaEvent.Requested e -> words.say("ca.requested", list(e.names()), e.publicKey());
      case CaEvent.Issued e ->
          words.say(
              "ca.issued", list(e.names()), e.issuer(), e.signature(), e.notAfter(), e.serial());
      case CaEvent.Reissued e ->
          words.say("ca.reissued", list(e.names()), e.notAfter(), e.serial());
      case CaEvent.Refused e -> words.say("ca.refused", e.name(), e.allowed());
      case CaEvent.StatusTold e ->
          words.say("ca.status-told", e.subject(), e.responder(), e.nextUpdate(), e.bytes());
      case CaEvent.StatusMissed e ->
          words.say("ca.status-missed", e.subject(), e.responder(), failure(e.failure()));
      case CaEvent.StatusNotKept e ->
          words.say("ca.status-not-kept", e.folder(), failure(e.failure()));
      case CaEvent.FileTaken e ->
          words.say("ca.file-taken", e.file(), list(e.names()), e.notAfter(), e.serial());
      case CaEvent.FileNotTaken e -> words.say("ca.file-not-taken", e.file(), failure(e.failure()));
    };
  }

  private String request(HttpEvent.Request e) {
    String line = words.say("http.request", e.method(), TraceSummary.url(e), e.version());
    return e.stream() == 0 ? line : line + ", " + words.say("http.stream", e.stream());
  }

  private String http(HttpEvent event) {
    return switch (event) {
      case HttpEvent.Request e -> request(e);
      case HttpEvent.Response e ->
          e.status()
              + (e.lengthBytes() < 0 ? "" : ", " + bytes(e.lengthBytes()))
              + (e.type().isEmpty() ? "" : ", " + e.type());
      case HttpEvent.Spoken e ->
          words.say("http.spoken", e.version(), words.say("spoken." + JsonShape.word(e.how())));
      case HttpEvent.ForwardedFor e -> words.say("http.forwarded-for", e.client(), e.by());
      case HttpEvent.Field e -> e.name() + ": " + e.value();
      case HttpEvent.Finished e ->
          words.say("http.finished", bytes(e.responseBytes()), bytes(e.requestBytes()));
      case HttpEvent.Failed e -> failure(e.failure());
    };
  }
}
