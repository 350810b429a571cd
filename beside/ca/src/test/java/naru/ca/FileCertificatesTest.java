package naru.ca;

import static naru.ca.AuthorityTest.CONFIG;
import static naru.ca.AuthorityTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.Metrics;
import naru.ca.core.Pem;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.transport.Credential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own chain and key, and several sources in order. */
final class FileCertificatesTest {
  @TempDir Path folder;
  private final SetClock clock = new SetClock();
  private final Metrics metrics = new Metrics();
  private Path chain;
  private Path key;
  private Credential first;
  private Credential second;

  @BeforeEach
  void files() throws IOException {
    try (Authority authority = Authority.open(CONFIG, folder.resolve("s"), clock, metrics)) {
      var source = authority.certificates(Party.GATEWAY);
      first = source.credentialFor("one.naru.test", new Told());
      second = source.credentialFor("two.naru.test", new Told());
    }
    chain = Files.createFile(folder.resolve("chain.pem"));
    key =
        Files.createFile(
            folder.resolve("key.pem"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(first);
  }

  @Test
  void theChainIsServedForAnyName() {
    Credential got = open().credentialFor("whatever.example", new Told());
    assertThat(got.chain()).isEqualTo(first.chain());
    assertThat(got.key()).isEqualTo(first.key());
    assertThat(got.renewAfter()).isEqualTo(SetClock.START.plus(FileCertificates.POLL));
  }

  @Test
  void changedFilesAreTakenOver() throws IOException {
    FileCertificates files = open();
    Told told = new Told();
    files.credentialFor("x", told);
    assertThat(told.lines()).as("nothing is told of what did not change").isEmpty();
    write(second);
    assertThat(files.credentialFor("x", told).chain()).isEqualTo(second.chain());
    assertThat(files.lastFailure()).isEmpty();
    CaEvent.FileTaken taken = told.last(CaEvent.FileTaken.class);
    assertThat(taken.file()).isEqualTo(chain.toString());
    assertThat(taken.names()).containsExactly("two.naru.test");
    files.credentialFor("x", told);
    assertThat(told.lines()).hasSize(1);
    assertThat(metrics.text()).contains("naru_ca_file_reloads_total 1");
  }

  @Test
  void whileTheNewOnesAreBrokenTheOldOnesAreUsed() throws IOException {
    FileCertificates files = open();
    Files.writeString(chain, Pem.of(second.chain()));
    Told told = new Told();
    assertThat(files.credentialFor("x", told).chain()).isEqualTo(first.chain());
    assertThat(files.credentialFor("x", told).chain()).isEqualTo(first.chain());
    assertThat(told.last(CaEvent.FileNotTaken.class).failure().code())
        .isEqualTo(Code.CA_FILE_UNREADABLE);
    assertThat(told.lines()).as("told once").hasSize(1);
    assertThat(files.lastFailure())
        .hasValueSatisfying(f -> assertThat(f.detail()).contains("does not belong to"));
    Files.delete(key);
    assertThat(files.credentialFor("x", new Told()).chain()).isEqualTo(first.chain());
    assertThat(files.lastFailure())
        .hasValueSatisfying(f -> assertThat(f.detail()).contains("cannot be read"));
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(second);
    assertThat(files.credentialFor("x", new Told()).chain()).isEqualTo(second.chain());
    assertThat(files.lastFailure()).isEmpty();
    assertThat(metrics.text()).contains("naru_ca_file_reload_failures_total 2");
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertFails(Code.CA_KEY_UNREADABLE, "chmod 600 " + key, this::open);
  }

  /** As of keys in /etc/ssl/private; of another owner's key a group is among the others. */
  @Test
  void theGroupMayReadWhatRootOwns() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    if (Integer.valueOf(0).equals(Files.getAttribute(key, "unix:uid"))) {
      assertThat(open().credentialFor("x", new Told()).chain()).isEqualTo(first.chain());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw----"));
    }
    assertFails(Code.CA_KEY_UNREADABLE, "chmod 600 " + key, this::open);
  }

  @Test
  void everyOtherFaultIsNamed() throws IOException {
    Files.writeString(chain, "");
    assertFails(Code.CA_FILE_UNREADABLE, "holds no certificate", this::open);
    Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertFails(Code.CA_FILE_UNREADABLE, "is not PEM", this::open);
    Files.writeString(chain, Pem.of(List.of(first.chain().getFirst(), second.chain().getFirst())));
    assertFails(Code.CA_FILE_UNREADABLE, "out of order", this::open);
    write(first);
    Files.writeString(key, "nothing");
    assertFails(Code.CA_KEY_UNREADABLE, "no private key", this::open);
    Files.delete(chain);
    assertFails(Code.CA_FILE_UNREADABLE, chain + " cannot be read: no such file", this::open);
  }

  @Test
  void theFirstSourceThatIsMeantForTheNameAnswers() {
    var own = new CertificatesByName.Part(List.of(DomainPattern.parse("one.naru.test")), open());
    var rest =
        new CertificatesByName.Part(
            List.of(DomainPattern.parse("*.naru.test")), (name, witness) -> second);
    var both = CertificatesByName.of(List.of(own, rest));
    assertThat(both.credentialFor("one.naru.test", new Told()).chain()).isEqualTo(first.chain());
    assertThat(both.credentialFor("two.naru.test", new Told())).isEqualTo(second);
    assertFails(
        Code.TLS_NO_CERTIFICATE, "'b.example'", () -> both.credentialFor("b.example", new Told()));
    var all =
        CertificatesByName.of(List.of(own, CertificatesByName.Part.everything((n, w) -> second)));
    assertThat(all.credentialFor("b.example", new Told())).isEqualTo(second);
  }

  private FileCertificates open() {
    return FileCertificates.open(chain, key, clock, metrics);
  }

  private void write(Credential credential) throws IOException {
    Files.writeString(chain, Pem.of(credential.chain()));
    Files.writeString(key, Pem.of(credential.key()));
  }
}
