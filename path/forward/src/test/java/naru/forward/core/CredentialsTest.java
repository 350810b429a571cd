package naru.forward.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** RFC 7617: user and password in one field. */
final class CredentialsTest {
  private static String basic(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void thePasswordMayHoldColonsAndUtf8() {
    assertThat(Credentials.parse("basic " + basic("lee:나:루")))
        .contains(new Credentials("lee", "나:루"));
    assertThat(Credentials.parse("Basic " + basic("lee:"))).contains(new Credentials("lee", ""));
  }

  @Test
  void whatIsNotBasicIsNothing() {
    assertThat(Credentials.parse("Bearer x")).isEmpty();
    assertThat(Credentials.parse("Basic " + basic("lee"))).isEmpty();
    assertThat(Credentials.parse("Basic ***")).isEmpty();
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(new Credentials("lee", "secret")).hasToString("Credentials[lee]");
  }
}
