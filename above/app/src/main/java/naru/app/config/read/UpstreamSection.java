package naru.app.config.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import naru.app.config.Upstream;
import naru.app.config.Upstream.Balance;
import naru.app.config.Upstream.Health;
import naru.app.config.Upstream.Target;
import naru.app.config.Upstream.Timeouts;
import naru.app.config.Upstream.Tls;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.Site;
import naru.gateway.config.UpstreamConfig;

/** {@code gateway.upstreams}: servers that answer the same requests. */
final class UpstreamSection {
  private static final Field<Optional<Site>> TO =
      Field.maybe(
          "to",
          Sites.SHAPE,
          Text.of(
              "Host and port, or unix: and the path of a Unix socket (unix:/run/app.sock); a"
                  + " relative path starts in the folder of the config file.",
              "호스트와 포트, 또는 unix:와 유닉스 소켓의 경로 (unix:/run/app.sock). 상대 경로는 설정 파일이 있는"
                  + " 폴더에서 시작합니다."));
  private static final Field<Optional<String>> SRV =
      Field.maybe(
          "srv",
          Addresses.domainName(),
          Text.of(
              "A service such as _http._tcp.naru.test, whose SRV records say hosts, ports, weights"
                  + " and priorities.",
              "SRV 레코드로 호스트, 포트, 몫, 우선순위를 찾을 서비스 (예: _http._tcp.naru.test)."));
  private static final Field<Integer> WEIGHT =
      Field.withDefault("weight", Quantities.number(1, 1000), "1", Text.of("Its share.", "맡는 몫."));
  private static final Field<Boolean> BACKUP =
      Field.withDefault(
          "backup",
          Words.bool(),
          "false",
          Text.of("Used only when too few others are healthy.", "정상인 다른 대상이 모자랄 때만 씁니다."));
  private static final Field<List<Map.Entry<String, String>>> LABELS =
      Field.withDefault(
          "labels",
          Named.of(
              Text.of("a mapping from names to values", "이름과 값의 매핑"),
              Tokens.NAME,
              Shaped.of(
                  Words.text(Text.of("a value", "값")),
                  text -> name -> Map.entry(name.text(), text))),
          "{}",
          Text.of("By which subsets are chosen.", "subset에서 고르는 데 쓰는 레이블."));
  private static final Shape<Target> TARGET =
      Shorthand.of(
          Sites.SHAPE.as((place, to) -> new Target(place, to, 1, false, Map.of())),
          Section.checked(
              "a target", List.of(TO, SRV, WEIGHT, BACKUP, LABELS), UpstreamSection::target));

  private static final Field<List<Target>> TARGETS =
      Field.required(
          "targets",
          OneOrMany.some(TARGET),
          Text.of(
              "The servers: host:port, or unix:PATH for a Unix socket.",
              "서버 목록. 호스트:포트, 유닉스 소켓은 unix:경로."));
  private static final Field<Balance> BALANCE =
      Field.withDefault(
          "balance",
          Balances.SHAPE,
          "round-robin",
          Text.of("How a target is chosen.", "대상을 고르는 방식."));

  private static final Field<Optional<Health>> HEALTH =
      Field.maybe(
          "health",
          HealthSection.SHAPE,
          Text.of("Active checks of the targets.", "대상 상태를 미리 검사합니다."));

  private static final Field<Optional<Tls>> TLS =
      Field.withDefault(
          "tls",
          SwitchOr.of(
              UpstreamTls.SHAPE,
              (place, tls) -> new Tls(place, tls.name(), tls.trust(), tls.identity())),
          "false",
          Text.of("TLS to the targets.", "대상과의 TLS."));

  private static final Field<Duration> CONNECT =
      time("connect", "10ms", "1m", "3s", Text.of("To connect, with TLS.", "연결 (TLS 포함)."));
  private static final Field<Duration> FIRST_BYTE =
      time("first-byte", "10ms", "1h", "30s", Text.of("Until the answer begins.", "응답이 시작될 때까지."));
  private static final Field<Duration> BODY_IDLE =
      time("body-idle", "10ms", "1h", "30s", Text.of("Between pieces of a body.", "본문 조각 사이."));
  private static final Field<Duration> KEEP_ALIVE =
      time("keep-alive", "0s", "1h", "60s", Text.of("Of unused connections.", "쓰지 않는 연결의 유지."));
  private static final Field<Duration> STREAM_IDLE =
      time(
          "stream-idle",
          "10ms",
          "1d",
          "5m",
          Text.of(
              "With HTTP/2: calls of gRPC, and other streams on which both sides talk, without a"
                  + " word from either.",
              "HTTP/2: gRPC 호출처럼 양쪽이 함께 말하는 스트림에서 아무 말도 없는 시간."));
  private static final Field<Timeouts> TIMEOUTS =
      Field.withDefault(
          "timeouts",
          Section.of(
              "timeouts",
              List.of(CONNECT, FIRST_BYTE, BODY_IDLE, KEEP_ALIVE, STREAM_IDLE),
              v ->
                  new Timeouts(
                      v.place(),
                      v.get(CONNECT),
                      v.get(FIRST_BYTE),
                      v.get(BODY_IDLE),
                      v.get(KEEP_ALIVE),
                      v.get(STREAM_IDLE))),
          "{}",
          Text.of("How long a target may take.", "대상의 제한 시간."));
  private static final Field<Integer> CONNECTIONS =
      count(
          "connections",
          1,
          100_000,
          "1024",
          Text.of("At most so many to one target.", "대상마다 최대 연결 수."));
  private static final Field<Integer> RETRIES =
      count("retries", 0, 3, "1", Text.of("Tries on other targets.", "다른 대상에서 다시 시도하는 횟수."));

  private static final Field<Optional<Upstream.ProxyVersion>> PROXY =
      Field.maybe(
          "proxy-protocol",
          Words.choice(Upstream.ProxyVersion.class),
          Text.of(
              "Tells targets of the client by a PROXY header; connections are not shared.",
              "대상에 PROXY 헤더로 클라이언트를 알립니다. 연결을 함께 쓰지 않습니다."));

  private static final Field<Upstream.Http> HTTP =
      Field.withDefault(
          "http",
          Words.choice(versions()),
          "1",
          Text.of(
              "The version of HTTP to the targets: 1, 2 (without TLS too), or auto (2 if TLS"
                  + " agrees).",
              "대상과 쓰는 HTTP 버전. 1, 2(TLS 없이도), auto(TLS에서 합의되면 2)."));

  private static Map<String, Upstream.Http> versions() {
    Map<String, Upstream.Http> versions = new LinkedHashMap<>();
    versions.put("auto", Upstream.Http.AUTO);
    versions.put("1", Upstream.Http.HTTP1);
    versions.put("2", Upstream.Http.HTTP2);
    return versions;
  }

  static final Section<Function<Name, Upstream>> SHAPE =
      Section.checked(
          "an upstream",
          Stream.concat(
                  Stream.<Field<?>>of(
                      TARGETS,
                      BALANCE,
                      HEALTH,
                      EjectSection.EJECT,
                      TLS,
                      TIMEOUTS,
                      CONNECTIONS,
                      RETRIES,
                      GuardLimits.LIMITS,
                      PROXY,
                      HTTP),
                  CareSection.FIELDS.stream())
              .toList(),
          UpstreamSection::upstream);

  private UpstreamSection() {}

  private static Field<Duration> time(
      String name, String least, String most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.duration(least, most), yaml, doc);
  }

  private static Field<Integer> count(String name, int least, int most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.number(least, most), yaml, doc);
  }

  private static Optional<Function<Name, Upstream>> upstream(Values v, Reading reading) {
    targetsDiffer(v.get(TARGETS), reading);
    targetsFit(v.get(TARGETS), reading);
    weightsCount(v, reading);
    grpcNeedsHttp2(v, reading);
    socketsHaveNames(v, reading);
    return Optional.of(
        name ->
            new Upstream(
                name.place(),
                name.text(),
                v.get(TARGETS),
                v.get(BALANCE),
                v.get(HEALTH),
                v.get(EjectSection.EJECT),
                v.get(TLS),
                v.get(TIMEOUTS),
                v.get(CONNECTIONS),
                v.get(RETRIES),
                v.get(GuardLimits.LIMITS),
                CareSection.of(v),
                v.get(PROXY),
                v.get(HTTP)));
  }

  private static Optional<Target> target(Values v, Reading reading) {
    if (v.says(TO) == v.says(SRV)) {
      reading.report(
          ConfigCode.ONE_OF_TWO, v.place(), Optional.empty(), Text.same("to"), Text.same("srv"));
      return Optional.empty();
    }
    if (v.says(SRV) && v.says(WEIGHT)) {
      reading.report(ConfigCode.SRV_HAS_WEIGHTS, v.place(WEIGHT), Optional.empty());
    }
    Map<String, String> labels = new LinkedHashMap<>();
    v.get(LABELS).forEach(l -> labels.put(l.getKey(), l.getValue()));
    Optional<Site> to = v.get(TO).or(() -> v.get(SRV).map(Site.Service::new));
    return to.map(
        at -> new Target(v.place(), at, v.get(WEIGHT), v.get(BACKUP), Map.copyOf(labels)));
  }

  private static void targetsDiffer(List<Target> targets, Reading reading) {
    Map<Site, Target> seen = new HashMap<>();
    for (Target target : targets) {
      Target first = seen.putIfAbsent(target.to(), target);
      if (first != null) {
        Text where = Text.same(Problem.where(first.place()));
        Text shown = Text.same(target.to().toString());
        reading.report(ConfigCode.SAME_TARGET, target.place(), Optional.empty(), shown, where);
      }
    }
  }

  private static void targetsFit(List<Target> targets, Reading reading) {
    int most = UpstreamConfig.MAX_TARGETS;
    if (targets.size() > most) {
      reading.report(
          ConfigCode.TOO_MANY_TARGETS,
          targets.get(most).place(),
          Optional.empty(),
          Text.same(Integer.toString(targets.size())),
          Text.same(Integer.toString(most)));
    }
  }

  /** TLS asks for a name and verifies it; of a host and of a service it is known. */
  private static void socketsHaveNames(Values v, Reading reading) {
    v.get(TLS)
        .filter(tls -> tls.name().isEmpty())
        .filter(tls -> v.get(TARGETS).stream().anyMatch(t -> t.to() instanceof Site.Socket))
        .ifPresent(
            tls -> reading.report(ConfigCode.SOCKET_HAS_NO_NAME, v.place(TLS), Optional.empty()));
  }

  private static void grpcNeedsHttp2(Values v, Reading reading) {
    boolean spoken =
        switch (v.get(HTTP)) {
          case AUTO -> v.get(TLS).isPresent();
          case HTTP1 -> false;
          case HTTP2 -> true;
        };
    v.get(HEALTH)
        .filter(h -> !spoken && h.check().probe() instanceof HealthCheck.Probe.Grpc)
        .ifPresent(h -> reading.report(ConfigCode.GRPC_NEEDS_HTTP2, h.place(), Optional.empty()));
    if (!spoken && CareSection.repeatsCalls(v)) {
      reading.report(ConfigCode.GRPC_NEEDS_HTTP2, CareSection.placeOfRepeats(v), Optional.empty());
    }
  }

  private static void weightsCount(Values v, Reading reading) {
    if (v.get(BALANCE).method() != Balance.Method.FIRST) {
      return;
    }
    v.get(TARGETS).stream()
        .filter(target -> target.weight() != 1)
        .forEach(
            target ->
                reading.report(
                    ConfigCode.WEIGHT_IGNORED,
                    target.place(),
                    Optional.empty(),
                    Text.same("first")));
  }
}
