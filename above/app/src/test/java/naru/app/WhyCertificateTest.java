package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import naru.app.cli.Cli;
import naru.app.cli.Shell;
import naru.app.cli.admin.AdminCommands;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.ca.core.Pem;
import naru.trace.render.Lang;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code naru why --client-cert}: routes that look at what a client proved. */
@Timeout(60)
final class WhyCertificateTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private Path file;

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(String issuer, KeyPair by, String subject, KeyPair of)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(of.hashCode() & 0xffff),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(9))),
            new X500Name(subject),
            of.getPublic());
    if (by == of) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    } else {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
  }

  @BeforeEach
  void certificates() throws Exception {
    file = folder.resolve("naru.yaml");
    KeyPair ca = keys();
    KeyPair other = keys();
    Files.writeString(folder.resolve("ca.pem"), Pem.of(sign("CN=Clients", ca, "CN=Clients", ca)));
    for (String name : List.of("alice", "bob")) {
      X509Certificate one = sign("CN=Clients", ca, "CN=" + name, keys());
      Files.writeString(folder.resolve(name + ".pem"), Pem.of(one));
    }
    Files.writeString(
        folder.resolve("others.pem"), Pem.of(sign("CN=Others", other, "CN=Others", other)));
    X509Certificate mallory = sign("CN=Others", other, "CN=alice", keys());
    Files.writeString(folder.resolve("mallory.pem"), Pem.of(mallory));
  }

  private Naru start(String verify) throws IOException {
    Files.writeString(
        file,
        """
        naru: 1
        listen: { gateway: https://127.0.0.1:0, admin: http://127.0.0.1:0 }
        ca: { leaf: { names: [shop.naru.test] } }
        gateway:
          tls: { clients: { verify: %s, ca: ca.pem } }
          routes:
            - { name: staff, match: { host: shop.naru.test, certificate: { cn: alice } }, to: origin }
            - { name: all, match: { host: shop.naru.test }, to: origin }
        """
            .formatted(verify));
    Loaded loaded = ConfigFile.load(file);
    assertThat(loaded).as(() -> loaded.report().toString()).isInstanceOf(Loaded.Valid.class);
    return Naru.start(((Loaded.Valid) loaded).config(), () -> ConfigFile.load(file));
  }

  private String why(String certificate) {
    out.getBuffer().setLength(0);
    PrintWriter both = new PrintWriter(out);
    Shell shell = new Shell(both, both, Map.of("COLUMNS", "140"), false, false);
    List<String> args = new ArrayList<>(List.of("why", "https://shop.naru.test/"));
    args.addAll(List.of("-c", file.toString()));
    if (!certificate.isEmpty()) {
      args.addAll(List.of("--client-cert", folder.resolve(certificate).toString()));
    }
    Cli.run(shell, AdminCommands.all(), args.toArray(String[]::new));
    return out.toString();
  }

  @Test
  void whatWasProvedDecides() throws Exception {
    try (Naru naru = start("optional")) {
      assertThat(naru.listening()).hasSize(2);
      assertThat(why("alice.pem")).contains("CN=alice", "staff").doesNotContain("all (");
      assertThat(why("bob.pem")).contains("CN=bob", "all", "certificate cn");
      assertThat(why("")).contains("all", "certificate").doesNotContain("certificate cn");
      assertThat(why("mallory.pem")).contains("N1302").doesNotContain("ROUTE");
      assertThat(why("none.pem")).contains("none.pem cannot be read");
    }
  }

  /** As the handshakes do: files of CAs are read at a reload. */
  @Test
  void whoIsBelievedIsWhatIsInForce() throws Exception {
    try (Naru naru = start("optional")) {
      Files.copy(
          folder.resolve("others.pem"),
          folder.resolve("ca.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(why("alice.pem")).contains("CN=alice", "staff");
      assertThat(why("mallory.pem")).contains("N1302");
      naru.reloading.reload(Lang.EN);
      assertThat(why("mallory.pem")).contains("CN=alice", "staff");
      assertThat(why("alice.pem")).contains("N1302");
    }
  }

  @Test
  void whoMustShowOneAndDoesNotGetsNoRoute() throws Exception {
    try (Naru naru = start("require")) {
      assertThat(naru.listening()).hasSize(2);
      assertThat(why("")).contains("N1307", "naru.yaml:5").doesNotContain("ROUTE");
      assertThat(why("alice.pem")).contains("ROUTE", "staff");
    }
  }
}
