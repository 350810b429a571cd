package naru.app.config.read;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import naru.app.config.Listen;
import naru.app.config.Listener;
import naru.app.config.Listener.Scheme;
import naru.app.config.NetworkSettings;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Words;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Socket addresses with their scheme: {@code https://127.0.0.1:8443}. */
final class Listeners {
  /** A scheme or none, an address or what stands for all of them, a port. */
  private static final Pattern PARTS =
      Pattern.compile("([a-z]+://)?(|[*]|[0-9.]+|\\[[0-9a-fA-F:.]+]|localhost):([0-9]{1,5})");

  private final Set<Scheme> schemes;

  /** For a scheme that needs no port; negative where one must be named. */
  private final int defaultPort;

  private final boolean behindProxies;

  private static final Field<List<IpRange>> TRUST =
      Field.withDefault(
          "trust",
          OneOrMany.of(Addresses.range()),
          "[]",
          Text.of(
              "Who may say so; gateway.trust if not said.",
              "믿을 프록시의 주소 범위. 쓰지 않으면 gateway.trust."));
  private static final Field<Duration> TIMEOUT =
      Field.withDefault(
          "timeout",
          Quantities.duration("10ms", "1m"),
          "5s",
          Text.of("Until the header is complete.", "헤더를 기다리는 시간."));
  private static final Field<Optional<Listener.ProxyProtocol>> PROXY =
      Field.withDefault(
          "proxy-protocol",
          SwitchOr.of(
              Section.of(
                  "proxy-protocol",
                  List.of(TRUST, TIMEOUT),
                  v -> new Listener.ProxyProtocol(v.place(), v.get(TRUST), v.get(TIMEOUT))),
              (place, p) -> new Listener.ProxyProtocol(place, p.trust(), p.timeout())),
          "false",
          Text.of(
              "Each connection begins with a PROXY header (v1 or v2) that says who the client is.",
              "연결마다 클라이언트를 알리는 PROXY 헤더(v1, v2)로 시작합니다."));

  private Listeners(Set<Scheme> schemes, int defaultPort, boolean behindProxies) {
    this.schemes = schemes;
    this.defaultPort = defaultPort;
    this.behindProxies = behindProxies;
  }

  /** Sockets of the gateway, which may stand behind proxies. */
  static Shape<Listener> ofGateway() {
    Set<Scheme> all =
        new LinkedHashSet<>(List.of(Scheme.HTTP, Scheme.HTTPS, Scheme.TCP, Scheme.UDP));
    return new Listeners(all, -1, true).shape();
  }

  /** Sockets that Naru opens. */
  static Shape<Listener> speaking(Scheme first, Scheme... more) {
    return new Listeners(EnumSet.of(first, more), -1, false).shape();
  }

  /** Name servers that Naru asks. */
  static Shape<Listener> nameServer() {
    return new Listeners(EnumSet.of(Scheme.UDP, Scheme.TCP), 53, false).shape();
  }

  private Shape<Listener> shape() {
    Map<String, Object> schema =
        Map.of("type", "string", "pattern", "^(" + names("|") + ")://[^/]+$");
    return Shorthand.of(Scalar.of(noun(), schema, this::parse), full());
  }

  private Text noun() {
    String example = schemes.iterator().next().text() + "://127.0.0.1:" + examplePort();
    return Text.of("SCHEME://ADDRESS:PORT such as " + example, "프로토콜://주소:포트 (예: " + example + ")");
  }

  private String examplePort() {
    return schemes.contains(Scheme.UDP) && !behindProxies ? "15353" : "8080";
  }

  private String names(String separator) {
    return schemes.stream().map(Scheme::text).collect(Collectors.joining(separator));
  }

  private Optional<Listener> parse(String text, ScalarNode node, Reading reading) {
    int end = text.indexOf("://");
    if (end < 0) {
      return wrong(text, node, reading);
    }
    String scheme = text.substring(0, end);
    Optional<Scheme> known =
        schemes.stream().filter(s -> s.text().equals(scheme.toLowerCase(Locale.ROOT))).findFirst();
    if (known.isEmpty()) {
      unknown(scheme, node, reading);
      return Optional.empty();
    }
    try {
      Endpoint at = numeric(Endpoint.parse(text.substring(end + 3), defaultPort));
      return Optional.of(new Listener(reading.place(node), known.get(), at));
    } catch (IllegalArgumentException e) {
      return wrong(text, node, reading);
    }
  }

  private Optional<Listener> wrong(String text, ScalarNode node, Reading reading) {
    reading.report(
        ConfigCode.BAD_LISTENER,
        reading.place(node),
        likely(text).map(Advice::meant),
        Text.same(Excerpt.of(text)),
        noun());
    return Optional.empty();
  }

  /** As other programs take it: without a scheme, or with '*' or nothing for every address. */
  private Optional<String> likely(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String port = parts.group(3);
    Scheme usual = port.endsWith("443") ? Scheme.HTTPS : Scheme.HTTP;
    Scheme first = schemes.contains(usual) ? usual : schemes.iterator().next();
    String scheme = parts.group(1) == null ? first.text() + "://" : parts.group(1);
    String host = parts.group(2).matches("[*]?") ? "0.0.0.0" : parts.group(2);
    return Optional.of(scheme + host + ":" + port);
  }

  private void unknown(String scheme, ScalarNode node, Reading reading) {
    List<String> names = schemes.stream().map(Scheme::text).toList();
    reading.report(
        ConfigCode.WRONG_SCHEME,
        reading.place(node),
        Nearest.to(scheme, names).map(Advice::meant),
        Text.same(Excerpt.of(scheme)),
        Text.same(names(", ")));
  }

  /** A socket is bound to an address, never to a name that something else decides about. */
  private static Endpoint numeric(Endpoint endpoint) {
    if (endpoint.host().equalsIgnoreCase("localhost")) {
      return new Endpoint("127.0.0.1", endpoint.port());
    }
    IpRange.literal(endpoint.host());
    return endpoint;
  }

  private Section<Listener> full() {
    Map<String, Scheme> names = schemes.stream().collect(Collectors.toMap(Scheme::text, s -> s));
    Field<Scheme> scheme =
        Field.required("scheme", Words.choice(names), Text.of("What is spoken.", "프로토콜."));
    Scalar<String> address =
        Scalar.of(
            Text.of("an IP address", "IP 주소"),
            Map.of("type", "string"),
            ConfigCode.BAD_LISTENER,
            text -> numeric(new Endpoint(text, 0)).host());
    Field<String> host =
        Field.withDefault("host", address, "127.0.0.1", Text.of("The address.", "주소."));
    Field<Integer> port =
        Field.required(
            "port",
            Quantities.number(0, 65535),
            Text.of("The port; 0 lets the system choose.", "포트. 0이면 시스템이 고릅니다."));
    return Section.of(
        "listener",
        behindProxies ? List.of(scheme, host, port, PROXY) : List.of(scheme, host, port),
        v ->
            new Listener(
                v.place(),
                v.get(scheme),
                new Endpoint(v.get(host), v.get(port)),
                behindProxies ? v.get(PROXY) : Optional.empty()));
  }

  /** Whether only programs on this machine can reach the address. */
  static boolean isLoopback(Listener listener) {
    return IpRange.literal(listener.at().host()).isLoopbackAddress();
  }

  private static final Comparator<Listener> IN_FILE =
      Comparator.comparingInt((Listener l) -> l.place().line())
          .thenComparingInt(l -> l.place().column());

  /** Reports what is wrong between listeners. */
  static void check(Listen listen, NetworkSettings network, Reading reading) {
    if (!listen.expose()) {
      listen
          .all()
          .filter(l -> !isLoopback(l) && !network.covers(l.at().host()))
          .forEach(l -> exposed(l, reading));
    }
    List<Listener> all = listen.all().sorted(IN_FILE).toList();
    for (int i = 0; i < all.size(); i++) {
      Listener later = all.get(i);
      all.stream()
          .limit(i)
          .filter(earlier -> collide(earlier, later))
          .findFirst()
          .ifPresent(earlier -> collision(earlier.place(), later, reading));
    }
  }

  private static void exposed(Listener listener, Reading reading) {
    reading.report(
        ConfigCode.EXPOSED, listener.place(), Optional.of(EXPOSE), Text.same(listener.url()));
  }

  private static final Text EXPOSE =
      Text.of(
          "use 127.0.0.1 or [::1], or write 'expose: true' under listen if that is meant",
          "127.0.0.1이나 [::1]을 쓰거나, 의도한 것이라면 listen 아래에 'expose: true'를 쓰세요");

  private static void collision(Place earlier, Listener later, Reading reading) {
    String where = Problem.where(earlier);
    reading.report(
        ConfigCode.SAME_PORT,
        later.place(),
        Optional.empty(),
        Text.same(later.at().toString()),
        Text.same(where));
  }

  private static boolean collide(Listener a, Listener b) {
    boolean samePort =
        a.at().port() == b.at().port()
            && a.at().port() != 0
            && a.scheme().isDatagram() == b.scheme().isDatagram();
    return samePort && (sameHost(a, b) || isAny(a) || isAny(b));
  }

  private static boolean sameHost(Listener a, Listener b) {
    return IpRange.literal(a.at().host()).equals(IpRange.literal(b.at().host()));
  }

  private static boolean isAny(Listener listener) {
    return IpRange.literal(listener.at().host()).isAnyLocalAddress();
  }
}
