package naru.ca;

import static naru.ca.AuthorityTest.CONFIG;
import static naru.ca.AuthorityTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import naru.base.Code;
import naru.base.Metrics;
import naru.ca.core.Validity;
import naru.store.Store;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.transport.CertificateSource;
import naru.transport.Credential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates by server name: asked for, issued, used again, renewed, refused. */
final class LeafCertificatesTest {
  @TempDir Path state;
  private final SetClock clock = new SetClock();
  private final Metrics metrics = new Metrics();
  private final Told told = new Told();
  private Authority authority;
  private CertificateSource gateway;

  @BeforeEach
  void open() {
    authority = Authority.open(CONFIG, state, clock, metrics);
    gateway = authority.certificates(Party.GATEWAY);
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void theFirstAskIsIssuedTheNextIsTheSame() {
    Credential first = gateway.credentialFor("shop.naru.test", told);
    assertThat(told.lines()).containsExactly("gateway -> ca: Requested", "ca -> gateway: Issued");
    var issued = told.last(CaEvent.Issued.class);
    assertThat(issued.names()).containsExactly("shop.naru.test");
    assertThat(issued.issuer()).isEqualTo("Naru Intermediate");
    assertThat(issued.signature()).isEqualTo("SHA256withECDSA");
    assertThat(issued.notAfter()).isEqualTo(SetClock.START.plus(Duration.ofDays(30)));

    Credential second = gateway.credentialFor("shop.naru.test", told);
    assertThat(told.lines()).containsExactly("ca -> gateway: Reissued");
    assertThat(second).isEqualTo(first);
    assertThat(told.last(CaEvent.Reissued.class).serial()).isEqualTo(issued.serial());
  }

  @Test
  void aRestartDoesNotIssueAgain() {
    Credential before = gateway.credentialFor("shop.naru.test", told);
    close();
    open();
    told.lines();
    Credential after = gateway.credentialFor("shop.naru.test", told);
    assertThat(told.lines()).containsExactly("ca -> gateway: Reissued");
    assertThat(after.chain()).isEqualTo(before.chain());
    assertThat(after.key()).isEqualTo(before.key());
    assertThat(after.renewAfter()).isEqualTo(before.renewAfter());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10 * 1440, 29 * 1440})
  void itIsRenewedSoLongBeforeItsEndAsSaidAndNotEarlier(long minutes) {
    close();
    var before = Duration.ofMinutes(minutes);
    var usual = CONFIG.leaf();
    var leaf = new CaConfig.Leaf(usual.key(), usual.life(), before, usual.names());
    CaConfig config = new CaConfig("Naru Root", CONFIG.caKey(), CONFIG.rootLife(), leaf, 10, 10);
    authority = Authority.open(config, state, clock, metrics);
    gateway = authority.certificates(Party.GATEWAY);
    Credential first = gateway.credentialFor("shop.naru.test", told);
    Validity life = Validity.of(first.chain().getFirst());
    assertThat(Duration.between(first.renewAfter(), life.until())).isEqualTo(before);
    clock.pass(Duration.between(clock.wall(), first.renewAfter()).minusSeconds(1));
    assertThat(gateway.credentialFor("shop.naru.test", told)).isEqualTo(first);
    told.lines();
    clock.pass(Duration.ofSeconds(1));
    Credential second = gateway.credentialFor("shop.naru.test", told);
    assertThat(told.lines()).containsExactly("gateway -> ca: Requested", "ca -> gateway: Issued");
    assertThat(second.renewAfter()).isAfter(first.renewAfter());
    assertThat(second.key()).isNotEqualTo(first.key());
  }

  @Test
  void anotherTimeOfRenewalHoldsForWhatIsOnDiskToo() {
    Credential first = gateway.credentialFor("shop.naru.test", told);
    close();
    var usual = CONFIG.leaf();
    var early = new CaConfig.Leaf(usual.key(), usual.life(), Duration.ofDays(20), usual.names());
    CaConfig config = new CaConfig("Naru Root", CONFIG.caKey(), CONFIG.rootLife(), early, 10, 10);
    authority = Authority.open(config, state, clock, metrics);
    Credential again = authority.certificates(Party.GATEWAY).credentialFor("shop.naru.test", told);
    assertThat(again.chain()).isEqualTo(first.chain());
    assertThat(Duration.between(again.renewAfter(), first.renewAfter()))
        .isEqualTo(Duration.ofDays(10));
  }

  /** One whose life its issuer cut would else be renewed again and again. */
  @Test
  void aShorterLifeThanTheTimeOfRenewalIsRenewedAtTwoThirds() {
    Validity day = Validity.of(clock.wall(), Duration.ofDays(1));
    assertThat(day.renewAfter(Duration.ofHours(23)))
        .isEqualTo(clock.wall().plus(Duration.ofHours(1)));
    assertThat(day.renewAfter(Duration.ofDays(1))).isEqualTo(day.renewAfter());
    assertThat(day.renewAfter(Duration.ofDays(2))).isEqualTo(day.renewAfter());
  }

  @Test
  void theEndedOneOfADayOffIsIssuedAnewAfterARestart() {
    gateway.credentialFor("shop.naru.test", told);
    close();
    clock.pass(Duration.ofDays(31));
    open();
    told.lines();
    gateway.credentialFor("shop.naru.test", told);
    assertThat(told.lines()).containsExactly("gateway -> ca: Requested", "ca -> gateway: Issued");
  }

  @Test
  void whenARenewalFailsTheOldOneServesUntilItEnds() {
    Credential first;
    try (Store store = Store.open(state.resolve("shared"), metrics)) {
      authority.close();
      authority = Authority.open(CONFIG, state.resolve("shared"), store, clock, metrics);
      gateway = authority.certificates(Party.GATEWAY);
      first = gateway.credentialFor("shop.naru.test", told);
      store.write(
          tx ->
              tx.update(
                  "CREATE TRIGGER full BEFORE INSERT ON ca_issued"
                      + " BEGIN SELECT raise(ABORT, 'no room'); END"));
      clock.pass(Duration.ofDays(25));
      assertThat(gateway.credentialFor("shop.naru.test", told)).isEqualTo(first);
      assertThat(metrics.text()).contains("naru_ca_renewals_failed_total 1");
      clock.pass(Duration.ofDays(6));
      assertFails(
          Code.STORE_CONSTRAINT, "no room", () -> gateway.credentialFor("shop.naru.test", told));
    }
  }

  @Test
  void aNameThatIsNotAllowedIsRefused() {
    for (String name : List.of("naru.test", "a.example", "", "*.naru.test", "a b.naru.test")) {
      assertFails(Code.CA_NAME_NOT_ALLOWED, "*.naru.test", () -> gateway.credentialFor(name, told));
      assertThat(told.lines()).as(name).containsExactly("ca -> gateway: Refused");
      assertThat(told.last(CaEvent.Refused.class))
          .isEqualTo(new CaEvent.Refused(name, "*.naru.test"));
    }
    assertThat(authority.issued(10)).isEmpty();
    assertThat(metrics.text()).contains("naru_ca_refused_total 5");
  }

  @Test
  void theProxyMayHaveWhatItInspects() {
    CertificateSource proxy =
        authority.certificates(Party.PROXY, name -> name.endsWith(".example"));
    proxy.credentialFor("www.example", told);
    assertThat(told.lines()).containsExactly("proxy -> ca: Requested", "ca -> proxy: Issued");
    assertFails(
        Code.CA_NAME_NOT_ALLOWED, "inspect", () -> proxy.credentialFor("a.naru.test", told));
  }

  @Test
  void whoAsksAtTheSameTimeGetsTheSame() throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<X509Certificate>> asks = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        asks.add(
            threads.submit(
                () -> {
                  start.await();
                  return gateway.credentialFor("busy.naru.test", told).chain().getFirst();
                }));
      }
      start.countDown();
    }
    X509Certificate one = asks.getFirst().get();
    for (Future<X509Certificate> ask : asks) {
      assertThat(ask.get()).isSameAs(one);
    }
    assertThat(authority.issued(10)).hasSize(1);
    assertThat(told.lines()).filteredOn(line -> line.endsWith("Issued")).hasSize(1);
  }

  @Test
  void memoryDiskAndRecordsAreBounded() {
    authority.close();
    CaConfig small = new CaConfig("Small", CONFIG.caKey(), CONFIG.rootLife(), CONFIG.leaf(), 2, 3);
    Path elsewhere = state.resolve("small");
    try (Store store = Store.open(elsewhere, metrics)) {
      authority = Authority.open(small, elsewhere, store, clock, metrics);
      gateway = authority.certificates(Party.GATEWAY);
      for (int i = 0; i < 5; i++) {
        gateway.credentialFor("n" + i + ".naru.test", told);
      }
      assertThat(authority.issued(10))
          .flatExtracting(IssuedCertificate::names)
          .containsExactly("n4.naru.test", "n3.naru.test", "n2.naru.test");
      long kept = store.read(tx -> tx.number("SELECT count(*) FROM ca_in_use"));
      assertThat(kept).isEqualTo(2);
      assertThat(metrics.text())
          .contains("naru_limit_used{limit=\"ca.cached\"} 2")
          .contains("naru_limit_refused_total{limit=\"ca.cached\"} 3");
    }
  }

  /** While a change holds the store, nobody can finish: who is one too many is told at once. */
  @Test
  void signingAtTheSameTimeIsBounded() throws Throwable {
    authority.close();
    Path elsewhere = state.resolve("busy");
    try (Store store = Store.open(elsewhere, metrics);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      authority = Authority.open(CONFIG, elsewhere, store, clock, metrics);
      gateway = authority.certificates(Party.GATEWAY);
      var asks = new ExecutorCompletionService<Credential>(threads);
      store.write(
          tx -> {
            for (int i = 0; i < 65; i++) {
              String name = "n" + i + ".naru.test";
              asks.submit(() -> gateway.credentialFor(name, new Told()));
            }
            assertFails(Code.GATEWAY_LIMIT, "64", () -> outcome(asks));
            return 0;
          });
      for (int i = 0; i < 64; i++) {
        outcome(asks);
      }
      assertThat(authority.issued(100)).hasSize(64);
      assertThat(metrics.text()).contains("naru_limit_refused_total{limit=\"ca.pending\"} 1");
    }
  }

  private static Credential outcome(ExecutorCompletionService<Credential> asks) throws Throwable {
    try {
      return asks.take().get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  @Test
  void endedOnesAreForgotten() {
    gateway.credentialFor("old.naru.test", told);
    clock.pass(Duration.ofDays(31));
    gateway.credentialFor("new.naru.test", told);
    assertThat(authority.issued(10))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.names()).containsExactly("new.naru.test");
              assertThat(c.notAfter()).isEqualTo(clock.wall().plus(Duration.ofDays(30)));
            });
  }

  @Test
  void theRecordsOutliveARestart() {
    X509Certificate leaf = gateway.credentialFor("shop.naru.test", told).chain().getFirst();
    close();
    open();
    assertThat(authority.issued(10)).containsExactly(IssuedCertificate.of(leaf));
  }
}
