package naru.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.FailureException;
import naru.base.Metrics;
import naru.ca.core.Certificates;
import naru.ca.core.Pem;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenSSL thinks of our certificates, and we of its requests and keys. */
@Tag("interop")
final class OpensslTest {
  @TempDir Path folder;
  private Authority authority;
  private Path root;
  private Path intermediate;
  private Path leaf;

  @BeforeEach
  void issue() throws IOException {
    CaConfig config =
        CaConfig.of(List.of(DomainPattern.parse("*.naru.test"), DomainPattern.parse("127.0.0.1")));
    authority = Authority.open(config, folder.resolve("state"), Clock.system(), new Metrics());
    var source = authority.certificates(Party.GATEWAY);
    var chain = source.credentialFor("shop.naru.test", new Told()).chain();
    var literal = source.credentialFor("127.0.0.1", new Told()).chain();
    root = Files.writeString(folder.resolve("root.crt"), authority.rootPem());
    leaf = Files.writeString(folder.resolve("leaf.crt"), Pem.of(chain.getFirst()));
    intermediate = Files.writeString(folder.resolve("int.crt"), Pem.of(chain.getLast()));
    Files.writeString(folder.resolve("address.crt"), Pem.of(literal.getFirst()));
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void verifiesTheChainStrictlyWithTheName() {
    assertThat(verify("leaf.crt", "-verify_hostname", "shop.naru.test")).endsWith("leaf.crt: OK\n");
    assertThat(verify("address.crt", "-verify_ip", "127.0.0.1")).endsWith("address.crt: OK\n");
    assertThat(verify("leaf.crt", "-verify_hostname", "other.test")).contains("ostname mismatch");
    assertThat(openssl("verify", "-CAfile", leaf.toString(), leaf.toString()))
        .contains("unable to get local issuer certificate");
  }

  @Test
  void readsTheFieldsAsWeMeanThem() {
    assertThat(text(leaf))
        .contains("X509v3 Subject Alternative Name: critical", "DNS:shop.naru.test")
        .contains("TLS Web Server Authentication", "CA:FALSE", "ecdsa-with-SHA256")
        .contains("ASN1 OID: prime256v1", "Subject: \n");
    assertThat(text(intermediate)).contains("CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign");
    assertThat(text(root)).contains("CA:TRUE\n", "CN = Naru Root");
    String fingerprint =
        openssl("x509", "-noout", "-fingerprint", "-sha256", "-in", root.toString());
    assertThat(fingerprint.strip().replaceAll(".*=|:", "").toLowerCase(java.util.Locale.ROOT))
        .isEqualTo(Certificates.fingerprint(authority.rootCertificate()));
  }

  @Test
  void aRequestMadeByOpensslIsSigned() throws IOException {
    byte[] request = request("rsa:2048", "DNS:api.naru.test");
    Told told = new Told();
    var chain = authority.sign(request, Party.ORIGIN, told);
    assertThat(told.lines()).containsExactly("origin -> ca: Requested", "ca -> origin: Issued");
    Files.writeString(folder.resolve("asked.crt"), Pem.of(chain.getFirst()));
    assertThat(verify("asked.crt", "-verify_hostname", "api.naru.test")).endsWith("OK\n");
    byte[] strange = request("rsa:2048", "DNS:api.naru.test,DNS:bank.example");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> authority.sign(strange, Party.ORIGIN, told))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("bank.example");
  }

  @Test
  void keysAndCertificatesMadeByOpensslAreServed() {
    for (List<String> kind : List.of(List.of("rsa:2048"), List.of("ed25519"))) {
      Path key = folder.resolve("own.key");
      Path crt = folder.resolve("own.crt");
      openssl(
          "req",
          "-x509",
          "-nodes",
          "-newkey",
          kind.getFirst(),
          "-subj",
          "/CN=own.test",
          "-keyout",
          key.toString(),
          "-out",
          crt.toString());
      var files = FileCertificates.open(crt, key, Clock.system(), new Metrics());
      assertThat(files.credentialFor("own.test", new Told()).chain()).hasSize(1);
    }
    Path old = folder.resolve("old.key");
    Path crt = folder.resolve("old.crt");
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", old.toString());
    openssl(
        "req", "-x509", "-new", "-key", old.toString(), "-subj", "/CN=o", "-out", crt.toString());
    var files = FileCertificates.open(crt, old, Clock.system(), new Metrics());
    assertThat(files.credentialFor("o", new Told()).key().getAlgorithm()).startsWith("EC");
  }

  private byte[] request(String kind, String names) throws IOException {
    Path out = folder.resolve("request.der");
    openssl(
        "req",
        "-new",
        "-nodes",
        "-newkey",
        kind,
        "-subj",
        "/CN=ignored",
        "-addext",
        "subjectAltName=" + names,
        "-keyout",
        folder.resolve("asker.key").toString(),
        "-outform",
        "DER",
        "-out",
        out.toString());
    return Files.readAllBytes(out);
  }

  private String verify(String file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-CAfile",
                root.toString(),
                "-untrusted",
                intermediate.toString()));
    arguments.addAll(List.of(more));
    arguments.add(folder.resolve(file).toString());
    return openssl(arguments.toArray(String[]::new));
  }

  private String text(Path certificate) {
    return openssl("x509", "-noout", "-text", "-in", certificate.toString());
  }

  private static String openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }
}
