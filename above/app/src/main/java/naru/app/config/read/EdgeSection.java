package naru.app.config.read;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Edge;
import naru.app.config.Edge.Certificate;
import naru.app.config.Edge.Clients;
import naru.app.config.Edge.FilePlaces;
import naru.app.config.Edge.Tickets;
import naru.app.config.Edge.Tls;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.gateway.config.HttpsOnly;
import naru.gateway.config.PathPattern;

/** {@code gateway.certificates}, {@code gateway.tls} and {@code gateway.streams}. */
final class EdgeSection {
  private static final Field<Path> CERT =
      Field.required(
          "cert",
          Addresses.path(),
          Text.of("PEM: the server's certificate, then its issuers.", "PEM: 서버 인증서와 그 발급자들."));
  private static final Field<Path> KEY =
      Field.required("key", Addresses.path(), Text.of("PEM: its private key.", "PEM: 개인 키."));
  private static final Field<List<DomainPattern>> NAMES =
      Field.withDefault(
          "names",
          OneOrMany.of(Addresses.domainPattern()),
          "[]",
          Text.of(
              "Names it is shown for; those in it if not said.",
              "이 인증서를 보여 줄 이름. 쓰지 않으면 인증서에 적힌 이름."));
  private static final Field<List<Certificate>> CERTIFICATES =
      Field.withDefault(
          "certificates",
          OneOrMany.of(
              Section.of(
                  "a certificate",
                  List.of(CERT, KEY, NAMES, OcspSection.OCSP),
                  v ->
                      new Certificate(
                          v.place(),
                          v.get(CERT),
                          v.get(KEY),
                          new FilePlaces(v.place(CERT), v.place(KEY)),
                          v.get(NAMES),
                          v.get(OcspSection.OCSP)))),
          "[]",
          Text.of(
              "Certificates of your own, by name; Naru's CA serves other names.",
              "직접 마련한 인증서. 다른 이름은 Naru의 CA가 맡습니다."));

  private static final Field<Tls.Version> LEAST =
      Field.withDefault(
          "min-version",
          Words.choice(Map.of("1.2", Tls.Version.TLS_1_2, "1.3", Tls.Version.TLS_1_3)),
          "'1.2'",
          Text.of("The lowest version.", "가장 낮은 버전."));
  private static final Field<Boolean> REQUIRED =
      Field.withDefault(
          "verify",
          Words.choice(Map.of("require", true, "optional", false)),
          "require",
          Text.of("Whether a client without a certificate is refused.", "인증서 없는 클라이언트를 거부할지."));
  private static final Field<Path> CA =
      Field.required(
          "ca", Addresses.path(), Text.of("PEM: the CAs of clients.", "PEM: 클라이언트의 CA."));
  private static final Field<Optional<Path>> CRL =
      Field.maybe(
          "crl",
          Addresses.path(),
          Text.of("Lists of revoked certificates, PEM or DER.", "폐기된 인증서 목록. PEM 또는 DER."));
  private static final Field<Boolean> TELL =
      Field.withDefault(
          "header",
          Words.bool(),
          "false",
          Text.of("Tells targets in Client-Cert (RFC 9440).", "대상에 Client-Cert(RFC 9440)로 알립니다."));
  private static final Field<Optional<Clients>> CLIENTS =
      Field.maybe(
          "clients",
          Section.of(
              "clients",
              List.of(REQUIRED, CA, CRL, TELL),
              v -> new Clients(v.place(), v.get(REQUIRED), v.get(CA), v.get(CRL), v.get(TELL))),
          Text.of("Certificates of clients.", "클라이언트 인증서."));
  private static final Field<Duration> ROTATE =
      Field.withDefault(
          "rotate",
          Quantities.duration("1m", "7d"),
          "1h",
          Text.of("A new key after so long.", "새 키로 바꾸는 주기."));
  private static final Field<Integer> KEEP =
      Field.withDefault(
          "keep",
          Quantities.number(1, 16),
          "3",
          Text.of("How many keys open tickets.", "티켓을 여는 키의 수."));
  private static final Field<Tickets> TICKETS =
      Field.withDefault(
          "tickets",
          Section.of(
              "tickets",
              List.of(ROTATE, KEEP),
              v -> new Tickets(v.place(), v.get(ROTATE), v.get(KEEP))),
          "{}",
          Text.of("Keys of session tickets.", "세션 티켓의 키."));
  private static final Field<Tls> TLS =
      Field.withDefault(
          "tls",
          Section.of(
              "gateway.tls",
              List.of(LEAST, CLIENTS, TICKETS),
              v -> new Tls(v.place(), v.get(LEAST), v.get(CLIENTS), v.get(TICKETS))),
          "{}",
          Text.of("TLS with clients.", "클라이언트와의 TLS."));

  private static final Field<List<Edge.Stream>> STREAMS =
      Field.withDefault(
          "streams",
          OneOrMany.of(StreamSection.SHAPE),
          "[]",
          Text.of(
              "TCP, undecrypted TLS and UDP that go to an upstream as they come.",
              "그대로 업스트림에 보내는 TCP, 복호화하지 않는 TLS, UDP."));

  private static final Field<Integer> STATUS =
      Field.withDefault(
          "status",
          RedirectSection.STATUSES_SHAPE,
          "308",
          Text.of("Of the redirect; 308 keeps the method.", "리다이렉트의 상태 코드. 308은 메서드를 지킵니다."));
  private static final Field<Integer> HTTPS_PORT =
      Field.withDefault(
          "port",
          Quantities.number(0, 65535),
          "0",
          Text.of(
              "Of https, as clients reach it; 0: 443 for who names no port, else that of our"
                  + " listener.",
              "클라이언트가 쓰는 https 포트. 0이면 포트를 쓰지 않은 요청은 443, 쓴 요청은 수신 주소의 포트로 보냅니다."));
  private static final Field<List<PathPattern>> EXCEPT =
      Field.withDefault(
          "except",
          OneOrMany.of(Tokens.PATH_PATTERN),
          "[/.well-known/acme-challenge/**]",
          Text.of("Paths that are served in the clear.", "평문으로도 제공할 경로."));
  private static final Field<Optional<HttpsOnly>> HTTPS_ONLY =
      Field.withDefault(
          "https-only",
          SwitchOr.of(
              Section.of(
                  "https-only",
                  List.of(STATUS, HTTPS_PORT, EXCEPT),
                  v ->
                      new HttpsOnly(v.get(STATUS), v.get(HTTPS_PORT), 0, v.get(EXCEPT), v.place())),
              (place, h) -> new HttpsOnly(h.status(), h.port(), 0, h.except(), place)),
          "false",
          Text.of(
              "Sends whoever asks in the clear to https, before any route is looked for.",
              "평문 요청은 라우트를 찾기 전에 https로 보냅니다."));

  static final List<Field<?>> FIELDS = List.of(CERTIFICATES, TLS, STREAMS, HTTPS_ONLY);

  private EdgeSection() {}

  static Edge edge(Values v) {
    return new Edge(v.get(CERTIFICATES), v.get(TLS), v.get(STREAMS), v.get(HTTPS_ONLY));
  }
}
