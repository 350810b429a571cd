package naru.forward.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, addresses, and what is neither. */
final class HostsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"shop.test", "shop.test.", "localhost", "9.9.9.9", "::1", "a.0b", "1.test"})
  void isClear(String host) {
    assertThat(Hosts.isClear(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.1", "1", "0x7f000001", "a.0x", "1.2.3.4.5", "256.1.1.1", ".", "a..", ""})
  void isNotClear(String host) {
    assertThat(Hosts.isClear(host)).isFalse();
  }

  @Test
  void spellingDoesNotMatter() {
    assertThat(Hosts.same("Shop.Test", "shop.test.")).isTrue();
    assertThat(Hosts.same("::1", "0:0::1")).isTrue();
    assertThat(Hosts.same("shop.test", "shop2.test")).isFalse();
  }
}
