package naru.app.config.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
              "Whose certificates are accepted: naru, platform, or those of a PEM file.",
              "믿을 인증서: naru, platform 또는 PEM 파일."));

  static final Section<Tls> SHAPE =
      Section.of("tls", List.of(NAME, TRUST), v -> new Tls(v.place(), v.get(NAME), v.get(TRUST)));

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
