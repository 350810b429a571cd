package naru.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.FailureException;
import naru.base.Metrics;
import naru.ca.core.Pem;
import naru.ca.core.Validity;
import naru.trace.Party;
import naru.transport.Credential;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root and intermediate: made once, kept, replaced in time, guarded. */
final class AuthorityTest {
  static final CaConfig CONFIG = CaConfig.of(List.of(DomainPattern.parse("*.naru.test")));

  @TempDir Path state;
  private final SetClock clock = new SetClock();
  private final Metrics metrics = new Metrics();

  @Test
  void aRestartKeepsTheRootAndTheIntermediate() {
    Credential before = credential();
    String root = rootPem();
    clock.pass(Duration.ofDays(100));
    Credential after = credential();
    assertThat(rootPem()).isEqualTo(root);
    assertThat(after.chain().getLast()).isEqualTo(before.chain().getLast());
  }

  @Test
  void anotherNameInTheConfigurationDoesNotChangeTheRoot() {
    String root = rootPem();
    CaConfig renamed =
        new CaConfig("Other", CONFIG.caKey(), CONFIG.rootLife(), CONFIG.leaf(), 1, 1);
    try (Authority authority = Authority.open(renamed, state, clock, metrics)) {
      assertThat(authority.rootPem()).isEqualTo(root);
    }
  }

  @Test
  void twoAuthoritiesOfOneNameHaveDifferentSubjects() throws IOException {
    String one = subjectOfRoot(state.resolve("one"));
    String other = subjectOfRoot(state.resolve("other"));
    assertThat(one).contains("CN=Naru Root").isNotEqualTo(other);
  }

  @Test
  void theIntermediateIsReplacedWhenTwoThirdsOfItsLifeAreOver() {
    String root = rootPem();
    X509Certificate first = credential().chain().getLast();
    clock.pass(Duration.ofDays(1826 * 2 / 3 + 1));
    try (Authority authority = open()) {
      X509Certificate second = last(authority);
      assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
      assertThat(Validity.of(second).until()).isAfter(Validity.of(first).until());
    }
    assertThat(rootPem()).isEqualTo(root);
  }

  @Test
  void theIntermediateIsReplacedWithoutARestartToo() {
    try (Authority authority = open()) {
      X509Certificate first = last(authority);
      clock.pass(Duration.ofDays(1826 * 2 / 3 + 1));
      assertThat(last(authority)).isNotEqualTo(first);
    }
  }

  @Test
  void nothingOutlivesItsIssuer() {
    try (Authority authority = open()) {
      Validity root = Validity.of(authority.rootCertificate());
      clock.pass(CONFIG.rootLife().minus(Duration.ofDays(5)));
      List<X509Certificate> chain =
          authority.certificates(Party.GATEWAY).credentialFor("a.naru.test", new Told()).chain();
      assertThat(chain).allSatisfy(c -> assertThat(Validity.of(c).until()).isEqualTo(root.until()));
    }
  }

  @Test
  void theRootLivesAsLongAsSaid() {
    Duration year = Duration.ofDays(365);
    CaConfig config = new CaConfig("Naru Root", CONFIG.caKey(), year, CONFIG.leaf(), 10, 10);
    try (Authority authority = Authority.open(config, state, clock, new Metrics())) {
      assertThat(Validity.of(authority.rootCertificate()).until())
          .isEqualTo(SetClock.START.plus(year));
      assertThat(Validity.of(last(authority)).until()).isEqualTo(SetClock.START.plus(year));
    }
  }

  @Test
  void aRootThatHasEndedIsRefused() {
    try (Authority authority = open()) {
      clock.pass(CONFIG.rootLife().plusSeconds(1));
      assertFails(Code.CA_ROOT_EXPIRED, "root.pem", () -> last(authority));
    }
    assertFails(Code.CA_ROOT_EXPIRED, "move", () -> open().close());
  }

  @Test
  void onlyTheOwnerMayReadTheKeys() throws IOException {
    open().close();
    assertThat(permissions("")).isEqualTo("rwx------");
    assertThat(permissions("root.pem")).isEqualTo("rw-------");
    assertThat(permissions("intermediate.pem")).isEqualTo("rw-------");
    assertThat(permissions("root.crt")).isEqualTo("rw-r--r--");
    try (Stream<Path> files = Files.list(state.resolve("ca"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("root.pem", "intermediate.pem", "root.crt");
    }
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    open().close();
    for (String name : List.of("root.pem", "intermediate.pem")) {
      Path file = state.resolve("ca").resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      assertFails(Code.CA_KEY_UNREADABLE, "chmod 600 " + file, () -> open().close());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Path folder = state.resolve("ca");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertFails(Code.CA_KEY_UNREADABLE, "chmod 700 " + folder, () -> open().close());
  }

  @Test
  void brokenFilesAreRefusedAndLeftAsTheyAre() throws IOException {
    open().close();
    Path root = state.resolve("ca/root.pem");
    String whole = Files.readString(root);
    String other = otherRoot();
    String key = whole.substring(0, whole.indexOf("-----BEGIN CERT"));
    String strangeCertificate = other.substring(other.indexOf("-----BEGIN CERT"));
    for (String text : List.of("", "x", key, strangeCertificate, key + strangeCertificate)) {
      Files.writeString(root, text);
      assertFails(Code.CA_KEY_UNREADABLE, "root.pem is broken", () -> open().close());
      assertThat(Files.readString(root)).isEqualTo(text);
    }
    Files.writeString(root, whole);
    open().close();
  }

  @Test
  void anIntermediateOfAnotherRootIsRefused() throws IOException {
    open().close();
    otherRoot();
    Files.copy(
        state.resolve("other/ca/intermediate.pem"),
        state.resolve("ca/intermediate.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    assertFails(Code.CA_KEY_UNREADABLE, "was not signed by", () -> open().close());
  }

  @Test
  void aLostRootIsNotMadeAnewBehindTheUsersBack() throws IOException {
    open().close();
    Files.delete(state.resolve("ca/root.pem"));
    assertFails(Code.CA_KEY_UNREADABLE, "restore it", () -> open().close());
    assertThat(state.resolve("ca/root.pem")).doesNotExist();
  }

  @Test
  void theRootIsExportedWithoutItsKey() throws IOException {
    try (Authority authority = open()) {
      assertThat(authority.rootPem()).isEqualTo(Files.readString(state.resolve("ca/root.crt")));
      assertThat(Pem.parse(authority.rootPem()).certificates())
          .containsExactly(authority.rootCertificate());
      assertThat(Pem.parse(authority.rootPem()).key()).isEmpty();
      assertThat(authority.rootFingerprint()).matches("[0-9a-f]{64}");
    }
  }

  private Authority open() {
    return Authority.open(CONFIG, state, clock, metrics);
  }

  private String rootPem() {
    try (Authority authority = open()) {
      return authority.rootPem();
    }
  }

  private Credential credential() {
    try (Authority authority = open()) {
      return authority.certificates(Party.GATEWAY).credentialFor("a.naru.test", new Told());
    }
  }

  private X509Certificate last(Authority authority) {
    return authority
        .certificates(Party.GATEWAY)
        .credentialFor("a.naru.test", new Told())
        .chain()
        .getLast();
  }

  private String subjectOfRoot(Path folder) {
    try (Authority authority = Authority.open(CONFIG, folder, clock, metrics)) {
      return authority.rootCertificate().getSubjectX500Principal().getName();
    }
  }

  private String otherRoot() throws IOException {
    Authority.open(CONFIG, state.resolve("other"), clock, metrics).close();
    return Files.readString(state.resolve("other/ca/root.pem"));
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(state.resolve("ca").resolve(name)));
  }

  static void assertFails(Code code, String words, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().detail()).contains(words);
            });
  }
}
