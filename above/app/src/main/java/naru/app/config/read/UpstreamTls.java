package naru.app.config.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Edge.FilePlaces;
import naru.app.config.Upstream.Identity;
import naru.app.config.Upstream.Tls;
import naru.app.config.Upstream.Trust;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.text.Text;

/** {@code tls} of an upstream. There is no way to turn verification off. */
final class UpstreamTls {
  private static final Field<Optional<String>> NAME =
      Field.maybe(
          "name",
          Addresses.domainName(),
          Text.of("The name that is asked for and verified.", "요청하고 검증할 서버 이름."));
  private static final Field<Trust> TRUST =
      Field.withDefault(
          "trust",
          trust(),
          "naru",
          Text.of(
              "Whose certificates are accepted: naru, platform, or those of a PEM file: of a CA, or"
                  + " the server's own.",
              "믿을 인증서: naru, platform 또는 PEM 파일(CA나 서버 자신의 인증서)."));

  private static final Field<Path> CERT =
      Field.required("cert", Addresses.path(), Text.of("PEM: the certificate.", "PEM: 인증서."));
  private static final Field<Path> KEY =
      Field.required("key", Addresses.path(), Text.of("PEM: its private key.", "PEM: 개인 키."));
  private static final Field<Optional<Identity>> IDENTITY =
      Field.maybe(
          "identity",
          Section.of(
              "identity",
              List.of(CERT, KEY),
              v ->
                  new Identity(
                      v.get(CERT), v.get(KEY), new FilePlaces(v.place(CERT), v.place(KEY)))),
          Text.of(
              "What is shown to a target that asks for a certificate.", "인증서를 요구하는 대상에 보여 줄 인증서."));

  static final Section<Tls> SHAPE =
      Section.of(
          "tls",
          List.of(NAME, TRUST, IDENTITY),
          v -> new Tls(v.place(), v.get(NAME), v.get(TRUST), v.get(IDENTITY)));

  private UpstreamTls() {}

  /** Whose certificates are accepted. */
  static Scalar<Trust> trust() {
    return Scalar.of(
        Text.of("naru, platform or a PEM file", "naru, platform 또는 PEM 파일"),
        Map.of("type", "string"),
        (text, node, reading) ->
            switch (text) {
              case "naru" -> Optional.of(new Trust.Naru());
              case "platform" -> Optional.of(new Trust.Platform());
              default -> Addresses.path().decode(node, reading).map(Trust.PemFile::new);
            });
  }
}
