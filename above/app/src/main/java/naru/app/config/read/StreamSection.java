package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Edge.Stream;
import naru.app.config.Edge.Stream.Transport;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.DomainPattern;

/** {@code gateway.streams}: bytes that go to an upstream as they come. */
final class StreamSection {
  private static final Field<String> NAME =
      Field.required("name", Tokens.NAME, Text.of("As traces call it.", "추적에 나오는 이름."));
  private static final Field<Transport> TRANSPORT =
      Field.withDefault(
          "transport",
          Words.choice(Transport.class),
          "tcp",
          Text.of("What carries it.", "전송 프로토콜."));
  private static final Field<List<Integer>> PORT =
      Field.withDefault(
          "port",
          OneOrMany.of(Quantities.number(1, 65535)),
          "[]",
          Text.of(
              "Ports of gateway listeners; all of its transport if not said.",
              "게이트웨이 수신 포트. 쓰지 않으면 같은 전송 프로토콜의 모든 포트."));
  private static final Field<List<DomainPattern>> SNI =
      Field.withDefault(
          "sni",
          OneOrMany.of(Addresses.domainPattern()),
          "[]",
          Text.of(
              "Names that TLS clients ask for; passed on without decrypting, also from https"
                  + " listeners.",
              "TLS 클라이언트가 요청하는 이름. https 수신 주소에서도 복호화하지 않고 넘깁니다."));
  private static final Field<List<String>> ALPN =
      Field.withDefault(
          "alpn",
          OneOrMany.of(
              Words.matching(
                  Text.of("a protocol such as h2", "프로토콜 이름 (예: h2)"),
                  "[!-~]{1,255}",
                  ConfigCode.BAD_NAME)),
          "[]",
          Text.of("One of these is offered by the client.", "클라이언트가 제안하는 프로토콜 가운데 하나."));
  private static final Field<Optional<Duration>> IDLE =
      Field.maybe(
          "idle",
          Quantities.duration("100ms", "30d"),
          Text.of(
              "Without a byte either way; 10m for TCP, 60s for UDP if not said.",
              "양쪽 모두 조용할 때 닫는 시간. 쓰지 않으면 TCP 10분, UDP 60초."));
  private static final Field<String> TO =
      Field.required(
          "to",
          Scalar.of(Tokens.NAME.noun(), Tokens.NAME.schema(), StreamSection::upstream),
          Text.of("An upstream.", "업스트림 이름."));

  static final Section<Stream> SHAPE =
      Section.checked(
          "a stream", List.of(NAME, TRANSPORT, PORT, SNI, ALPN, IDLE, TO), StreamSection::stream);

  private static final Map<Transport, Duration> USUAL =
      Map.of(Transport.TCP, Duration.ofMinutes(10), Transport.UDP, Duration.ofSeconds(60));

  private StreamSection() {}

  private static Optional<String> upstream(
      String text, org.snakeyaml.engine.v2.nodes.ScalarNode node, Reading reading) {
    Optional<String> name = Tokens.NAME.decode(node, reading);
    name.ifPresent(n -> reading.refers(reading.place(node), n));
    return name;
  }

  private static Optional<Stream> stream(Values v, Reading reading) {
    Transport transport = v.get(TRANSPORT);
    for (Field<?> field : List.<Field<?>>of(SNI, ALPN)) {
      if (transport == Transport.UDP && v.says(field)) {
        reading.report(
            ConfigCode.STREAM_WITHOUT_TLS,
            v.place(field),
            Optional.empty(),
            Text.same(field.name()));
      }
    }
    return Optional.of(
        new Stream(
            v.place(),
            v.get(NAME),
            transport,
            v.get(PORT),
            transport == Transport.UDP ? List.of() : v.get(SNI),
            transport == Transport.UDP ? List.of() : v.get(ALPN),
            v.get(TO),
            v.get(IDLE).orElse(USUAL.getOrDefault(transport, Duration.ofMinutes(1)))));
  }
}
