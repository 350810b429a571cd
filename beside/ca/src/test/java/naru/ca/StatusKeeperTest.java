package naru.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.base.Code;
import naru.base.Metrics;
import naru.ca.StatusKeeper.How;
import naru.ca.StatusKeeper.Reply;
import naru.ca.core.Responder;
import naru.ca.core.StatusQuestion;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.transport.Staple;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a CA is asked about a certificate, and what is shown meanwhile. In virtual time. */
final class StatusKeeperTest {
  private final SetClock clock = new SetClock();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Metrics metrics = new Metrics();
  private final Told told = new Told();
  private final Responder ca = new Responder("Naru Test CA", SetClock.START);
  private final X509Certificate leaf = ca.server("shop.naru.test");
  private final List<Reply> asked = new ArrayList<>();
  private final List<URI> at = new ArrayList<>();
  private final List<BigInteger> about = new ArrayList<>();

  @TempDir private Path folder;

  private StatusShelf shelf() {
    return StatusShelf.in(folder.resolve("ocsp"), metrics, this::hear);
  }

  private void hear(CaEvent event) {
    told.add(Party.GATEWAY, Party.GATEWAY, Provenance.DERIVED, event);
  }

  private StatusKeeper keeper(How how) {
    StatusCounts counts = StatusCounts.of(metrics, this::hear);
    return new StatusKeeper(
        how,
        (question, responder, privateToo, reply) -> {
          about.add(serial(question));
          at.add(responder);
          asked.add(reply);
        },
        channel.eventLoop(),
        clock,
        counts,
        shelf(),
        Runnable::run);
  }

  /** Of the certificate that is asked about. */
  private static BigInteger serial(StatusQuestion question) {
    try {
      return new OCSPReq(question.der()).getRequestList()[0].getCertID().getSerialNumber();
    } catch (IOException notARequest) {
      throw new AssertionError(notARequest);
    }
  }

  private static How usual(X509Certificate... issuers) {
    return new How(Optional.empty(), List.of(issuers), false);
  }

  private List<X509Certificate> chain() {
    return List.of(leaf, ca.certificate());
  }

  private void pass(Duration time) {
    clock.pass(time);
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void run() {
    channel.runPendingTasks();
  }

  private void answer(byte[] der) {
    asked.getLast().answered(der, told);
  }

  private static Instant in(Duration time) {
    return SetClock.START.plus(time);
  }

  @Test
  void itIsAskedAtOnceAndAgainAtHalfOfTheTime() {
    StatusKeeper keeper = keeper(usual());
    Staple staple = keeper.about(chain());
    assertThat(keeper.about(chain())).isSameAs(staple);
    run();
    assertThat(at).containsExactly(URI.create(Responder.URL));
    assertThat(staple.now()).as("nobody waits").isEmpty();
    byte[] word = ca.about(leaf).from(SetClock.START, in(Duration.ofHours(10))).signed();
    answer(word);
    assertThat(staple.now()).isEqualTo(word);
    CaEvent.StatusTold event = told.last(CaEvent.StatusTold.class);
    assertThat(event.nextUpdate()).isEqualTo(in(Duration.ofHours(10)));
    assertThat(event.responder()).isEqualTo(Responder.URL);
    pass(Duration.ofMinutes(299));
    assertThat(asked).hasSize(1);
    pass(Duration.ofMinutes(2));
    assertThat(asked).hasSize(2);
    assertThat(metrics.text()).contains("naru_ocsp_answers_total{result=\"good\"} 1");
  }

  @Test
  void theLastGoodWordIsShownUntilItEndsWhileAllElseFails() {
    StatusKeeper keeper = keeper(usual());
    Staple staple = keeper.about(chain());
    run();
    byte[] word = ca.about(leaf).from(SetClock.START, in(Duration.ofHours(2))).signed();
    answer(word);
    pass(Duration.ofMinutes(61));
    asked.getLast().failed("no answer in time", told);
    assertThat(told.last(CaEvent.StatusMissed.class).failure().code())
        .isEqualTo(Code.OCSP_UNREACHABLE);
    assertThat(staple.now()).isEqualTo(word);
    pass(Duration.ofSeconds(11));
    assertThat(asked).as("soon again").hasSize(3);
    answer(ca.about(ca.server("other.test")).signed());
    assertThat(staple.now()).isEqualTo(word);
    assertThat(told.last(CaEvent.StatusMissed.class).failure().code())
        .isEqualTo(Code.OCSP_UNTRUSTED);
    pass(Duration.ofMinutes(59));
    assertThat(staple.now()).as("ended").isEmpty();
    assertThat(keeper.isShown()).isFalse();
  }

  @Test
  void aGoodWordIsShownFromTheStartAfterARestart() throws Exception {
    StatusKeeper before = keeper(usual());
    before.about(chain());
    run();
    byte[] word = ca.about(leaf).from(SetClock.START, in(Duration.ofHours(2))).signed();
    answer(word);
    assertThat(shelf().about(leaf)).contains(word);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shelf().file(leaf))))
        .isEqualTo("rw-------");
    StatusKeeper after = keeper(usual());
    assertThat(after.about(chain()).now()).as("before anybody was asked").isEqualTo(word);
    assertThat(told.last(CaEvent.StatusTold.class).responder()).startsWith(folder.toString());
    run();
    assertThat(asked).as("asked anew all the same").hasSize(2);
    asked.getLast().failed("no answer in time", told);
    assertThat(after.isShown()).isTrue();
    X509Certificate another = ca.server("shop.naru.test");
    assertThat(keeper(usual()).about(List.of(another, ca.certificate())).now()).isEmpty();
    clock.pass(Duration.ofHours(3));
    assertThat(keeper(usual()).about(chain()).now()).as("it has ended").isEmpty();
    assertThat(shelf().file(leaf)).doesNotExist();
  }

  /** Whoever can write there cannot make clients see what the CA did not say. */
  @Test
  void whatLiesOnDiskIsJudgedAnew() throws Exception {
    shelf().keep(leaf, ca.about(leaf).signed());
    Files.write(shelf().file(leaf), new Responder("Other CA", SetClock.START).about(leaf).signed());
    assertThat(keeper(usual()).about(chain()).now()).isEmpty();
    assertThat(shelf().file(leaf)).doesNotExist();
    shelf().keep(leaf, ca.about(leaf).signed());
    Files.write(shelf().file(leaf), new byte[Staples.MOST_BYTES + 1]);
    assertThat(shelf().about(leaf)).as("too long").isEmpty();
  }

  @Test
  void aRevokedCertificatesGoodWordIsNotKept() {
    shelf().keep(leaf, ca.about(leaf).signed());
    StatusKeeper keeper = keeper(usual());
    assertThat(keeper.about(chain()).now()).isNotEmpty();
    run();
    answer(ca.about(leaf).status(new RevokedStatus(Date.from(SetClock.START), 1)).signed());
    assertThat(shelf().about(leaf)).isEmpty();
    assertThat(keeper.isShown()).isFalse();
  }

  @Test
  void theShelfIsBounded() throws Exception {
    Path shelved = Files.createDirectories(folder.resolve("ocsp"));
    Files.setPosixFilePermissions(shelved, PosixFilePermissions.fromString("rwx------"));
    for (int i = 0; i < StatusShelf.MAX_FILES; i++) {
      Path file = Files.createFile(shelved.resolve(i + ".der"));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000L * (i + 1)));
    }
    shelf().keep(leaf, ca.about(leaf).signed());
    assertThat(shelved.resolve("0.der")).as("the oldest").doesNotExist();
    assertThat(shelved.resolve("1.der")).exists();
    assertThat(shelf().about(leaf)).isPresent();
    try (Stream<Path> all = Files.list(shelved)) {
      assertThat(all).hasSize(StatusShelf.MAX_FILES);
    }
  }

  /** Such as a full disk. */
  @Test
  void withoutADiskAllGoesOn() throws Exception {
    Files.writeString(folder.resolve("ocsp"), "a file where the folder should be");
    StatusKeeper keeper = keeper(usual());
    keeper.about(chain());
    run();
    answer(ca.about(leaf).signed());
    assertThat(keeper.isShown()).isTrue();
  }

  @Test
  void aDiskThatFailsIsCountedAndToldOnceUntilItTakesOne() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("ocsp"), "a file where the folder should be");
    StatusShelf shelf = shelf();
    byte[] word = ca.about(leaf).signed();
    String failures = "naru_ocsp_disk_failures_total ";
    assertThat(metrics.text()).contains(failures + "0\n");
    shelf.keep(leaf, word);
    assertThat(metrics.text()).contains(failures + "1\n");
    CaEvent.StatusNotKept first = told.last(CaEvent.StatusNotKept.class);
    assertThat(first.failure().code()).isEqualTo(Code.CA_FILE_UNREADABLE);
    assertThat(first.failure().detail()).contains(inTheWay.toString());
    told.lines();
    shelf.keep(leaf, word);
    assertThat(metrics.text()).contains(failures + "2\n");
    assertThat(told.lines()).as("told once").isEmpty();
    Files.delete(inTheWay);
    shelf.keep(leaf, word);
    assertThat(shelf.about(leaf)).contains(word);
    assertThat(told.lines()).isEmpty();
    Files.delete(shelf.file(leaf));
    Files.delete(inTheWay);
    Files.writeString(inTheWay, "again");
    shelf.keep(leaf, word);
    assertThat(told.lines()).hasSize(1);
  }

  @Test
  void failuresAreTriedEverLater() {
    StatusKeeper keeper = keeper(usual());
    keeper.about(chain());
    run();
    for (int i = 1; i <= 12; i++) {
      assertThat(asked).hasSize(i);
      asked.getLast().failed("refused", told);
      Duration wait = StatusKeeper.retry(i);
      pass(wait.minusSeconds(1));
      assertThat(asked).hasSize(i);
      pass(Duration.ofSeconds(2));
    }
    assertThat(StatusKeeper.retry(1)).isEqualTo(StatusKeeper.FIRST_RETRY);
    assertThat(StatusKeeper.retry(2)).hasSeconds(20);
    assertThat(StatusKeeper.retry(100)).isEqualTo(StatusKeeper.LAST_RETRY);
    assertThat(metrics.text()).contains("naru_ocsp_answers_total{result=\"missed\"} 12");
  }

  @Test
  void aRevokedCertificateLosesItsGoodWord() {
    StatusKeeper keeper = keeper(usual());
    Staple staple = keeper.about(chain());
    run();
    answer(ca.about(leaf).signed());
    assertThat(staple.now()).isNotEmpty();
    pass(Duration.ofDays(4));
    answer(ca.about(leaf).status(new RevokedStatus(Date.from(SetClock.START), 1)).signed());
    assertThat(staple.now()).isEmpty();
    assertThat(told.last(CaEvent.StatusMissed.class).failure().code()).isEqualTo(Code.OCSP_REVOKED);
  }

  /** A connection that still shows the old certificate must not get the word about the new one. */
  @Test
  void anotherCertificateInTheFilesIsAskedAboutAnew() {
    StatusKeeper keeper = keeper(usual());
    Staple before = keeper.about(chain());
    run();
    byte[] word = ca.about(leaf).signed();
    answer(word);
    X509Certificate another = ca.server("shop.naru.test");
    Staple after = keeper.about(List.of(another, ca.certificate()));
    run();
    assertThat(asked).hasSize(2);
    assertThat(after.now()).isEmpty();
    byte[] next = ca.about(another).signed();
    answer(next);
    assertThat(after.now()).isEqualTo(next);
    assertThat(before.now()).isEqualTo(word);
    pass(Duration.ofDays(3));
    asked.get(1).failed("late, and again", told);
    pass(Duration.ofDays(1));
    assertThat(about)
        .as("nobody asks about the old one")
        .containsExactly(
            leaf.getSerialNumber(), another.getSerialNumber(), another.getSerialNumber());
  }

  @Test
  void anAnswerForTheOneBeforeComesTooLate() {
    StatusKeeper keeper = keeper(usual());
    Staple before = keeper.about(chain());
    run();
    Staple after = keeper.about(List.of(ca.server("shop.naru.test"), ca.certificate()));
    run();
    byte[] word = ca.about(leaf).signed();
    asked.getFirst().answered(word, told);
    assertThat(before.now()).isEqualTo(word);
    assertThat(after.now()).isEmpty();
  }

  @Test
  void whoeverIsNamedInTheConfigIsAsked() {
    URI own = URI.create("http://127.0.0.1:9/");
    StatusKeeper keeper = keeper(new How(Optional.of(own), List.of(ca.certificate()), true));
    keeper.about(List.of(leaf));
    run();
    assertThat(at).containsExactly(own);
  }

  @Test
  void withoutAnIssuerOrAResponderNobodyIsAsked() {
    StatusKeeper keeper = keeper(usual());
    Staple staple = keeper.about(List.of(leaf));
    run();
    assertThat(told.last(CaEvent.StatusMissed.class).failure().detail()).contains("issuer");
    Responder root = new Responder("Root", SetClock.START);
    keeper.about(List.of(root.certificate(), root.certificate()));
    run();
    CaEvent.StatusMissed missed = told.last(CaEvent.StatusMissed.class);
    assertThat(missed.failure().code()).isEqualTo(Code.OCSP_NOBODY);
    assertThat(missed.failure().detail()).contains("names no OCSP responder");
    assertThat(asked).isEmpty();
    assertThat(staple.now()).isEmpty();
  }

  @Test
  void aClosedOneAsksNoMoreAndShowsWhatItHas() {
    StatusKeeper keeper = keeper(usual());
    Staple staple = keeper.about(chain());
    run();
    byte[] word = ca.about(leaf).signed();
    answer(word);
    keeper.close();
    run();
    pass(Duration.ofDays(5));
    assertThat(asked).hasSize(1);
    assertThat(staple.now()).isEqualTo(word);
  }
}
