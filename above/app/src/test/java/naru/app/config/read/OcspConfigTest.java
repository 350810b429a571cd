package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Edge;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.Metrics;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.ca.core.Pem;
import naru.trace.Party;
import naru.transport.Credential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ocsp} of a certificate: its forms, and what would show nothing. */
final class OcspConfigTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    CaConfig config = CaConfig.of(List.of(DomainPattern.parse("*.naru.test")));
    Credential shop;
    try (Authority authority =
        Authority.open(config, folder.resolve("s"), Clock.system(), new Metrics())) {
      shop =
          authority
              .certificates(Party.GATEWAY)
              .credentialFor("shop.naru.test", (from, to, how, event) -> {});
    }
    Files.writeString(folder.resolve("chain.pem"), Pem.of(shop.chain()));
    Files.writeString(folder.resolve("leaf.pem"), Pem.of(shop.chain().subList(0, 1)));
    Files.writeString(folder.resolve("issuer.pem"), Pem.of(shop.chain().subList(1, 2)));
    Files.writeString(folder.resolve("staple.der"), "no response");
    Path key =
        Files.createFile(
            folder.resolve("leaf.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, Pem.of(shop.key()));
  }

  private Loaded parse(String cert, String ocsp) {
    String text =
        """
        naru: 1
        listen: { gateway: https://127.0.0.1:1 }
        gateway:
          certificates: { cert: %s, key: leaf.key%s }
          routes: { name: all, match: { host: shop.naru.test }, to: origin }
        """
            .formatted(cert, ocsp);
    return ConfigFile.parse("naru.yaml", folder, text);
  }

  private Loaded.Valid load(String cert, String ocsp) {
    Loaded loaded = parse(cert, ocsp);
    assertThat(loaded).as(() -> loaded.report().toString()).isInstanceOf(Loaded.Valid.class);
    return (Loaded.Valid) loaded;
  }

  private static Optional<Edge.Ocsp> ocsp(Loaded.Valid loaded) {
    return loaded.config().gateway().edge().certificates().getFirst().ocsp();
  }

  private static List<ConfigCode> codes(Loaded loaded) {
    return loaded.report().problems().stream().map(Problem::code).toList();
  }

  private static String texts(Loaded.Valid loaded) {
    return loaded.report().problems().stream()
        .flatMap(p -> p.values().stream())
        .map(t -> t.in(naru.app.text.Language.EN))
        .toList()
        .toString();
  }

  @Test
  void nothingIsShownUnlessItIsSaid() {
    assertThat(ocsp(load("chain.pem", ""))).isEmpty();
    assertThat(codes(load("chain.pem", ""))).isEmpty();
  }

  @Test
  void fetchedFromWhomTheCertificateNames() {
    Loaded.Valid loaded = load("chain.pem", ", ocsp: fetch");
    assertThat(ocsp(loaded))
        .contains(new Edge.Ocsp.Fetched(Optional.empty(), Optional.empty(), false));
    assertThat(codes(loaded)).as("Naru's CA has no responder").contains(ConfigCode.OCSP_MISSING);
    assertThat(texts(loaded)).contains("names no responder");
  }

  @Test
  void fetchedFromWhomTheFileNames() {
    String full = ", ocsp: { responder: 'http://127.0.0.1:9/', private-addresses: true }";
    assertThat(codes(load("chain.pem", full))).isEmpty();
    Loaded.Valid alone = load("leaf.pem", full);
    assertThat(codes(alone)).containsExactly(ConfigCode.OCSP_MISSING);
    assertThat(texts(alone)).contains("issuer");
    String issuer = full.replace("{ ", "{ issuer: issuer.pem, ");
    assertThat(codes(load("leaf.pem", issuer))).isEmpty();
  }

  @Test
  void mistakes() {
    assertThat(codes(parse("chain.pem", ", ocsp: { responder: 'ldap://a.test' }")))
        .contains(ConfigCode.WRONG_TYPE);
    assertThat(codes(parse("chain.pem", ", ocsp: { file: a, responder: 'http://a.test' }")))
        .contains(ConfigCode.ONE_OF_TWO);
    assertThat(codes(parse("chain.pem", ", ocsp: { issuer: none.pem }")))
        .contains(ConfigCode.TLS_FILE);
    assertThat(codes(parse("chain.pem", ", ocsp: none.der"))).contains(ConfigCode.TLS_FILE);
  }

  @Test
  void theFileThatCannotBeUsedIsPointedAt() {
    Map<String, Integer> columns = Map.of("none.pem", 19, "chain.pem", 36);
    columns.forEach(
        (cert, column) -> {
          String text =
              """
              naru: 1
              listen: { gateway: https://127.0.0.1:1 }
              gateway:
                certificates: { cert: %s, key: none.key }
                routes: { name: all, match: { host: shop.naru.test }, to: origin }
              """
                  .formatted(cert);
          assertThat(ConfigFile.parse("naru.yaml", folder, text).report().problems())
              .filteredOn(p -> p.code() == ConfigCode.TLS_FILE)
              .singleElement()
              .satisfies(p -> assertThat(p.place().line()).isEqualTo(4))
              .satisfies(p -> assertThat(p.place().column()).as(cert).isEqualTo(column));
        });
  }

  @Test
  void outOfAFile() {
    Loaded.Valid brief = load("chain.pem", ", ocsp: staple.der");
    assertThat(ocsp(brief))
        .contains(new Edge.Ocsp.InFile(folder.resolve("staple.der"), Optional.empty()));
    assertThat(codes(brief)).as("it is none").containsExactly(ConfigCode.OCSP_MISSING);
    assertThat(codes(load("leaf.pem", ", ocsp: staple.der")))
        .as("without an issuer that cannot be told")
        .isEmpty();
    assertThat(codes(load("leaf.pem", ", ocsp: { file: staple.der, issuer: issuer.pem }")))
        .containsExactly(ConfigCode.OCSP_MISSING);
  }
}
