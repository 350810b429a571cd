package naru.app.config.read;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Edge.Ocsp;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.ca.core.StatusQuestion;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code ocsp} of a certificate: what is shown along with it. */
final class OcspSection {
  private static final String FETCH = "fetch";
  private static final Text NOUN =
      Text.of("fetch, or a file such as ./staple.der", "fetch 또는 파일 (예: ./staple.der)");
  private static final Text URL_NOUN =
      Text.of("a URL such as http://ocsp.example.com", "URL (예: http://ocsp.example.com)");

  private static final Field<Optional<Path>> FILE =
      Field.maybe(
          "file",
          Addresses.path(),
          Text.of(
              "A response (DER) that something else renews; fetched by Naru if not said.",
              "다른 프로그램이 갱신하는 응답(DER). 쓰지 않으면 Naru가 받아 옵니다."));
  private static final Field<Optional<URI>> RESPONDER =
      Field.maybe(
          "responder",
          Scalar.of(URL_NOUN, Map.of("type", "string"), OcspSection::url),
          Text.of(
              "Whom to ask in place of the URL that the certificate names.",
              "인증서에 적힌 URL 대신 물어볼 곳."));
  private static final Field<Optional<Path>> ISSUER =
      Field.maybe(
          "issuer",
          Addresses.path(),
          Text.of(
              "PEM: who signed the certificate, if its file does not hold that.",
              "PEM: 인증서를 서명한 발급자. 인증서 파일에 없을 때 씁니다."));
  private static final Field<Boolean> PRIVATE =
      Field.withDefault(
          "private-addresses",
          Words.bool(),
          "false",
          Text.of("Whether the responder may have a private address.", "응답 서버가 사설 주소여도 되는지."));

  static final Field<Optional<Ocsp>> OCSP =
      Field.maybe(
          "ocsp",
          Shorthand.of(
              Scalar.of(NOUN, Map.of("type", "string"), OcspSection::brief),
              Section.checked(
                  "ocsp", List.of(FILE, RESPONDER, ISSUER, PRIVATE), OcspSection::full)),
          Text.of(
              "Shows that the CA did not revoke it: fetch asks the CA, else a file with its"
                  + " response (DER), read again when it changes. Nothing if not said.",
              "CA가 폐기하지 않았음을 함께 보여 줍니다. fetch는 CA에 묻고, 아니면 응답(DER) 파일이며 바뀌면"
                  + " 다시 읽습니다. 쓰지 않으면 보여 주지 않습니다."));

  private OcspSection() {}

  private static Optional<Ocsp> brief(String text, ScalarNode node, Reading reading) {
    return text.equals(FETCH)
        ? Optional.of(new Ocsp.Fetched(Optional.empty(), Optional.empty(), false))
        : Addresses.path().decode(node, reading).map(f -> new Ocsp.InFile(f, Optional.empty()));
  }

  private static Optional<URI> url(String text, ScalarNode node, Reading reading) {
    Optional<URI> uri = StatusQuestion.http(text).filter(u -> u.getRawUserInfo() == null);
    if (uri.isEmpty()) {
      reading.report(
          ConfigCode.WRONG_TYPE, node, URL_NOUN, Text.same("'" + Excerpt.of(text) + "'"));
    }
    return uri;
  }

  private static Optional<Ocsp> full(Values v, Reading reading) {
    Optional<Path> file = v.get(FILE);
    if (file.isPresent() && v.get(RESPONDER).isPresent()) {
      reading.report(
          ConfigCode.ONE_OF_TWO,
          v.place(RESPONDER),
          Optional.empty(),
          Text.same(FILE.name()),
          Text.same(RESPONDER.name()));
      return Optional.empty();
    }
    return Optional.of(
        file.<Ocsp>map(f -> new Ocsp.InFile(f, v.get(ISSUER)))
            .orElseGet(() -> new Ocsp.Fetched(v.get(RESPONDER), v.get(ISSUER), v.get(PRIVATE))));
  }
}
