package naru.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Place;
import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void passwordsAreNotShown() {
    assertThat(new Secret.Plain(Place.BUILT_IN, "hush").toString()).doesNotContain("hush");
  }
}
