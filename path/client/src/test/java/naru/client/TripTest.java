package naru.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may write as a trip, and what is said of the rest. */
final class TripTest {
  @ParameterizedTest
  @CsvSource({
    "a.test, a.test:80, a.test, /",
    "http://a.test, a.test:80, a.test, /",
    "https://a.test/x?y, a.test:443, a.test, /x?y",
    "http://a.test:81?q, a.test:81, a.test:81, /?q",
    "http://[::1]:81/, [::1]:81, [::1]:81, /",
    "http://한국.test/책, xn--3e0b707e.test:80, xn--3e0b707e.test, /%EC%B1%85",
  })
  void urls(String url, String endpoint, String authority, String path) {
    Trip trip = Trip.get(url, 1);
    assertThat(trip.endpoint()).hasToString(endpoint);
    assertThat(trip.authority()).isEqualTo(authority);
    assertThat(trip.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://a.test, only http and https",
    "http://, not a URL",
    "http:///x, names no host",
    "http://a b/, not a URL",
    "http://a_b%.test/, not a URL",
  })
  void whatIsNoUrl(String url, String why) {
    assertThatThrownBy(() -> Trip.get(url, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void fieldsAndMethodsAreCheckedBeforeTheTrip() {
    assertThatThrownBy(() -> with("GET", "X\r\nY", "1")).hasMessageContaining("not a field name");
    assertThatThrownBy(() -> with("GET", "X", "1\r\nY: 2")).hasMessageContaining("control");
    assertThatThrownBy(() -> with("G T", "X", "1")).hasMessageContaining("not a method");
  }

  private static Trip with(String method, String name, String value) {
    return new Trip(
        Trip.parse("http://a.test"),
        method,
        List.of(Map.entry(name, value)),
        new byte[0],
        Optional.empty(),
        1);
  }

  @Test
  void proxies() {
    Trip.Proxy proxy = Trip.Proxy.parse("https://u:p@proxy.test");
    assertThat(proxy.endpoint()).hasToString("proxy.test:3128");
    assertThat(proxy.secure()).isTrue();
    assertThat(proxy.credentials()).contains("u:p");
    assertThat(Trip.Proxy.parse("localhost:8080").secure()).isFalse();
  }
}
