package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ErrnoTest {
  @Test
  void namesAreThoseOfTheManual() {
    assertThat(new Errno(1).name()).isEqualTo("EPERM");
    assertThat(new Errno(Errno.EAGAIN).name()).isEqualTo("EAGAIN");
    assertThat(new Errno(Errno.EACCES).name()).isEqualTo("EACCES");
    assertThat(new Errno(Errno.ENOTTY).name()).isEqualTo("ENOTTY");
    assertThat(new Errno(Errno.EBADFD).name()).isEqualTo("EBADFD");
    assertThat(new Errno(95).name()).isEqualTo("EOPNOTSUPP");
    assertThat(new Errno(Errno.ENETUNREACH).name()).isEqualTo("ENETUNREACH");
    assertThat(new Errno(Errno.ETIMEDOUT).name()).isEqualTo("ETIMEDOUT");
    assertThat(new Errno(111).name()).isEqualTo("ECONNREFUSED");
    assertThat(new Errno(133).name()).isEqualTo("EHWPOISON");
  }

  @Test
  void whatHasNoNameIsANumber() {
    assertThat(new Errno(41).name()).isEqualTo("errno 41");
    assertThat(new Errno(0).name()).isEqualTo("errno 0");
    assertThat(new Errno(9999)).hasToString("errno 9999");
  }

  @Test
  void anExceptionSaysWhatWhyAndWhatToDo() {
    LinuxException e = LinuxException.of("open /dev/net/tun", Errno.EACCES);
    assertThat(e.call()).isEqualTo("open /dev/net/tun");
    assertThat(e.errno().isDenied()).isTrue();
    assertThat(e.hint()).contains("chmod 0666 /dev/net/tun").contains("root");
    assertThat(e).hasMessageStartingWith("open /dev/net/tun: EACCES. Run as root");
  }

  @Test
  void theKernelsWordsComeBeforeOurs() {
    LinuxException e = LinuxException.of("rtnetlink RTM_NEWADDR x", Errno.EPERM, "no");
    assertThat(e.hint()).isEqualTo("The kernel says: no. Changing interfaces needs CAP_NET_ADMIN.");
    assertThat(LinuxException.of("bind /x", 98)).hasMessage("bind /x: EADDRINUSE");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void errnoIsCaughtFromARealCall() {
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/run/netns/naru-is-not-there")))
        .isInstanceOf(LinuxException.class)
        .hasMessageStartingWith("open /run/netns/naru-is-not-there: ENOENT")
        .hasMessageContaining("ip netns list");
  }
}
