package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What channels throw, as what it means. */
final class BreakageTest {
  @BeforeAll
  static void load() {
    Epoll.ensureAvailability(); // the numbers are asked of its library
  }

  @ParameterizedTest
  @CsvSource({
    "104, RESET, ECONNRESET",
    "32, RESET, EPIPE",
    "110, TIMED_OUT, ETIMEDOUT",
    "113, UNREACHABLE, EHOSTUNREACH",
    "101, UNREACHABLE, ENETUNREACH",
    "103, BROKEN, ECONNABORTED",
    "71, BROKEN, errno 71"
  })
  void byNumber(int errno, TcpEvent.How how, String why) {
    Throwable thrown = new Errors.NativeIoException("recv", -errno);
    assertThat(Breakage.of(thrown)).isEqualTo(new Breakage(how, why));
    assertThat(Breakage.isIt(thrown)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Connection reset by peer, RESET",
    "Connection reset, RESET",
    "Connection timed out, TIMED_OUT",
    "No route to host, UNREACHABLE",
    "Network is unreachable, UNREACHABLE",
    "Communication administratively prohibited, UNREACHABLE",
    "Software caused connection abort, BROKEN"
  })
  void byWords(String words, TcpEvent.How how) {
    assertThat(Breakage.of(new IOException(words))).isEqualTo(new Breakage(how, words));
  }

  @Test
  void whatTlsFindsWrongIsNoFaultOfOurs() {
    Throwable thrown = new DecoderException(new SSLException("bad record MAC"));
    assertThat(Breakage.isIt(thrown)).isTrue();
    assertThat(Breakage.of(thrown)).isEqualTo(new Breakage(TcpEvent.How.BROKEN, "bad record MAC"));
    Throwable bug = new IllegalStateException("no Connection reset");
    assertThat(Breakage.isIt(bug)).isFalse();
    assertThat(Breakage.of(bug).how()).isEqualTo(TcpEvent.How.BROKEN);
  }

  /** The kernel's number, as Netty has it, is the one that is meant here. */
  @Test
  void theNumbersAreThoseOfTheSystem() {
    assertThat(Errors.ERRNO_ECONNRESET_NEGATIVE).isEqualTo(-104);
    assertThat(Errors.ERROR_EHOSTUNREACH_NEGATIVE).isEqualTo(-113);
    assertThat(Errors.ERROR_ENETUNREACH_NEGATIVE).isEqualTo(-101);
  }
}
