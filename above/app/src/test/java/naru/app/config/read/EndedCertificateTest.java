package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.problem.ReportText;
import naru.app.text.Language;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.Metrics;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.ca.core.Pem;
import naru.trace.Party;
import naru.transport.Credential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate out of its time is told when the file is read, and when a page is missing. */
final class EndedCertificateTest {
  @TempDir private Path folder;

  private record At(Instant wall) implements Clock {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Instant wallAt(long nanos) {
      return wall;
    }
  }

  private Loaded parse(String more) {
    String text =
        """
        naru: 1
        listen: { gateway: https://127.0.0.1:1 }
        gateway:
          certificates: { cert: leaf.pem, key: leaf.key }
          %s
          routes: { name: all, match: { host: shop.naru.test }, to: origin }
        """
            .formatted(more);
    return ConfigFile.parse("naru.yaml", folder, text);
  }

  private void certificate(Instant made) throws IOException {
    CaConfig config = CaConfig.of(List.of(DomainPattern.parse("*.naru.test")));
    try (Authority authority =
        Authority.open(config, folder.resolve("s" + made), new At(made), new Metrics())) {
      Credential leaf =
          authority
              .certificates(Party.GATEWAY)
              .credentialFor("shop.naru.test", (from, to, how, event) -> {});
      Files.writeString(folder.resolve("leaf.pem"), Pem.of(leaf.chain()));
      Path key = folder.resolve("leaf.key");
      Files.deleteIfExists(key);
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, Pem.of(leaf.key()));
    }
  }

  @Test
  void isTold() throws IOException {
    certificate(Instant.now());
    assertThat(parse("").report().problems()).isEmpty();
    certificate(Instant.parse("2020-02-01T00:00:00Z"));
    Loaded loaded = parse("");
    assertThat(loaded).as("a warning").isInstanceOf(Loaded.Valid.class);
    assertThat(loaded.report().problems())
        .extracting(Problem::code)
        .containsExactly(ConfigCode.CERTIFICATE_ENDED);
    assertThat(ReportText.of(loaded.report(), Language.EN, false))
        .contains("is not valid now: 20", "2020-03-", "naru.yaml:4:17");
  }

  @Test
  void aUserFileOfAnotherKindIsToldWhatMakesOne() throws IOException {
    certificate(Instant.now());
    String guard = "guard: { basic: { file: users } }";
    assertThat(ReportText.of(parse(guard).report(), Language.EN, false)).contains("no such file");
    Files.writeString(folder.resolve("users"), "kim:$apr1$abcdefgh$0123456789012345678901\n");
    assertThat(ReportText.of(parse(guard).report(), Language.EN, false))
        .contains("line 1 is no NAME:HASH as htpasswd -B (bcrypt)", "MD5 ($apr1$)");
    String plain = "guard: { basic: { users: { kim: ferry } } }";
    assertThat(ReportText.of(parse(plain).report(), Language.EN, false))
        .contains("= help: write what htpasswd -nB NAME prints", "${env:NAME}");
  }

  @Test
  void aMissingFileIsCalledThat() throws IOException {
    certificate(Instant.now());
    String page = "error-pages: { 404: none.html }";
    assertThat(ReportText.of(parse(page).report(), Language.EN, false))
        .contains("none.html cannot be read: no such file");
    Files.write(folder.resolve("bad.html"), new byte[] {(byte) 0xc3, 0x28});
    assertThat(ReportText.of(parse(page.replace("none", "bad")).report(), Language.EN, false))
        .contains("bad.html is not UTF-8 text");
    Files.delete(folder.resolve("leaf.key"));
    assertThat(ReportText.of(parse("").report(), Language.EN, false))
        .contains("leaf.key cannot be read: no such file")
        .doesNotContain("Exception");
    String clients = "tls: { clients: { ca: none.pem } }";
    assertThat(ReportText.of(parse(clients).report(), Language.EN, false))
        .contains("none.pem cannot be read: no such file");
    Files.writeString(folder.resolve("no.pem"), "-----BEGIN EC PRIVATE KEY-----");
    assertThat(ReportText.of(parse(clients.replace("none", "no")).report(), Language.EN, false))
        .contains("no.pem holds no certificate");
  }
}
