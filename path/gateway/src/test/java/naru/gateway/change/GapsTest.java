package naru.gateway.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a certificate says goes into fields, whatever it is. */
final class GapsTest {
  @Test
  void whatHasNoPlaceInAFieldIsWrittenAsInAUrl() {
    assertThat(Gaps.plain("O=Naru,CN=alice")).isEqualTo("O=Naru,CN=alice");
    assertThat(Gaps.plain("CN=a\r\nX-Admin: 1")).isEqualTo("CN=a%0D%0AX-Admin: 1");
    assertThat(Gaps.plain("CN=나루 100%\u007f")).isEqualTo("CN=%EB%82%98%EB%A3%A8 100%25%7F");
  }
}
