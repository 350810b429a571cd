package naru.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.base.Code;
import naru.ca.core.Responder;
import naru.trace.CaEvent;
import naru.transport.Staple;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A response in a file that somebody else renews. */
final class StatusFileTest {
  @TempDir Path folder;
  private final SetClock clock = new SetClock();
  private final Told told = new Told();
  private final Responder ca = new Responder("Naru Test CA", SetClock.START);
  private final X509Certificate leaf = ca.server("shop.naru.test");
  private final List<X509Certificate> chain = List.of(leaf, ca.certificate());

  private Path file() {
    return folder.resolve("staple.der");
  }

  private byte[] write(byte[] der) throws IOException {
    Files.write(file(), der);
    return der;
  }

  @Test
  void aGoodOneIsShownAndReadAgainOnlyWhenItChanges() throws Exception {
    byte[] word = write(ca.about(leaf).signed());
    StatusFile status = StatusFile.of(file(), List.of(), clock);
    Staple first = status.about(chain, told);
    assertThat(first.now()).isEqualTo(word);
    assertThat(status.about(chain, told)).isSameAs(first);
    assertThat(told.lines()).containsExactly("gateway -> gateway: StatusTold");
    byte[] next =
        write(
            ca.about(leaf).from(SetClock.START, SetClock.START.plus(Duration.ofDays(30))).signed());
    touch(9);
    assertThat(status.about(chain, told).now()).isEqualTo(next);
    assertThat(told.lines()).containsExactly("gateway -> gateway: StatusTold");
  }

  @Test
  void itEnds() throws Exception {
    write(ca.about(leaf).from(SetClock.START, SetClock.START.plusSeconds(60)).signed());
    Staple staple = StatusFile.of(file(), List.of(), clock).about(chain, told);
    assertThat(staple.now()).isNotEmpty();
    clock.pass(Duration.ofSeconds(61));
    assertThat(staple.now()).isEmpty();
  }

  @Test
  void aBrokenOneLeavesTheLastGoodOne() throws Exception {
    byte[] word = write(ca.about(leaf).signed());
    StatusFile status = StatusFile.of(file(), List.of(), clock);
    status.about(chain, told);
    write("garbage".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(status.about(chain, told).now()).isEqualTo(word);
    assertThat(told.last(CaEvent.StatusMissed.class).failure().code())
        .isEqualTo(Code.OCSP_UNTRUSTED);
    told.lines();
    status.about(chain, told);
    assertThat(told.lines()).as("told once").isEmpty();
    Files.delete(file());
    assertThat(status.about(chain, told).now()).isEqualTo(word);
  }

  /** Rights come back without a trace on the file. */
  @Test
  void oneThatCannotBeReadIsReadLater() throws Exception {
    byte[] word = write(ca.about(leaf).signed());
    AtomicBoolean locked = new AtomicBoolean(true);
    StatusFile status =
        new StatusFile(
            file(),
            List.of(),
            clock,
            f -> {
              if (locked.get()) {
                throw new AccessDeniedException(f.toString());
              }
              return Files.readAllBytes(f);
            });
    assertThat(status.about(chain, told).now()).isEmpty();
    assertThat(told.lines()).containsExactly("gateway -> gateway: StatusMissed");
    status.about(chain, told);
    assertThat(told.lines()).as("told once").isEmpty();
    locked.set(false);
    assertThat(status.about(chain, told).now()).isEqualTo(word);
    locked.set(true);
    byte[] next =
        write(ca.about(leaf).from(SetClock.START, SetClock.START.plusSeconds(90)).signed());
    touch(9);
    told.lines();
    assertThat(status.about(chain, told).now()).as("the last good one").isEqualTo(word);
    assertThat(told.lines()).containsExactly("gateway -> gateway: StatusMissed");
    locked.set(false);
    assertThat(status.about(chain, told).now()).isEqualTo(next);
  }

  private void touch(int seconds) throws IOException {
    Files.setLastModifiedTime(file(), FileTime.from(SetClock.START.plusSeconds(seconds)));
  }

  @Test
  void oneThatClientsWouldRefuseIsNotShown() throws Exception {
    write(ca.about(ca.server("other.test")).signed());
    StatusFile status = StatusFile.of(file(), List.of(), clock);
    assertThat(status.about(chain, told).now()).isEmpty();
    byte[] word = write(ca.about(leaf).signed());
    assertThat(status.about(chain, told).now()).isEqualTo(word);
    write(ca.about(leaf).status(new RevokedStatus(Date.from(SetClock.START), 1)).signed());
    assertThat(status.about(chain, told).now()).as("revoked").isEmpty();
  }

  @Test
  void anotherCertificateDoesNotGetTheWordOfTheOneBefore() throws Exception {
    write(ca.about(leaf).signed());
    StatusFile status = StatusFile.of(file(), List.of(), clock);
    assertThat(status.about(chain, told).now()).isNotEmpty();
    X509Certificate another = ca.server("shop.naru.test");
    assertThat(status.about(List.of(another, ca.certificate()), told).now()).isEmpty();
  }

  @Test
  void withoutAnIssuerItIsShownAsItIs() throws Exception {
    byte[] word = write(new byte[] {1, 2, 3});
    StatusFile status = StatusFile.of(file(), List.of(), clock);
    assertThat(status.about(List.of(leaf), told).now()).isEqualTo(word);
    assertThat(
            StatusFile.of(file(), List.of(ca.certificate()), clock)
                .about(List.of(leaf), told)
                .now())
        .isEmpty();
  }
}
